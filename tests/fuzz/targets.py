"""What is fuzzed: each target takes a seed, makes an input and gives it to the code that reads it.

A target returns a short name of the input's kind. It raises whatever the code raises but for
ProblemsError, and FailedError where something else is wrong.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from zipfile import BadZipFile, ZipFile

from generator.accepting.proposal import propose
from generator.auditing.as_json import as_json as audit_json
from generator.auditing.as_text import as_text
from generator.auditing.audit import audit_files
from generator.building.deck import build_deck, check_deck
from generator.model import Problem, ProblemsError
from generator.reading.config import read_config
from generator.reporting.as_github import as_github
from generator.reporting.as_json import as_json
from generator.reporting.as_junit import as_junit
from generator.reporting.report import report_on
from generator.running.run_options import RunOptions
from generator.verifying import evidence
from generator.verifying.package import read_package
from generator.writing.lock import Lock
from tests.fuzz import seeds
from tests.fuzz.mutate import mutated, mutated_bytes
from tests.fuzz.runs import MadeUp
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

ONCE = RunOptions(once=True)
MOST = 2_000_000  # characters of all messages of an input


class FailedError(Exception):
    """Something is wrong that is no exception."""


def chapter(random: Random, folder: Path) -> str:
    """A chapter, read, judged, rendered, and told in every form."""
    text = mutated(random.choice(seeds.chapters()), seeds.chapters(), random)
    _write(folder / "deck" / "en" / "01.md", text)
    write_toml(folder / "deck", 'name = "demo"\nallow_html = true\n')
    try:
        built = check_deck(folder / "deck", only=(), runner=MadeUp(random), options=ONCE)
    except ProblemsError as error:
        _look(error.problems)
        return "chapter"
    _look(built.problems)
    report = report_on(built)
    size = sum(map(len, (as_json(report), as_junit(report), as_github(report))))
    if size > 10 * MOST:
        raise FailedError(f"{size} characters of reports")
    return "chapter"


def settings(random: Random, folder: Path) -> str:
    """A deck.toml."""
    _write(folder / "deck" / "deck.toml", mutated(seeds.TOML, [seeds.TOML, seeds.KINDS], random))
    try:
        read_config(folder / "deck")
    except ProblemsError as error:
        _look(error.problems)
    return "settings"


def lock(random: Random, folder: Path) -> str:
    """A deck.lock, read and brought up to date."""
    path = folder / "deck.lock"
    text = random.choice(seeds.locks())
    if random.random() < 0.5:
        _write(path, mutated(text, seeds.locks(), random))
    else:
        path.write_bytes(mutated_bytes(text.encode(), random))
    try:
        Lock.read(path).updated((), deck="demo", now=2_000_000_000).text()
    except ProblemsError as error:
        _look(error.problems)
    return "lock"


def article(random: Random, folder: Path) -> str:
    """An article for `audit`."""
    others = [seeds.ARTICLE, *seeds.chapters()]
    path = folder / "article.md"
    _write(
        path,
        mutated(seeds.ARTICLE if random.random() < 0.6 else random.choice(others), others, random),
    )

    class Opened(MadeUp):
        def __enter__(self) -> Opened:
            return self

        def __exit__(self, *_: object) -> None: ...

        def run(self, programs):  # type: ignore[no-untyped-def]
            for program in programs:
                yield self._run(program)

    audited = audit_files([path], runner=lambda: Opened(random))
    _look([problem for each in audited for problem in each.problems])
    audit_json(audited)
    "\n".join(as_text(audited))
    return "article"


def accepted(random: Random, folder: Path) -> str:
    """A chapter whose claims are to be rewritten."""
    text = random.choice((seeds.KINDS, random.choice(seeds.chapters())))
    if random.random() < 0.7:
        text = mutated(text, seeds.chapters(), random)
    _write(folder / "deck" / "en" / "01.md", text)
    write_toml(folder / "deck", 'name = "demo"\n')
    try:
        proposal = propose(folder / "deck", runner=MadeUp(random), options=ONCE)
    except ProblemsError as error:
        _look(error.problems)
        return "accepted"
    _look((*proposal.problems, *proposal.built.problems))
    for file in proposal.files:
        "\n".join(file.diff())
    return "accepted"


def package(random: Random, folder: Path) -> str:
    """A package for `verify`, changed as bytes, as a database, or in what a card carries."""
    data, fields = _package(folder)
    path = folder / "deck.apkg"
    how = random.randrange(3)
    if how == 0:
        path.write_bytes(mutated_bytes(data, random))
    else:
        database = folder / "collection"
        if how == 1:
            with ZipFile(_written(folder / "good.apkg", data)) as good:
                database.write_bytes(mutated_bytes(good.read("collection.anki2"), random))
        else:
            changed = [_carried(text, random) for text in fields]
            with ZipFile(_written(folder / "good.apkg", data)) as good:
                database.write_bytes(good.read("collection.anki2"))
            with closing(sqlite3.connect(database)) as db, db:
                rows = db.execute("select id from notes").fetchall()
                for (number,), text in zip(rows, changed, strict=True):
                    db.execute("update notes set flds = ? where id = ?", (text, number))
        with ZipFile(path, "w") as made:
            made.write(database, "collection.anki2")
            made.writestr("media", "{}")
    try:
        read_package(path)
    except ProblemsError as error:
        _look(error.problems)
    return "package"


TARGETS: dict[str, tuple[Callable[[Random, Path], str], int]] = {
    "chapter": (chapter, 40),
    "article": (article, 20),
    "accepted": (accepted, 10),
    "settings": (settings, 10),
    "lock": (lock, 10),
    "package": (package, 10),
}


def choose(random: Random) -> Callable[[Random, Path], str]:
    """One of the targets, each as often as its weight says."""
    found = random.choices([t for t, _ in TARGETS.values()], [w for _, w in TARGETS.values()])
    return found[0]


def write_toml(folder: Path, text: str) -> None:
    _write(folder / "deck.toml", text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", errors="surrogatepass", newline="")


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _look(problems: Iterable[Problem]) -> None:
    """Problems are to be placed, worded, bounded, and never of Proofdeck's own making."""
    size = 0
    for problem in problems:
        size += len(problem.message) + len(problem.hint)
        if problem.code == "internal":
            raise FailedError(problem.message)
        if not problem.message or not problem.place.path or problem.place.line < 1:
            raise FailedError(f"no place or no words: {problem}")
    if size > MOST:
        raise FailedError(f"{size} characters of messages")


@cache
def _package(folder: Path) -> tuple[bytes, list[str]]:
    deck = write_deck(folder / "packed", {"en/01.md": "".join(
        f"## Q {{#q{n}}}\n\n```python\nprint({n})\n```\n\n" for n in range(3))})  # fmt: skip
    build_deck(deck, folder / "built", only=["apkg"], runner=InlineRunner(), options=ONCE)
    (path,) = (folder / "built").glob("*.apkg")
    with ZipFile(path) as made:
        (folder / "x").write_bytes(made.read("collection.anki2"))
    with closing(sqlite3.connect(folder / "x")) as db:
        fields = [text for (text,) in db.execute("select flds from notes order by id")]
    return path.read_bytes(), fields


def _carried(fields: str, random: Random) -> str:
    """The fields with other evidence in them."""
    found = evidence.find_evidence(fields)
    if found is None or random.random() < 0.2:
        return mutated(fields, [fields], random)
    value = evidence._to_json(found)
    text = json.dumps(value)
    if random.random() < 0.6:
        text = mutated(text, [text, '{"v":1}', "1e400", "NaN", "[[[["], random)
    else:
        value[random.choice(list(value))] = random.choice(
            (None, [], {}, -1, 1e308, "x", [[[]]], True, 10**30)
        )
        text = json.dumps(value)
    import base64
    import zlib

    packing = zlib.compressobj(
        9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, evidence._dictionary()
    )
    data = packing.compress(text.encode("utf-8", "surrogatepass")) + packing.flush()
    signs = base64.b32encode(data).decode().rstrip("=").translate(evidence._WRITE)
    return fields.replace(evidence.to_comment(found), f"<!--proofdeck {signs}-->")


__all__ = ["TARGETS", "BadZipFile", "FailedError", "choose"]
