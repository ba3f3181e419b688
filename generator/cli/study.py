"""`proofdeck study`."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import (
    deck_and_part,
    format_option,
    python_option,
    run_options,
    sandbox_option,
    trust_option,
)
from generator.cli.page_command import page_options, serve_page
from generator.cli.terminal import one_line, say

if TYPE_CHECKING:
    from generator.building.session import Session
    from generator.practicing.trials import Trials
    from generator.scheduling.review_log import ReviewLog
    from generator.studying.study_deck import NotStudied, StudyCard, StudyDeck, StudySource

_PACKAGES = (".apkg", ".colpkg")
_PATIENCE = 2.0  # seconds that --status waits for programs
_LOOK = 0.02


@click.command()
@click.argument("words", metavar="[DECK | FILE.apkg...]", nargs=-1, type=click.Path(path_type=Path))
@page_options
@click.option(
    "--status", is_flag=True, help="Print what is due today and in the next days, and end."
)
@format_option("Format of --status.")
@click.option("--new", type=click.IntRange(0, 9999), help="New cards a day; kept. At first 20.")
@click.option("--reviews", type=click.IntRange(0, 9999), help="Reviews a day; kept. At first 200.")
@click.option(
    "--minutes", type=click.IntRange(0, 1440), help="Minutes a day, 0 for no bound; kept."
)
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    help="The chance with which a card that comes back is to be remembered; kept. At first 0.9.",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Study the cards of this language, `*` for all. By default yours, or the deck's first.",
)
@python_option
@sandbox_option
@trust_option
def study(
    words: tuple[Path, ...],
    port: int | None,
    in_browser: bool,
    status: bool,
    form: str,
    new: int | None,
    reviews: int | None,
    minutes: int | None,
    retention: float | None,
    language: str | None,
    **options: Any,
) -> None:
    """Study a deck in the browser, with spaced repetition, until Ctrl-C.

    The page shows the cards that are due, and runs their programs when you change them. It is at
    an address of this computer, which no other computer can reach. Each grade is stored at once in
    your review log, which `proofdeck reviews` exports, backs up, and takes to Anki.

    DECK is a folder with a deck.toml, by default the deck you are in, or ./cards. FILE.apkg is a
    package of Anki, whoever made it.

    \b
    Examples:
      proofdeck study cards --open
      proofdeck study --status
    """
    from generator.building.session import Session
    from generator.cli.problem_report import print_problems
    from generator.model import ProblemsError
    from generator.reading.source import located
    from generator.scheduling.fsrs_schedule import EXTRA
    from generator.serving.local_server import require_server

    if form == "json" and not status:
        raise click.UsageError("--format is that of --status: pass both")
    deck, packages = _asked_for(words)
    session = Session(run_options({**options, "once": False, "cold": False}))
    bounds = {"new": new, "reviews": reviews, "minutes": minutes, "retention": retention}
    changes: dict[str, Any] = {name: one for name, one in bounds.items() if one is not None}
    if minutes == 0:
        changes["minutes"] = None
    try:
        require_server("proofdeck study", EXTRA, ("fsrs",))
        with ExitStack() as stack:
            log = stack.enter_context(_log(changes))
            stack.enter_context(session)
            source = stack.enter_context(_source(deck, packages, session))
            _require_language(language, source, deck)
            if status:
                _print_status(source, log, language, form)
            else:
                trials = stack.enter_context(_trials(deck, session))
                paths = [located(path) for path in (packages if deck is None else (deck,))]
                _serve(source, log, trials, language, paths, port, in_browser=in_browser)
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)


def _asked_for(words: Sequence[Path]) -> tuple[Path | None, tuple[Path, ...]]:
    """The deck or the packages that are to be studied. Raises UsageError."""
    packages = tuple(path for path in words if path.suffix.lower() in _PACKAGES)
    if packages and len(packages) == len(words):
        return None, packages
    if packages or len(words) > 1:
        raise click.UsageError("study one deck, or one or several .apkg files")
    return deck_and_part(words[0] if words else Path())[0], ()


@contextmanager
def _log(changes: dict[str, Any]) -> Iterator[ReviewLog]:
    from dataclasses import replace

    from generator.scheduling.review_log import ReviewLog

    with ReviewLog.open() as log:
        if changes:
            log.set_settings(replace(log.settings(), **changes))
        yield log


@contextmanager
def _source(deck: Path | None, packages: Sequence[Path], session: Session) -> Iterator[StudySource]:
    """Raises ProblemsError where there is nothing to study."""
    if deck is None:
        from generator.studying.package_source import PackageSource

        yield PackageSource(packages)
        return
    from generator.previewing.live_deck import LiveDeck
    from generator.studying.deck_id import give_id
    from generator.studying.deck_source import DeckSource
    from generator.studying.last_good import LastGood
    from generator.watching.deck_checks import no_deck

    no_deck(deck)
    if written := give_id(deck):
        say(one_line(written), stderr=True)
    with LiveDeck(deck, session, settle=True) as live, DeckSource(live, LastGood(deck)) as source:
        yield source


def _require_language(language: str | None, source: StudySource, deck: Path | None) -> None:
    """Raises UsageError for a language that no card has."""
    from generator.model import ProblemsError
    from generator.reading.config import read_config
    from generator.studying.study_desk import ALL

    if language in (None, ALL):
        return
    try:
        languages = source.deck.languages if deck is None else read_config(deck).languages
    except ProblemsError:
        return  # it is studied as it last was
    if language not in languages:
        known = ", ".join(languages) or "none"
        message = f"no card is in the language {language!r}: there is {known}"
        raise click.BadParameter(message, param_hint="--language")


def _trials(deck: Path | None, session: Session) -> Trials:
    """What runs the programs that a learner changes."""
    from generator.practicing.trials import Trials
    from generator.running.sandbox.trust import whose

    if deck is None:
        return Trials(session.options, foreign="this package is not yours")
    return Trials(session.options, folder=deck, foreign=whose(deck))


def _serve(
    source: StudySource,
    log: ReviewLog,
    trials: Trials,
    language: str | None,
    paths: Sequence[Path],
    port: int | None,
    *,
    in_browser: bool,
) -> None:
    from generator.serving.local_server import listening, usual_port
    from generator.studying.study_app import StudyApp
    from generator.studying.study_desk import StudyDesk

    threading.Thread(target=_back_up, args=[log.path], daemon=True).start()
    usual = usual_port("\0".join(("study", *map(str, paths))))  # the same each time
    with listening(port, usual) as listener:
        app = StudyApp(source, StudyDesk(source, log, language), trials)
        shown = ", ".join(path.name for path in paths)
        said = f"{shown} {'is' if len(paths) == 1 else 'are'} studied"
        serve_page(app, listener, said, in_browser=in_browser)


def _back_up(path: Path) -> None:
    """Back up the log once a day, beside all else."""
    from generator.model import ProblemsError
    from generator.scheduling.log_backup import back_up_daily

    try:
        back_up_daily(path)
    except ProblemsError as error:
        problem = error.problems[0]
        said = f"{problem.place}: no backup was made of the review log today: {problem.message}"
        say(one_line(said), stderr=True)


def _print_status(source: StudySource, log: ReviewLog, language: str | None, form: str) -> None:
    import json

    from generator.cli.terminal import json_in_a_log, write_document
    from generator.scheduling.study_status import status_lines
    from generator.studying.study_desk import StudyDesk
    from generator.studying.study_json import status_json

    deck = _whole(source)
    desk = StudyDesk(source, log, language)
    if form == "json":
        write_document(json_in_a_log(json.dumps(status_json(desk), ensure_ascii=False, indent=2)))
        return
    title = deck.title_in(desk.language)
    say(one_line(f"{title} ({desk.language})" if desk.language else title))
    for line in status_lines(desk.due(), log):
        say(line)
    for line in _remarks(deck):
        say(one_line(line), stderr=True)


def _remarks(deck: StudyDeck) -> Iterator[str]:
    """What does not hold now, and what cannot be studied."""
    from generator.counted import counted

    if deck.broken:
        yield f"this deck cannot be read now, and is studied as it last was: {deck.broken}"
    for card in {card.id: card for card in deck.cards.values()}.values():
        if card.last_good and not deck.broken:
            said = "studied as it was when it last held"
            yield f"{_place(card)}: {said}: {card.last_good}"
    for left in deck.left_out:
        yield f"{_place(left)}: cannot be studied: {left.why}"
    yield from deck.notices
    if deck.waiting:
        cards = counted(deck.waiting, "card")
        yield f"{cards} not counted: the programs have not run yet; `proofdeck check` runs them"


def _place(one: StudyCard | NotStudied) -> str:
    where = f"{one.path}:{one.line}: " if one.line else f"{one.path}: " if one.path else ""
    return f"{where}{one.id}"


def _whole(source: StudySource) -> StudyDeck:
    """The deck once it is read; its programs are hardly waited for."""
    import time

    while source.deck.loading:
        time.sleep(_LOOK)
    until = time.monotonic() + _PATIENCE
    while source.deck.waiting and time.monotonic() < until:
        time.sleep(_LOOK)
    return source.deck
