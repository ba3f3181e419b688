"""What Anki would be given or was, and study would take in or did, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from generator.cli.terminal import one_line
from generator.counted import counted

if TYPE_CHECKING:
    from generator.bridging.anki_history import AnkiHistory
    from generator.bridging.intake import Intake
    from generator.bridging.log_side import TakenIn
    from generator.bridging.to_running import Delivered, Offered

_GONE = "that Anki had and has no more"


def offered_text(offered: Offered) -> Iterator[Text]:
    """What Anki would be given."""
    plan, studied, history = offered.plan, offered.studied, offered.live.history
    yield Text.assemble(
        (f"the profile {one_line(offered.live.profile.name)}", "bold"),
        f": {counted(len(history.cards), 'card')} of this deck with "
        f"{counted(history.reviews, 'review')}",
    )
    if plan.given:
        keys = tuple(one.card.key for one in plan.given)
        what = f"{counted(plan.reviews, 'review')} of {counted(len(keys), 'card')}"
        dated = f", {counted(plan.dated, 'card')} with a new date" if plan.dated else ""
        names = one_line(studied.listed(keys))
        yield Text.assemble((f"  {what} for Anki{dated}", "yellow"), f": {names}")
    for keys, why in (
        (plan.ahead, "reviewed or dated in Anki since: first run proofdeck reviews from-anki"),
        (plan.waiting, "in a filtered deck of Anki: they wait until they have left it"),
        (plan.lacking, "studied here and not in this collection: proofdeck sync brings the notes"),
    ):
        if keys:
            said = f"  {counted(len(keys), 'card')} {why}"
            yield Text.assemble((said, "dim"), f": {one_line(studied.listed(keys))}")
    if plan.gone:
        count = counted(len(plan.gone), "review")
        yield Text(f"  {count} {_GONE}: left out; --again gives them again", style="dim")
    if plan.undone:
        count = counted(plan.undone, "review")
        yield Text(f"  {count} taken back here, which Anki keeps: no tool can", style="dim")
    yield from _later_text(offered.later)
    if plan.empty:
        yield Text("  nothing to give", style="green")


def delivered_text(offered: Offered, done: Delivered) -> Iterator[Text]:
    """What was proved, in one line if all is well."""
    if done.faults or not done.left.empty:
        return
    others = len(offered.live.history.cards) - len(offered.plan.given)
    yield Text.assemble(
        ("Done", "green"),
        f": Anki has {counted(offered.plan.reviews, 'review')} more; "
        f"{counted(others, 'other card')} of the deck, flags and suspensions are as before",
    )
    if done.meanwhile:
        yield Text(f"{counted(done.meanwhile, 'card')} reviewed in Anki meanwhile")


def package_text(path: Path, cards: int, later: int) -> Iterator[Text]:
    """How a package with history is to be imported. `later` reviews are not in it, since they are
    of a moment to come.
    """
    yield Text.assemble(
        (one_line(str(path)), "bold"), f": {counted(cards, 'card')} with their reviews and dates"
    )
    yield from _later_text(later)
    yield Text("Tick “Import any learning progress” where Anki imports it. Notes that a collection")
    yield Text("has already get no history so: for those, run Anki and leave out -o.")


def _later_text(later: int) -> Iterator[Text]:
    if later:
        count = counted(later, "review")
        said = f"  {count} left out: a wrong clock dated them more than a day ahead"
        yield Text(said, style="yellow")


def intake_text(
    where: str, history: AnkiHistory, plan: Intake, *, take_back: bool = False
) -> Iterator[Text]:
    """What study would take in."""
    yield Text.assemble(
        (one_line(where), "bold"),
        f": {counted(len(history.cards), 'card')} with {counted(history.reviews, 'review')}",
    )
    by_hand = len(plan.reviews) - plan.grades
    new = (
        (plan.grades, "review", f"of {counted(plan.cards, 'card')} for study"),
        (by_hand, "date", "set in Anki without a review"),
        (sum(one.suspended for one in plan.marks.values()), "card", "suspended in Anki"),
        (sum(one.flag > 0 for one in plan.marks.values()), "card", "flagged in Anki"),
        (len(plan.taken_back) if take_back else 0, "review", f"{_GONE}: taken back here"),
    )
    for number, noun, said in new:
        if number:
            yield Text(f"  {counted(number, noun)} {said}", style="yellow")
    left = (
        (plan.undone, "review", "taken back here: left out"),
        (0 if take_back else len(plan.taken_back), "review",
         f"{_GONE}: --take-back takes them back here, too"),
        (plan.kept, "card", "suspended or flagged otherwise in study: left so"),
        (plan.buried, "card", "buried in Anki: not taken over, since it ends with the day"),
        (plan.unexplained, "card", "learned in Anki without a review on record: not taken over"),
        (plan.unnamed, "card", "that cannot be told apart: not taken over"),
    )  # fmt: skip
    for number, noun, said in left:
        if number:
            yield Text(f"  {counted(number, noun)} {said}", style="dim")
    if plan.empty if take_back else plan.nothing_new:
        yield Text(f"  nothing new ({counted(plan.known, 'review')} known)", style="green")


def taken_text(taken: TakenIn) -> Iterator[Text]:
    """What was stored."""
    if taken.backup is None:
        return
    yield Text(f"backup: {one_line(str(taken.backup))}")
    entries = "1 entry" if taken.reviews == 1 else f"{taken.reviews:,} entries"
    back = f", {counted(taken.taken_back, 'review')} taken back" if taken.taken_back else ""
    yield Text.assemble(("Done", "green"), f": {entries} added to the review log{back}")
