"""Notebooks of Jupyter: a cell that is tagged or headed as a card begins one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from generator.auditing.document import Block
from generator.auditing.pages.notebooks import cell_lines, cell_tags, notebook_language
from generator.importing.documents.block_fences import needed_fences, stated_output
from generator.importing.documents.trial import Trial
from generator.importing.escaping import fenced
from generator.importing.found import Found
from generator.importing.gathering import Gathering
from generator.importing.notes.card_marks import HEADING
from generator.importing.notes.obsidian_markup import as_tag
from generator.language import PYTHON
from generator.model import Place
from generator.reading.fence_names import is_known
from generator.reading.source import Source

_TAGS: Final = frozenset({"card", "flashcard", "flash-card", "anki", "anki-card"})
_OPTION: Final = re.compile(r"#\s?\|\s*(?P<key>card|question|kind|tags)\s*:\s*(?P<value>.*?)\s*$")
_SLUG: Final = re.compile(
    r"\s*\{#(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)(?P<kinds>(?:\s+\.[a-z]+)*)\s*\}\s*$"
)
_ATTACHED: Final = re.compile(r"\(attachment:(?P<name>[^()\s]+)\)")
_ASKS: Final = re.compile(r"[?？]\W*$")
_PRINTS: Final = ("What does this print?", "会输出什么？")
_STORED: Final = ("stored output that does not come out", "stored outputs that do not come out")
_CJK: Final = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Cell:
    """A cell of a notebook: its source with the line of the file, and the `language` of its code,
    empty for Markdown. Code that may be run has a block.
    """

    number: int
    text: str
    line: int
    tags: tuple[str, ...] = ()
    language: str = ""
    block: Block | None = None
    options: dict[str, str] = field(default_factory=dict)

    @property
    def is_code(self) -> bool:
        return bool(self.language)


def cells_of(data: Mapping[str, Any], trial: Trial) -> list[Cell]:
    """The cells of a notebook's JSON that hold Markdown or code."""
    blocks = {block.label.split(" (")[0]: block for block in trial.document.blocks}
    language = notebook_language(data.get("metadata")) or PYTHON.name
    cells = []
    for number, raw in enumerate(data.get("cells", ()), 1):
        if not isinstance(raw, dict) or raw.get("cell_type") not in ("markdown", "code"):
            continue
        source = cell_lines(raw.get("source"))
        text = "\n".join(line for line, _ in source)
        cell = Cell(number, text, source[0][1] if source else 1, tuple(cell_tags(raw)))
        if raw["cell_type"] == "code":
            cell.language = language
            cell.block = blocks.get(f"cell {number}")
            cell.text, cell.options = _without_options(text)
        else:
            cell.text = _with_attachments(text, raw.get("attachments"))
        cells.append(cell)
    return cells


def _with_attachments(text: str, attachments: object) -> str:
    """A text in which the pictures that its cell holds stand where they are shown."""

    def embedded(found: re.Match[str]) -> str:
        file = attachments.get(found["name"]) if isinstance(attachments, dict) else None
        for kind, data in file.items() if isinstance(file, dict) else ():
            joined = "".join(map(str, data)) if isinstance(data, list) else str(data)
            if str(kind).startswith("image/"):
                return f"(data:{kind};base64,{''.join(joined.split())})"
        return f"({found['name']})"

    return _ATTACHED.sub(embedded, text) if "attachment:" in text else text


def _without_options(text: str) -> tuple[str, dict[str, str]]:
    """The code without the comments that are about its card, and what they say."""
    lines = text.split("\n")
    options: dict[str, str] = {}
    at = 0
    kept = []
    while at < len(lines) and lines[at].startswith("#"):
        found = _OPTION.match(lines[at])
        if found:
            options.setdefault(found["key"], found["value"])
        else:
            kept.append(lines[at])
        at += 1
    return "\n".join([*kept, *lines[at:]]).strip("\n"), options


def notebook_cards(
    cells: Sequence[Cell], trial: Trial, source: Source, own: Callable[[str, Gathering], str]
) -> Gathering:
    """The cards of a notebook. A card goes on to the next, or to a heading. `own` makes our
    Markdown of that of a cell.
    """
    return _Reader(cells, trial, source, own).read()


class _Reader:
    def __init__(
        self,
        cells: Sequence[Cell],
        trial: Trial,
        source: Source,
        own: Callable[[str, Gathering], str],
    ) -> None:
        self._own = own
        self._cells = cells
        self._trial = trial
        self._source = source
        self._findings = {each.outcome.block.number: each for each in trial.findings}
        self._gathering = Gathering()

    def read(self) -> Gathering:
        heading, title = "", ""
        current: list[Cell] = []
        for cell in self._cells:
            found = None if cell.is_code else HEADING.match(_first(cell.text))
            if begins_card(cell) or found:
                self._finish(current, heading, title)
                current = [cell] if begins_card(cell) else []
                if found and not current:
                    self._leave(cell, headed=True)
            elif current:
                current.append(cell)
            else:
                self._leave(cell)
            if found and not begins_card(cell):
                heading = _SLUG.sub("", found["text"]).strip()
                title = heading if len(found[1]) == 1 else title
        self._finish(current, heading, title)
        return self._gathering

    def _leave(self, cell: Cell, *, headed: bool = False) -> None:
        text = "\n".join(cell.text.strip().split("\n")[1:]) if headed else cell.text
        if text.strip():
            sort = "of code" if cell.is_code else "of text"
            self._gathering.leave(f"cell {sort} outside of cards", f"cells {sort} outside of cards")

    def _finish(self, cells: Sequence[Cell], heading: str, title: str) -> None:
        if not cells:
            return
        self._gathering.lacking = []
        first = cells[0]
        place = Place(self._source.path, first.line)
        options = {key: value for cell in cells for key, value in cell.options.items()}
        question, rest = self._question(first, options, heading)
        below = [self._text(rest)] if rest else []
        programs = [cell for cell in cells if cell.is_code and cell.text.strip()]
        shown = [self._fence(cell) if cell.is_code else self._text(cell.text) for cell in cells[1:]]
        below += [self._fence(first), *shown] if first.is_code else shown
        kind, slug = options.get("kind", ""), options.get("card", "")
        found = _SLUG.search(question)
        if found:
            question, slug = question[: found.start()], found["slug"]
            kind = ".".join(part.strip(".") for part in found["kinds"].split()) or kind
        if (
            not kind
            and programs
            and self._says(programs)
            and not any(cell.text.strip() for cell in cells[1:] if not cell.is_code)
            and (first.is_code or _is_prediction(question))
        ):
            kind = "predict"
        if first.is_code and not options.get("question"):
            question = _asked(question, predict=kind == "predict")
        back = "\n\n".join(each for each in below if each.strip())
        if not question.strip() or not back.strip():
            side, mend = ("answer", "below it") if question.strip() else ("question", "above it")
            self._gathering.broken(
                place, f"the card of cell {first.number}", f"it has no {side}", f"write one {mend}"
            )
            return
        front = self._text(question.strip())
        hidden = needed_fences(self._trial.document, self._needed(programs), self._source)
        tags = [tag for tag in first.tags if tag.lower() not in _TAGS]
        tags += re.split(r"[,\s]+", options.get("tags", "").strip("[]"))
        self._gathering.cards.append(
            Found(
                place,
                front,
                "\n\n".join([*hidden, back]),
                kind=kind,
                deck=(title,) if title else (),
                tags=tuple(dict.fromkeys(as_tag(tag) for tag in tags if tag.strip())),
                slug=slug,
                by_hand=tuple(self._gathering.lacking),
            )
        )

    def _question(self, cell: Cell, options: Mapping[str, str], heading: str) -> tuple[str, str]:
        """The question of a card that begins with a cell, and what else the cell says."""
        if options.get("question"):
            return options["question"].strip("\"'"), "" if cell.is_code else cell.text
        if cell.is_code:
            return heading, ""
        text = cell.text.strip("\n")
        first, _, rest = text.partition("\n")
        found = HEADING.match(first)
        if found:
            return found["text"], rest.strip("\n")
        paragraph, _, rest = text.partition("\n\n")
        return paragraph, rest.strip("\n")

    def _text(self, text: str) -> str:
        return self._own(text.strip("\n"), self._gathering)

    def _fence(self, cell: Cell) -> str:
        """The code of a cell with what came out of it, if the notebook says the same."""
        if not cell.text.strip():
            return ""
        block = cell.block
        finding = self._findings.get(block.number) if block is not None else None
        if PYTHON.dialect(cell.language) is None:
            return fenced(cell.text, cell.language if is_known(cell.language) else "text")
        if block is None or finding is None or not block.pieces:
            return fenced(cell.text, 'python {.norun reason="imported"}')
        cut = block.pieces[0].code.rstrip() != cell.text.rstrip() and any(
            line.lstrip().startswith(("%", "!")) for line in cell.text.split("\n")
        )
        code = block.pieces[0].code if cut else cell.text
        if cut:
            self._gathering.leave("command of a notebook", "commands of a notebook")
        false = sum(claim.truth == "false" for claim in finding.claims)
        self._gathering.leave(*_STORED, false)
        if finding.varies:
            return fenced(code.strip("\n"), "python {varies}")
        raised = next((each for each in block.pieces[0].outputs if each.part == "error"), None)
        if raised is not None and finding.runs:
            name = raised.claim.text.partition(":")[0].strip()
            return fenced(code.strip("\n"), f"python {{raises={name}}}")
        said = stated_output(block, finding)
        fence = fenced(code.strip("\n"), "python")
        return f"{fence}\n\n{fenced(said, 'output')}" if said.strip() else fence

    def _needed(self, programs: Sequence[Cell]) -> set[int]:
        """The numbers of the blocks above that some cells need to run."""
        own = {cell.block.number for cell in programs if cell.block is not None}
        needed: set[int] = set()
        for number in own:
            finding = self._findings.get(number)
            if finding is not None:
                needed.update(finding.outcome.needed)
        return needed - own

    def _says(self, programs: Sequence[Cell]) -> bool:
        """Whether the last of some cells shows something."""
        block = programs[-1].block
        finding = self._findings.get(block.number) if block is not None else None
        return finding is not None and any(
            cell.outputs or cell.raised for cell in finding.outcome.cells
        )


def _first(text: str) -> str:
    return next((line for line in text.split("\n") if line.strip()), "")


def begins_card(cell: Cell) -> bool:
    """Whether a card begins with a cell."""
    if any(tag.lower() in _TAGS for tag in cell.tags):
        return True
    if cell.is_code:
        return "card" in cell.options or "question" in cell.options
    found = HEADING.match(_first(cell.text))
    return found is not None and bool(_ASKS.search(found["text"]) or _SLUG.search(found["text"]))


def _is_prediction(question: str) -> bool:
    words = question.lower()
    return "print" in words or "output" in words or "输出" in words or "打印" in words


def _asked(heading: str, *, predict: bool) -> str:
    """The question of a cell of code below a heading."""
    if not predict:
        return heading
    chinese = bool(_CJK.search(heading))
    if not heading:
        return _PRINTS[0]
    return f"{heading}{'：' if chinese else ': '}{_PRINTS[1] if chinese else _PRINTS[0].lower()}"
