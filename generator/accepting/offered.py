"""The edits that accepting would make, for the problems of a deck that was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from generator.accepting.edits import Edit, edits_for
from generator.accepting.proposal import Rewritten, reads_as, rewritten
from generator.accepting.replacement import changed
from generator.accepting.rewrite import text_edits
from generator.building.built import Built
from generator.checking.verdict import Verdict
from generator.given import MOST_TEXT, read_regular
from generator.model import Chapter, Place, Problem, ProblemsError, TextEdit


@dataclass(frozen=True, slots=True)
class Offer:
    """The `edit` of a false claim of a `chapter`, and its `text` in the file."""

    chapter: Chapter
    edit: Edit
    text: TextEdit

    def rewritten(self) -> Rewritten:
        """The file with this edit alone. Raises ProblemsError where it is not the file any more
        that was read, or the edit cannot be made by itself.
        """
        path = Path(self.chapter.path)
        try:
            data = read_regular(path, MOST_TEXT)
        except OSError:
            raise ProblemsError(changed(path, "accept")) from None
        if not reads_as(data, self.chapter):
            raise ProblemsError(changed(path, "accept"))
        new, made, refused = rewritten(data.decode("utf-8"), self.chapter, [self.edit])
        if not made:
            raise ProblemsError(*refused)
        return Rewritten(path, data, new.encode("utf-8"), tuple(made))


def offered_edits(built: Built) -> Mapping[Place, TextEdit]:
    """The edit for each false claim that `accept` would rewrite, by the place of its problem.
    Nothing is run again. A file that has changed since it was read has none.
    """
    chapters = {made.read.path: made.read for made in built.made}
    found = offers(built.problems, built.verdicts, chapters, built.texts)
    return {place: offer.text for place, offer in found.items()}


def offers(
    problems: Iterable[Problem],
    verdicts: Iterable[Verdict],
    chapters: Mapping[str, Chapter],
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Mapping[Place, Offer]:
    """As `offered_edits`, for `verdicts` on cards of `chapters`, which are given by their paths;
    likewise `texts` that stand for what is in files.
    """
    false = [problem for problem in problems if problem.code == "false-claim"]
    offered: dict[Place, Offer] = {}
    if not false:
        return offered
    for path, group in groupby(edits_for(verdicts).edits, lambda edit: edit.claim.place.path):
        edits = list(group)
        own = _text_edits(chapters[path], edits, texts.get(path))
        for edit in edits:
            place = edit.claim.place
            if place in own:
                offer = Offer(chapters[path], edit, own[place])
                offered |= {p.place: offer for p in false if _is_about(p, edit)}
    return offered


def _text_edits(
    chapter: Chapter, edits: Sequence[Edit], text: str | None
) -> Mapping[Place, TextEdit]:
    try:
        data = read_regular(Path(chapter.path), MOST_TEXT) if text is None else text.encode("utf-8")
    except OSError:
        return {}
    if not reads_as(data, chapter):
        return {}
    source = data.decode("utf-8")
    _, made, _ = rewritten(source, chapter, edits)
    return text_edits(source, made)


def _is_about(problem: Problem, edit: Edit) -> bool:
    """Whether a false claim is that of an edit. It is reported at its first false line."""
    place, claim = problem.place, edit.claim
    if place.path != claim.place.path or claim.source == "comment":
        return place == claim.place
    below = place.line - claim.place.line
    return 0 < below <= claim.text.count("\n") + 2
