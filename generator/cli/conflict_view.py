"""Notes that both sides changed, side by side, and what their reader decides."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from generator.cli.terminal import one_line, printable, say, wide_console
from generator.counted import counted
from generator.syncing.alignment import Piece, Sign
from generator.syncing.side_by_side import side_by_side

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from generator.syncing.deciding import Decision
    from generator.syncing.plan import Change

_SHOWN: Final = 20  # notes
_NARROWEST: Final = 80
_STYLES: Final[Mapping[Sign, str]] = {"+": "green", "-": "red strike", "": ""}
_ANSWERS: Final[Mapping[str, Decision | None]] = {
    "deck": "ours", "anki": "theirs", "both": "both", "later": None,
}  # fmt: skip


def show_conflicts(changes: Sequence[Change]) -> None:
    """Print what each side has of the notes, and how to decide about them."""
    for change in changes[:_SHOWN]:
        _show(change)
    if len(changes) > _SHOWN:
        say(f"… and {counted(len(changes) - _SHOWN, 'more note')} that both sides changed")
    if changes:
        say("To decide: --ours SLUG takes the deck's, --theirs SLUG keeps the one in Anki, --both")
        say("SLUG takes the deck's and keeps the one in Anki as a note of its own.")


def may_ask() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def ask_about(changes: Iterable[Change]) -> Mapping[str, Decision]:
    """What the user decides about each note, without those to decide later."""
    decided: dict[str, Decision] = {}
    for change in changes:
        _show(change)
        question = (
            f"{one_line(change.name)}: take the deck's, keep Anki's, keep both, or decide later"
        )
        answer = click.prompt(question, type=click.Choice([*_ANSWERS]), default="later", err=True)
        decision = _ANSWERS[answer]
        if decision is not None:
            decided[change.name] = decision
    return decided


def _show(change: Change) -> None:
    wide_console(_NARROWEST).print(_table(change))


def _table(change: Change) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    reviews = f" ({counted(change.reviews, 'review')})" if change.reviews else ""
    title = Text(f"{one_line(change.name)}{reviews}", style="bold")
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", show_lines=True)
    parts = list(side_by_side(change))
    known = change.base is not None
    for heading in ("", *(["before"] if known else []), "deck", "Anki"):
        table.add_column(heading, ratio=3 if heading else 1, overflow="fold")
    for part in parts:
        before = [Text(printable(part.base or ""))] if known else []
        table.add_row(Text(part.field), *before, _pieces(part.ours), _pieces(part.theirs))
    if not parts:
        empty = [Text("")] * (1 + known)
        table.add_row(*empty, Text("the same text"), Text("the same text, with another look"))
    return table


def _pieces(pieces: Iterable[Piece]) -> Text:
    """A text whose changes are seen without colours, too."""
    from rich.text import Text

    marks: Mapping[Sign, tuple[str, str]] = {"+": ("{+", "+}"), "-": ("[-", "-]"), "": ("", "")}
    return Text.assemble(
        *(
            (f"{marks[piece.sign][0]}{printable(piece.text)}{marks[piece.sign][1]}",
             _STYLES[piece.sign])
            for piece in pieces
        )
    )  # fmt: skip
