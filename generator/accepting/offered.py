"""The edits that accepting would make, for the problems of a deck that was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from generator.accepting.edits import Edit, edits_for
from generator.accepting.proposal import reads_as, rewritten
from generator.accepting.rewrite import text_edits
from generator.building.built import Built
from generator.given import MOST_TEXT, read_regular
from generator.model import Chapter, Place, Problem, TextEdit


def offered_edits(built: Built) -> Mapping[Place, TextEdit]:
    """The edit for each false claim that `accept` would rewrite, by the place of its problem.
    Nothing is run again. A file that has changed since it was read has none.
    """
    chapters = {made.read.path: made.read for made in built.made}
    false = [problem for problem in built.problems if problem.code == "false-claim"]
    offered: dict[Place, TextEdit] = {}
    if not false:
        return offered
    for path, group in groupby(edits_for(built.verdicts).edits, lambda edit: edit.claim.place.path):
        edits = list(group)
        own = _text_edits(chapters[path], edits, built.texts.get(path))
        for edit in edits:
            place = edit.claim.place
            if place in own:
                offered |= {p.place: own[place] for p in false if _is_about(p, edit)}
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
