"""`proofdeck list`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import quiet_option
from generator.cli.surveys import STATES, UNKNOWN, aligned, end_survey, survey_options, surveyed

if TYPE_CHECKING:
    from generator.surveying.survey import SurveyedCard


@click.command("list")
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@survey_options
@quiet_option
def list_cards(deck: Path, style: str, python: str, quiet: bool, **wanted: Any) -> None:
    """List the cards of a deck, one a line.

    A line has the slug, the kind, the chapter, the languages, what the last check found out, and
    the question. No program is run: a card that was not checked as it is now says so.

    DECK is a folder with a deck.toml, or a chapter or folder inside one; by default the deck you
    are in, or ./cards.

    \b
    Example:
      proofdeck list cards --kind bug --tag jax
    """
    from generator.cli.terminal import json_in_a_log, say, write_document
    from generator.counted import counted

    found, cards = surveyed(deck, python, **wanted)
    if style == "json":
        write_document(json_in_a_log(_as_json(found.config.name, cards)))
    else:
        by_slug: dict[str, list[SurveyedCard]] = {}
        for position, each in enumerate(cards):
            by_slug.setdefault(each.card.slug or f" {position}", []).append(each)
        rows = [_row(same) for same in by_slug.values()]
        for line in aligned(rows) if rows else ():
            say(line)
        if not quiet:
            say(f"{counted(len(rows), 'card')}", stderr=True)
            if any(each.status == "not-checked" for each in cards):
                say(UNKNOWN, stderr=True)
    end_survey(found)


def _row(same: Sequence[SurveyedCard]) -> tuple[str, ...]:
    """The cells of a card, of which there is one in each of some languages."""
    from generator.cli.terminal import one_line

    first = same[0]
    return (
        first.card.slug or "(no slug)",
        _told(same, [each.card.kind for each in same]),
        one_line(first.card.chapter),
        " ".join(each.card.language for each in same),
        _told(same, [STATES[each.status] for each in same]),
        one_line(first.title),
    )


def _told(same: Sequence[SurveyedCard], words: Sequence[str]) -> str:
    """A word that holds in all languages, or the words by language."""
    if len(set(words)) == 1:
        return words[0]
    by_word: dict[str, list[str]] = {}
    for each, one in zip(same, words, strict=True):
        by_word.setdefault(one, []).append(each.card.language)
    return ", ".join(f"{one} ({' '.join(languages)})" for one, languages in by_word.items())


def _as_json(deck: str, cards: Sequence[SurveyedCard]) -> str:
    import json

    from generator.surveying.survey_json import card_json

    listed = [card_json(each) for each in cards]
    return json.dumps({"schema": 1, "deck": deck, "cards": listed}, ensure_ascii=False, indent=1)
