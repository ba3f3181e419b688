"""Data and a template → a PDF, compiled in another process."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from generator.keeping.shelf import digest
from generator.model import ProblemsError
from generator.reading.recordings import is_recording
from generator.rendering.rendered import RenderedCard, RenderedDeck
from generator.rendering.typst_card import deck_data
from generator.rendering.typst_text import clean
from generator.running.machine.scratch import scratch_folder
from generator.writing.compiler import BrokenError, Compiler
from generator.writing.fonts import font_families, font_paths
from generator.writing.pdf_finish import with_bookmarks
from generator.writing.pdf_limits import Compiling, Limits, Unkept
from generator.writing.pdf_pictures import may_be_dear, undrawn
from generator.writing.pdf_plans import Plan, Plans, card_contents, setting_of
from generator.writing.pdf_problems import (
    broken,
    image_unreadable,
    refused,
    refused_card,
    timed_out,
)
from generator.writing.sheet_plans import TEMPLATE as SHEETS
from generator.writing.sheet_plans import plan_sheets
from generator.writing.system_fonts import SystemFont, marks_of
from generator.writing.unprinted import Boxes

TEMPLATES: Final = Path(__file__).parent / "typst"

_MOST_REFUSED: Final = 20  # cards that are named; each takes a compilation

# All emoji, and symbols, with which the rule for emoji in code does no harm.
_EMOJI: Final = re.compile("[\u231a-\u2bff\U0001f000-\U0001faff]")


def compile_deck(
    deck: RenderedDeck,
    template: str,
    paper: Mapping[str, Any],
    how: Compiling,
    product: str = "",
) -> bytes:
    """The PDF of `deck` through `typst/<template>`, with `paper` added to the deck's data; results
    are kept by `product`.

    Raises ProblemsError for what cannot be printed: an image that cannot be read, something
    that is too large. For a character that no font has there is a box. What was compiled from the
    same data before is taken from the shelf, if there is one.
    """
    return _compile(deck, template, paper, how, ppi=0, product=product)[0]


def compile_pictures(
    deck: RenderedDeck, template: str, paper: Mapping[str, Any], limits: Limits, ppi: float
) -> tuple[bytes, ...]:
    """The pages of that PDF as PNGs of `ppi` pixels an inch. Raises ProblemsError as it does."""
    return _compile(deck, template, paper, Unkept(limits), ppi=ppi)[1]


def plan_deck(
    deck: RenderedDeck, template: str, paper: Mapping[str, Any], how: Compiling, product: str = ""
) -> Sequence[Plan]:
    """The plans of its cards; no PDF is made. Plans are kept by `product`. Raises ProblemsError as
    `compile_deck` does.
    """
    return _compile(deck, template, paper, how, ppi=0, measuring=True, product=product)[2]


def _compile(
    deck: RenderedDeck,
    template: str,
    paper: Mapping[str, Any],
    how: Compiling,
    *,
    ppi: float,
    measuring: bool = False,
    product: str = "",
) -> tuple[bytes, tuple[bytes, ...], Sequence[Plan]]:
    with scratch_folder() as name:
        root = Path(name)
        boxes = Boxes(deck.language)
        cards, setting = _fill(root, deck, paper, boxes)
        part = paper["part"][0]
        where = Path(deck.config.folder).absolute()
        slot = f"pdf{product} {where} {deck.language} {template} {part}"
        files = font_paths(deck.language, boxes.needed)
        folders = sorted({str(file.parent) for file in files})
        tools = digest(_tools(root, folders), *marks_of(boxes.fonts))
        if boxes.fonts:
            folders.append(_copied(boxes.fonts, root / "fonts"))
        key = _key(root, template, tools)
        known = how.shelf.get(slot, key) if how.shelf and not measuring else None
        if known is not None:
            return known, (), ()
        plans = Plans(how.shelf, f"plans of {slot}", digest(template, tools, setting))
        kept = plans.known(cards)
        if measuring and all(kept):
            return b"", (), kept
        dear = image_unreadable(deck, undrawn(may_be_dear(deck.media), root, folders))
        if dear is not None:
            raise dear
        compiler = Compiler(root, folders, how.limits, len(cards), ppi, measuring)
        compiler.plans.write_text(json.dumps(kept), encoding="utf-8")
        try:
            report = _run(compiler, template)
            if report is not None:
                raise _refusal(deck, compiler, template, report)
        except subprocess.TimeoutExpired as error:
            raise (_culprits(deck, compiler) or timed_out(deck, error.timeout)) from None
        except BrokenError as error:
            raise _culprits(deck, compiler) or broken(deck, error.status, error.stderr) from None
        measured = json.loads(compiler.plans.read_bytes())
        plans.keep(cards, measured)
        if measuring:
            return b"", (), measured
        compiled = with_bookmarks(compiler.output.read_bytes(), boxes.characters)
        if how.shelf:
            how.shelf.put(slot, key, compiled)
        return compiled, compiler.pictures, measured


def _run(compiler: Compiler, template: str) -> dict[str, Any] | None:
    """As `Compiler.run`, with the plans of chapters, which are made here."""
    report = plan_sheets(compiler) if template == SHEETS else None
    if report is not None or (compiler.measuring and template == SHEETS):
        return report
    return compiler.run(template)


def _tools(root: Path, fonts: Sequence[str]) -> str:
    """A digest of the compiler, its templates and its fonts."""
    times = sorted(
        f"{file} {file.stat().st_mtime_ns}" for folder in fonts for file in Path(folder).iterdir()
    )
    templates = [path.read_bytes() for path in sorted(root.glob("*.typ"))]
    return digest(version("typst"), *times, *templates)


def _key(root: Path, template: str, tools: str) -> str:
    """A digest of everything that the compiler reads, and of the compiler."""
    files = (root / "deck.json", *sorted((root / "media").iterdir()))
    contents = [part for path in files for part in (path.name, path.read_bytes())]
    return digest(tools, template, *contents)


def _refusal(
    deck: RenderedDeck, compiler: Compiler, template: str, report: dict[str, Any]
) -> ProblemsError:
    """What is wrong with all cards that cannot be set. The compiler stops at the first, so it is
    asked again without those that are known.
    """
    dear = _culprits(deck, compiler)
    if dear is not None:
        return dear
    problems = [*refused(deck, report).problems]
    while (slug := refused_card(report)) and len(problems) < _MOST_REFUSED:
        if not compiler.leave_out(slug):
            break
        try:
            next_report = _run(compiler, template)
        except (subprocess.TimeoutExpired, BrokenError, OSError):
            break
        if next_report is None or refused_card(next_report) is None:
            break
        report = next_report
        problems += refused(deck, report).problems
    return ProblemsError(*problems)


def _culprits(deck: RenderedDeck, compiler: Compiler) -> ProblemsError | None:
    """The pictures that would each end a compilation. The compiler's own report names none."""
    pictures = [name for name in deck.media if not is_recording(name)]
    return image_unreadable(deck, undrawn(pictures, compiler.root, compiler.font_folders))


def _copied(fonts: Iterable[SystemFont], folder: Path) -> str:
    """A folder with these fonts and no others: those beside them on the system may have the names
    of ours.
    """
    folder.mkdir()
    for number, path in enumerate(sorted({font.path for font in fonts})):
        shutil.copyfile(path, folder / f"{number}{path.suffix}")
    return str(folder)


def _fill(
    root: Path, deck: RenderedDeck, paper: Mapping[str, Any], boxes: Boxes
) -> tuple[list[str], str]:
    """Put everything that the compiler may read into `root`: it can reach nothing else.

    Returns the contents of the cards, in their order, and the setting they are measured in.
    """
    for source in TEMPLATES.glob("*.typ"):
        shutil.copyfile(source, root / source.name)
    (root / "media").mkdir()
    packages: set[str] = set()
    pythons: set[str] = set()
    chapters: list[str] = []
    contents: list[str] = []
    for chapter in deck.chapters:
        cards = tuple(_printable(card, boxes) for card in chapter.cards())
        heading = boxes.in_title(chapter.title)
        contents += card_contents(heading, cards, together="by-chapter" in paper)
        for card in cards:
            packages.update(card.verified[:-1])
            pythons.update(card.verified[-1:])
            for media in card.note.media:
                if not is_recording(media.name):
                    (root / "media" / media.name).write_bytes(media.data)
        if cards:
            tokens = ",".join(card.tokens for card in cards)
            chapters.append(f'{{"title":{json.dumps(heading)},"cards":[{tokens}]}}')
    verified = [*sorted(packages), *sorted(pythons)]
    title = boxes.in_title(clean(deck.config.title(deck.language)))
    data = {**deck_data(title, deck.language, len(contents), verified), **paper}
    data["document"] = clean(deck.config.title(deck.language))
    data["fonts"] = font_families(deck.language, sorted({font.family for font in boxes.fonts}))
    data |= {"boxes": boxes.codes, "emoji": any(map(_EMOJI.match, boxes.needed))}
    head = json.dumps(data, ensure_ascii=False)[:-1]
    text = f'{head},"chapters":[{",".join(chapters)}]}}'
    (root / "deck.json").write_text(text, encoding="utf-8")
    return contents, setting_of(data)


def _printable(card: RenderedCard, boxes: Boxes) -> RenderedCard:
    return replace(card, tokens=boxes.in_tokens(card.tokens))
