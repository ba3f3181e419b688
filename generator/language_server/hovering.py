"""What is said of the word or the line under the pointer."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.checking.transcript import output_text, transcript
from generator.language_server import meanings
from generator.language_server.cursor import Token
from generator.language_server.diagnosing import in_doubt
from generator.language_server.findings import FileFindings, Ran
from generator.language_server.known_cards import KnownCards
from generator.language_server.moved_lines import MovedLines
from generator.language_server.toml_keys import toml_key, toml_token
from generator.model import CellRun, Fence, Node, Note, Run
from generator.reading.statements import read_statements

if TYPE_CHECKING:
    from generator.checking.verdict import Verdict

_MOST_LINES: Final = 30
_MOST_TEXT: Final = 4_000  # characters
_NOTED: Final = {
    "print": "printed",
    "value": "is worth",
    "error": "raised",
    "more": "ran more often",
}
_DOUBTED: Final = "not known: code of this card has changed since it was saved"
_VERDICTS: Final = {
    "verified": "verified",
    "failed": "**not** verified",
    "not-run": "not run",
    "not-read": "run; not all that it states is read",
    "no-code": "no code",
}


def hover_of_toml(lines: Sequence[str], line: int, column: int) -> str:
    """What a key of deck.toml means, as Markdown; "" where there is none."""
    token = toml_token(lines, line, column)
    key = toml_key(token)
    if key is None:
        return ""
    name = f"[{key.name}]" if key.is_section else key.name
    values = f"  \nOne of {', '.join(f'`{each}`' for each in key.values)}." if key.values else ""
    default = f"  \nIf you say nothing: `{key.default}`" if key.default else ""
    return f"`{name}`: {key.meaning}{values}{default}"


def hover_of_word(line: str, token: Token, cards: KnownCards, path: str) -> str:
    """What a word in a line of a chapter means, as Markdown; "" where it means nothing."""
    match token.kind:
        case "slug" if token.region == "heading":
            return _slug(token.text, cards, path)
        case "link":
            return "  \n".join(
                f"{each.title} ({each.language})" for each in cards.named(token.text)
            )
        case "class" if token.region == "heading":
            return _kind(line, token.text)
        case "class" | "word" | "key" | "value" if token.region == "fence":
            name = token.name or token.text
            meaning = meanings.fence_options().get(name, "")
            return f"{meanings.fence_example(name)}: {meaning}" if meaning else ""
        case "key" | "value" if token.region == "heading":
            name = token.name or token.text
            meaning = meanings.heading_options().get(name, "")
            return f"`{name}`: {meaning}" if meaning else ""
        case "language":
            meaning = meanings.languages().get(token.text, "")
            return f"`{token.text}`: {meaning}" if meaning else ""
        case "file-key" | "file-value":
            name = token.name or token.text
            meaning = meanings.file_keys().get(name, "")
            return f"`{name}`: {meaning}" if meaning else ""
    return ""


def _slug(slug: str, cards: KnownCards, path: str) -> str:
    said = f"`#{slug}`: the card's id. As long as it stays, readers keep their history in Anki."
    own = cards.language_of(path)
    lines = [said]
    for card in cards.named(slug):
        state = _VERDICTS.get(card.status, card.status)
        reason = f" ({card.reason})" if card.reason else ""
        twin = "" if card.language == own else f"twin in `{card.language}`, {card.title}: "
        lines.append(f"{twin}{state}{reason}")
    return "  \n".join(lines)


def _kind(line: str, word: str) -> str:
    """The kind that the classes of a heading make together, or the one by itself."""
    written = set(re.findall(r"\.([\w-]+)", line[line.rfind("{") :]))
    kinds = {classes: {*classes.replace(".", "").split()} for classes in meanings.kinds()}
    fitting = [classes for classes, names in kinds.items() if word in names and names <= written]
    if not fitting:
        return ""
    most = max(fitting, key=lambda classes: len(kinds[classes]))
    return f"`{most}`  \n{meanings.kinds()[most]}"


@dataclass(frozen=True, slots=True)
class RunHover:
    """What a line of a program did, where its file is as it was saved. `lines` are those of the
    editor.
    """

    ran: Ran
    file: FileFindings
    lines: Sequence[str]

    def text(self, line: int) -> str:
        """What is known of a line, as Markdown; "" where nothing is."""
        source = self.ran.source
        if source is None:
            return ""
        saved = MovedLines.of(self.lines, source.lines).line(line)
        if saved is None:
            return ""
        moved = MovedLines.of(source.lines, self.lines)
        doubted = in_doubt(self.file, self.lines, moved, saved)
        for verdict in self.ran.verdicts:
            cells = verdict.run.cells if verdict.run else ()
            for origin, cell in zip(verdict.plan.origins, cells, strict=False):
                said = list(self._of_origin(origin, cell, saved))
                if said and doubted:
                    return _DOUBTED
                if said:
                    return "\n\n".join([*said, self._proof(verdict)])
        return ""

    def _of_origin(self, origin: Fence | Node, cell: CellRun, line: int) -> Iterator[str]:
        if isinstance(origin, Node):
            if origin.place.line == line:
                yield f"`{origin.text}` is worth\n\n{_block(transcript(cell))}"
            return
        code = origin.code.split("\n")
        at = line - origin.place.line
        if 1 <= at <= len(code):
            own = list(_of_line(origin, cell, at))
            yield from own or _of_fence(cell)

    def _proof(self, verdict: Verdict) -> str:
        run = verdict.run
        assert run is not None
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.ran.when))
        state = _VERDICTS.get(verdict.status, verdict.status)
        return f"{state} · {_versions(run)} · checked {when}{_times(run)}"


def _of_line(fence: Fence, cell: CellRun, at: int) -> Iterator[str]:
    """What the statement at a line of a fence did, as far as notes were taken of it."""
    spans = [each for each in read_statements(fence.code) if each.first <= at <= each.last]
    first = min((each.first for each in spans), default=at)
    last = max((each.last for each in spans), default=at)
    notes = [note for note in cell.notes if first <= note.line <= last]
    named = {note.text for note in notes if note.name}
    for note in notes:
        if note.name or note.kind != "value" or note.text not in named:
            yield _noted(note)
    raised = cell.raised
    if raised is not None and any(f.cell is not None and f.line == at for f in raised.frames):
        yield f"raised\n\n{_block(raised.text)}"
    elif not notes and _is_last(fence, last):
        for output in cell.outputs:
            if output.kind == "value" and not output.rich:
                yield f"is worth\n\n{_block(output_text(output))}"


def _noted(note: Note) -> str:
    what = f"`{note.name}` {_NOTED[note.kind]}" if note.name else _NOTED[note.kind]
    if note.kind == "more":
        return what
    shape = note.structure
    more = ""
    if shape is not None and shape.shape is not None:
        more = f" (shape {shape.shape}, dtype {shape.dtype})"
    return f"{what}{more}\n\n{_block(note.text)}"


def _is_last(fence: Fence, last: int) -> bool:
    statements = read_statements(fence.code)
    return bool(statements) and last == max(each.last for each in statements)


def _of_fence(cell: CellRun) -> Iterator[str]:
    text = transcript(cell)
    pictures = sum(output.kind in ("png", "svg") for output in cell.outputs)
    if text.strip():
        yield f"this program shows\n\n{_block(text)}"
    elif pictures:
        yield f"this program shows {pictures} picture{'' if pictures == 1 else 's'}"
    else:
        yield "this program prints nothing"


def _versions(run: Run) -> str:
    found = run.environment
    python = (
        f"{found.implementation if found.implementation != 'CPython' else 'Python'} {found.python}"
    )
    return ", ".join([python, *(f"{name} {version}" for name, version in found.packages)])


def _times(run: Run) -> str:
    if run.cached:
        return " (an earlier run of the same program)"
    return f" ({run.times} runs, all alike)" if run.times > 1 and not run.differences else ""


def _block(text: str) -> str:
    lines = text.rstrip("\n")[:_MOST_TEXT].split("\n")
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], f"… {len(lines) - _MOST_LINES} more lines"]
    longest = max((len(each) for each in re.findall("`+", "\n".join(lines))), default=0)
    marks = "`" * max(3, longest + 1)
    return "\n".join([f"{marks}text", *lines, marks])
