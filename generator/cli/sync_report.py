"""What a sync would do and has done, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.text import Text

from generator.cli.terminal import one_line
from generator.counted import counted
from generator.syncing.made_for import COPY_TAG
from generator.syncing.plan import TO_DO, WHATS, Change, Plan, What
from generator.syncing.reconcile import Applied, Situation

_NAMED: Final = 8  # cards of a kind of change

# What is done with the notes of each kind of change; {reviews} are all that they have.
_SAID: Final[dict[What, str]] = {
    "new": "new",
    "changed": "changed in the deck{reviews}",
    "kind changed": "of another kind now, which Anki cannot change: new notes take their place",
    "back": "in the deck again{reviews}",
    "moved": "in another sub-deck now{reviews}: their cards are moved",
    "retired": "retired{reviews}: {prune}",
    "gone": "no longer in the deck{reviews}: {prune}",
    "replaced": "replaced by notes of another kind{reviews}: {prune}",
    "conflict": "changed in the deck and in Anki{reviews}: left as they are",
    "edited": "changed in Anki: left as they are",
    "deleted": "deleted in Anki: they stay deleted",
    "elsewhere": "moved in Anki: they stay where they are",
    "unknown": "of this deck, but not in deck.lock: left as they are",
}
_PRUNE: Final = {
    "tag": "they are tagged",
    "suspend": "they are suspended and tagged",
    "delete": "they are deleted, with their reviews",
}


def plan_text(found: Situation) -> Iterator[Text]:
    """What a sync would do, a paragraph for each language."""
    for plan in found.plans:
        notes, reviews = len(plan.holding.notes), plan.holding.reviews
        yield Text.assemble(
            (one_line(plan.deck), "bold"),
            f" ({plan.language}): {counted(notes, 'note')} with {counted(reviews, 'review')} in "
            f"the profile {one_line(found.profile.name)}",
        )
        yield from _lines(plan)
    for language in found.left_out:
        said = f"{language}: the collection has nothing of it; --language {language} adds it"
        yield Text(said, style="dim")


def _lines(plan: Plan) -> Iterator[Text]:
    for what in WHATS:
        changes = plan.of(what)
        if what == "moved":
            changes = tuple(change for change in plan.changes if change.moves)
        if not changes or what == "same":
            continue
        said = _SAID[what].format(reviews=_reviews(changes), prune=_PRUNE[plan.prune])
        yield _line(len(changes), said, changes, "yellow" if what in TO_DO else "dim")
    blocked = [change for change in plan.changes if change.blocked]
    if blocked:
        said = "of the changed are newer in Anki: an import of the package would skip them"
        yield _line(len(blocked), said, blocked, "dim")
    copied = [change for change in plan.changes if change.copied]
    if copied:
        said = f"of these are kept as notes of their own, tagged {COPY_TAG}"
        yield _line(len(copied), said, copied, "dim")
    waiting = [change for change in plan.changes if change.waiting]
    if waiting:
        said = "in a filtered deck: their cards are moved when they have left it"
        yield _line(len(waiting), said, waiting, "dim")
    for name in plan.looks:
        yield Text(f"  the look of {name} is new", style="yellow")
    if plan.empty:
        yield Text("  nothing to do", style="green")


def _line(count: int, said: str, changes: Sequence[Change], style: str) -> Text:
    names = ", ".join(one_line(change.name.partition("/")[2]) for change in changes[:_NAMED])
    more = f" and {len(changes) - _NAMED:,} more" if len(changes) > _NAMED else ""
    return Text.assemble((f"  {count:,} {said}", style), f": {names}{more}")


def _reviews(changes: Sequence[Change]) -> str:
    reviews = sum(change.reviews for change in changes)
    return f" ({counted(reviews, 'review')})" if reviews else ""


def backup_text(paths: Sequence[Path]) -> Iterator[Text]:
    for path in paths:
        yield Text(f"backup: {one_line(str(path))}")


def applied_text(applied: Applied) -> Iterator[Text]:
    """What was proved, in one line if all is well."""
    proof = applied.proof
    if all(plan.empty for plan in applied.left):
        yield Text("Done: nothing is left to do.", style="green")
    if not proof.faults and proof.notes:
        kept = (
            "intervals, due dates, reviews, flags, suspensions, presets, and the notes, tags and "
            "moves of your own are as before"
        )
        head = f"{counted(proof.notes, 'note')}, {counted(proof.reviews, 'review')}: "
        yield Text.assemble((head, "bold"), kept)
    if proof.meanwhile:
        yield Text(f"{counted(proof.meanwhile, 'card')} reviewed in Anki meanwhile")
