"""Whether a card of Proofdeck shows what it showed in the tool that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from generator.building.built import Built
from generator.importing.drafts import Draft, has_session, not_run
from generator.importing.html.html_trees import BadHtmlError
from generator.importing.html.visible_text import visible_text

_PROMPT: Final = re.compile(r"(?<!\S)(?:>>>|\.\.\.)(?!\S)")
_SHOWN: Final = 40  # characters of what differs
_SIDES: Final = {"basic": ("Front", "Back"), "cloze": ("Text", "Extra")}


def compare_with_originals(drafts: Iterable[Draft], built: Built) -> None:
    """List each card by hand whose visible text is not that of its original."""
    fields = {
        card.note.slug: (card.note.notetype, card.note.fields)
        for made in built.made
        for card in made.rendered
    }
    for draft in drafts:
        if draft.out or draft.found.original is None or draft.slug not in fields:
            continue
        kind, shown = fields[draft.slug]
        draft.by_hand += _differences(draft, _SIDES[kind], shown)


def _differences(draft: Draft, names: tuple[str, str], shown: Mapping[str, str]) -> list[str]:
    assert draft.found.original is not None
    said: list[str] = []
    for side, name, original in zip(("front", "back"), names, draft.found.original, strict=True):
        heading = not (draft.added and side == "front")
        try:
            before = visible_text(original)
            session = has_session(draft.above) or has_session(draft.below)
            # In front, an output that was not there may give the answer away.
            outputs = draft.stated or session or side == "front"
            now = visible_text(shown[name], heading=heading, outputs=outputs)
            for words in draft.replaced:
                before = " ".join(before.replace(words, " ", 1).split())
            if session:  # whose prompts are not shown
                before, now = (" ".join(_PROMPT.sub(" ", text).split()) for text in (before, now))
        except BadHtmlError as error:
            said.append(f"its {side} could not be compared with the original: {error}")
            continue
        if draft.plain:
            now = " ".join(now.replace(not_run(draft.language), " ").split())
        if before != now:
            said.append(f"its {side} {_difference(before, now)}")
    return said


def _difference(before: str, now: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b),
        min(len(before), len(now)),
    )
    start = max(at - 10, 0)
    return f"was “{_cut(before, start)}” and is “{_cut(now, start)}”"


def _cut(text: str, start: int) -> str:
    end = start + _SHOWN
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"
