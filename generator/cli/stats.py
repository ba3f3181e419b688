"""`proofdeck stats`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.surveys import STATES, UNKNOWN, aligned, end_survey, survey_options, surveyed

if TYPE_CHECKING:
    from generator.surveying.counts import Counts

_WORDS: Final = (
    "Words are those of the text on both sides, without programs, outputs and formulas; "
    "Chinese and Japanese are counted by characters."
)
_SECONDS: Final = "Seconds are those of the last check, which ran programs side by side."


@click.command()
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@survey_options
def stats(deck: Path, style: str, python: str, **wanted: Any) -> None:
    """Count cards, words, programs, and what is not verified.

    No program is run: how long programs take, and which cards are verified, is told from the last
    check, and is unknown for a chapter that has changed since.

    DECK is a folder with a deck.toml, or a chapter or folder inside one; by default the deck you
    are in, or ./cards.

    \b
    Example:
      proofdeck stats cards --language en
    """
    from generator.cli.terminal import json_in_a_log, one_line, say, write_document
    from generator.surveying.counts import counts_of

    found, cards = surveyed(deck, python, **wanted)
    names = [name for name in found.config.languages if _any_in(cards, name)]
    by_language = {
        name: counts_of(each for each in cards if each.card.language == name) for name in names
    }
    if style == "json":
        write_document(json_in_a_log(_as_json(found.config.name, by_language)))
    elif by_language:
        say(one_line(found.config.name))
        for line in aligned([("", *names), *_rows(by_language)], right=True):
            say(line)
        say("")
        say(_WORDS)
        if any(each.timed for each in by_language.values()):
            say(_SECONDS)
        if any(each.states.get("not-checked") for each in by_language.values()):
            say(UNKNOWN)
    else:
        say("no cards")
    end_survey(found)


def _any_in(cards: Iterable[Any], language: str) -> bool:
    return any(each.card.language == language for each in cards)


def _rows(by_language: Mapping[str, Counts]) -> Iterable[Sequence[str]]:
    from generator.kinds.table import KINDS

    every = list(by_language.values())
    yield "cards", *(f"{each.cards:,}" for each in every)
    for kind in KINDS:
        if any(each.kinds.get(kind) for each in every):
            yield f"  {kind}", *(f"{each.kinds.get(kind, 0):,}" for each in every)
    yield "chapters", *(f"{len(each.chapters):,}" for each in every)
    yield "words", *(f"{each.words:,}" for each in every)
    yield "programs", *(f"{each.programs:,}" for each in every)
    yield "seconds", *(_seconds(each) for each in every)
    yield "verified", *(f"{each.states.get('verified', 0):,}" for each in every)
    yield "unverified", *(f"{each.unverified:,}" for each in every)
    for state, words in STATES.items():
        if state not in ("verified", "no-code") and any(each.states.get(state) for each in every):
            yield f"  {words}", *(f"{each.states.get(state, 0):,}" for each in every)
    yield "no code", *(f"{each.states.get('no-code', 0):,}" for each in every)


def _seconds(counts: Counts) -> str:
    if not counts.programs:
        return "0.0"
    if not counts.timed:
        return "unknown"
    lacking = counts.programs - counts.timed
    return f"{counts.seconds:,.1f}" + (f" + {lacking:,} unknown" if lacking > 0 else "")


def _as_json(deck: str, by_language: Mapping[str, Counts]) -> str:
    import json

    listed = {
        name: {
            "cards": each.cards,
            "kinds": dict(each.kinds),
            "chapters": dict(each.chapters),
            "words": each.words,
            "programs": each.programs,
            "timed": each.timed,
            "seconds": round(each.seconds, 3) if each.timed else None,
            "unverified": each.unverified,
            "statuses": dict(each.states),
        }
        for name, each in by_language.items()
    }
    return json.dumps({"schema": 1, "deck": deck, "languages": listed}, indent=1)
