"""What is done with files to audit, each kind as the audit reads it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from generator.auditing.audit_files import audit_files
from generator.auditing.audit_json import as_json
from generator.auditing.audit_text import as_text
from generator.auditing.baseline import Baseline, read_baseline
from generator.auditing.summary import Summary
from generator.checking.determinism import differences
from generator.cli.terminal import json_in_a_log, one_line
from generator.model import Problem
from generator.running import Runner
from generator.running.twice import Twice
from tests.fuzz.case import Case, WrongError
from tests.fuzz.made_up import MadeUp
from tests.support.articles import CLAIMS

Target = Callable[[Case, Path], Sequence[Problem]]


def _of(name: str) -> Target:
    def target(case: Case, folder: Path) -> Sequence[Problem]:
        (folder / name).write_bytes(case.data)
        return _audited(case, folder / name)

    return target


def baseline(case: Case, folder: Path) -> Sequence[Problem]:
    """An article with findings, and the case as the report by which they are known."""
    (folder / "known.json").write_bytes(case.data)
    (folder / "article.md").write_text(CLAIMS, "utf-8")
    return _audited(case, folder / "article.md", read_baseline(folder / "known.json"))


def several(case: Case, folder: Path) -> Sequence[Problem]:
    """The parts of the case as files of a folder, some of them in folders of their own."""
    for number, text in enumerate(case.text.split(SEPARATOR)[:5]):
        suffix = (".md", ".rst", ".py", ".ipynb", ".md")[(number + case.salt) % 5]
        path = folder / "all" / f"part{number % 2}" / f"{number}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Case("", text).data)
    return _audited(case, folder / "all")


def _audited(case: Case, path: Path, known: Baseline | None = None) -> Sequence[Problem]:
    @contextlib.contextmanager
    def runner() -> Iterator[Runner]:
        yield Twice(MadeUp(case.salt, case.text), differences)

    audited = audit_files([path], runner=runner)
    found = [known.accept(each) for each in audited] if known is not None else list(audited)
    json.loads(json_in_a_log(as_json(found)))
    for line in as_text(found):
        if "\n" in one_line(line) or "\x1b" in one_line(line):
            raise WrongError("a line for a terminal that is more than a line")
    Summary.of(found)
    return [problem for each in found for problem in each.problems]


SEPARATOR: Final = "\n=====\n"
AUDITED: Final[dict[str, Target]] = {
    "article": _of("article.md"),
    "notebook": _of("article.ipynb"),
    "restructured": _of("article.rst"),
    "module": _of("article.py"),
    "articles": several,
    "baseline": baseline,
}
