"""What stands above the first card of a file and belongs to none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.model import Node, Problem, Severity


def stray_problems(nodes: Sequence[Node], *, cards: bool, again: bool = False) -> Iterator[Problem]:
    """A problem for the programs among the nodes, and one for the texts. `cards` says whether the
    file has any, `again` whether some are above: then a title has cut the text off a card.
    """
    programs = [node for node in nodes if node.fence is not None]
    texts = [node for node in nodes if node.fence is None]
    severity: Severity = "error" if again else "warning"
    where = "is above the first card" if cards else "is in a file without cards"
    if again:
        where = "is between a level-1 heading and the next card"
    if programs:
        message = f"{_counted('program', programs)} {where}, so no card runs it"
        hint = "mark it `{.setup}` to run it before every card of the file"
        if again:
            hint = "move it into a card, or above the first card of the file with `{.setup}`"
        yield Problem(programs[0].place, "stray-program", message, hint)
    if texts:
        message = f"{_counted('text', texts)} {where}, so no card shows it"
        hint = "move it below a `## Question {#slug}`, or make it a comment: <!-- … -->"
        levels = [node.attrs["level"] for node in texts if node.kind == "heading"]
        if not cards and len(levels) > 1:
            hint = f"cards are level-2 headings: write `##` for `{'#' * int(levels[0])}`, then run "
            hint += "`proofdeck stamp`"
        yield Problem(texts[0].place, "stray-text", message, hint, severity=severity)


def _counted(what: str, nodes: Sequence[Node]) -> str:
    more = len(nodes) - 1
    return f"this {what} (with {more:,} more below)" if more else f"this {what}"
