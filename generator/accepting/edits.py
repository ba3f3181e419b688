"""Which claims are to state something else, and which are left as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.accepting.came_out import came_out
from generator.accepting.same_values import same_values
from generator.checking.claims import false_claims, judged_comments
from generator.checking.verdict import Verdict
from generator.model import CellRun, Claim, Fence, Place

# Problems that make all output of a program doubtful: its author has to fix them first.
_BLOCKING: Final = ("crash", "wrong-exception", "no-exception", "flood", "forged", "internal")


@dataclass(frozen=True, slots=True)
class Edit:
    """A claim and the text that it is to have instead. `card` is the slug of its card."""

    claim: Claim
    text: str
    card: str


@dataclass(frozen=True, slots=True)
class Left:
    """A claim that stays as it is, and why. `false` where it is known not to hold."""

    place: Place
    card: str
    reason: str
    false: bool = True


@dataclass(frozen=True, slots=True)
class Edits:
    """What to do about the claims of a deck, in the order of their places."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]


def edits_for(
    verdicts: Iterable[Verdict], slugs: Collection[str] = (), *, values_only: bool = False
) -> Edits:
    """An edit for every claim that does not hold, on the named cards or on all.

    With `values_only`, a claim that differs from what came out merely in spaces and empty lines
    is left alone. A set-up fence runs before every card of its file; where it did not print the
    same each time, its claim is left alone.
    """
    edits: dict[Place, Edit] = {}
    left: dict[Place, Left] = {}
    unsteady: dict[Place, Left] = {}
    holding: set[Place] = set()
    for verdict in verdicts:
        if slugs and verdict.plan.card.slug not in slugs:
            continue
        for item in _judged(verdict, values_only):
            if isinstance(item, Left):
                left.setdefault(item.place, item)
            elif isinstance(item, Claim):
                holding.add(item.place)
            elif edits.setdefault(item.claim.place, item).text != item.text:
                unsteady[item.claim.place] = _unsteady(item)
    unsteady |= {place: _unsteady(edit) for place, edit in edits.items() if place in holding}
    # That one card of a file crashed says nothing against its set-up on the others.
    kept = {place: item for place, item in left.items() if place not in edits} | unsteady
    chosen = (edit for place, edit in edits.items() if place not in unsteady)
    return Edits(
        tuple(sorted(chosen, key=lambda edit: edit.claim.place)),
        tuple(sorted(kept.values(), key=lambda item: item.place)),
    )


def _unsteady(edit: Edit) -> Left:
    return Left(edit.claim.place, edit.card, "its output varies from run to run")


def _judged(verdict: Verdict, values_only: bool) -> Iterator[Edit | Left | Claim]:
    """What is to be done about the claims of a card; those that hold as they are."""
    card = verdict.plan.card
    for fence in (*card.setup, *card.fences):
        if fence.place in verdict.plan.skipped:
            reason = f"its program was not run: {verdict.plan.skipped[fence.place]}"
            for claim in _marked(fence):
                yield Left(claim.place, card.slug, reason, false=False)
            continue
        for unread in fence.unread:
            yield Left(unread.place, card.slug, f"it is not read: {unread.why}", false=False)
    why = _blocked(verdict)
    cells = verdict.run.cells if verdict.run is not None else ()
    for index, origin in enumerate(verdict.plan.origins):
        if not isinstance(origin, Fence):
            continue
        if why or index >= len(cells):
            reason = why or "its program ended before this claim"
            yield from (Left(claim.place, card.slug, reason) for claim in _marked(origin))
            continue
        for each in judged_comments(origin, cells[index]):
            if each.unread is not None:
                reason = f"it is not read: {each.unread.why}"
                yield Left(each.claim.place, card.slug, reason, false=False)
        false = [claim for claim, _ in false_claims(origin, cells[index])]
        yield from (_edit(each, origin, cells[index], card.slug, values_only) for each in false)
        yield from (claim for claim in claims_of(origin) if claim not in false)


def _edit(claim: Claim, fence: Fence, cell: CellRun, slug: str, values_only: bool) -> Edit | Left:
    if fence.varies:
        return Left(claim.place, slug, "its program is marked `varies`")
    text = came_out(claim, fence, cell)
    if text is None:
        return Left(claim.place, slug, "you have to decide what it should state")
    if values_only and same_values(claim.text, text):
        return Left(claim.place, slug, "its values hold; only spaces or empty lines differ")
    return Edit(claim, text, slug)


def claims_of(fence: Fence) -> tuple[Claim, ...]:
    """The claims that a fence makes, in the order of their places. An unmarked value may not be a
    claim.
    """
    return fence.stated if fence.claim is None else (*fence.stated, fence.claim)


def _marked(fence: Fence) -> Iterator[Claim]:
    return (claim for claim in claims_of(fence) if claim.sure in ("firm", "loose"))


def _blocked(verdict: Verdict) -> str:
    """Why nothing of what a card's program printed is to be believed; empty if all is well."""
    if verdict.run is not None and verdict.run.ended not in ("finished", "raised"):
        return "its program did not run to its end"
    bad = next((p for p in verdict.problems if p.code in _BLOCKING), None)
    return "" if bad is None else bad.message
