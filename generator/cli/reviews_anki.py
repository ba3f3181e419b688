"""`proofdeck reviews to-anki` and `proofdeck reviews from-anki`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.options import anki_option, quiet_option, running_options

if TYPE_CHECKING:
    from generator.syncing.anki_connect import Client

_NOT_EMPTY: Final = 2


@click.command("to-anki")
@click.argument(
    "source", metavar="[DECK | FILE.apkg]", default=".", type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.apkg",
    help="Write a package of the deck with its history, for a collection that lacks the notes.",
)
@click.option("--apply", "apply_it", is_flag=True, help="Do it, after a backup.")
@click.option(
    "--again", is_flag=True, help="Give Anki again the reviews that it had and has no more."
)
@click.option(
    "-l", "--language", metavar="LANGUAGE", help="With -o: the language of the deck to write."
)
@anki_option
@running_options
@quiet_option
def to_anki(
    source: Path,
    output: Path | None,
    apply_it: bool,
    again: bool,
    language: str | None,
    client: Client,
    quiet: bool,
    **options: Any,
) -> None:
    """Give the reviews of `proofdeck study` to Anki.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards. Without -o, Anki
    must run with the add-on AnkiConnect (2055492159) and have the deck's notes: what it would be
    given is shown, and --apply does it. No review comes twice. Cards that were reviewed in Anki
    since wait until `from-anki` has taken those reviews.

    The exit status is 0 if there is nothing to do or all of it was done, 2 if a plan was shown that
    is not empty, and 1 if something went wrong or is left after --apply.

    \b
    Example:
      proofdeck reviews to-anki cards --apply
      proofdeck reviews to-anki cards -o history.apkg
    """
    from generator.cli.bridge_run import give, write_package
    from generator.cli.problem_report import exit_with_problems

    if output is not None and (apply_it or again):
        raise click.UsageError("-o writes a file: it cannot be combined with --apply or --again")
    if output is None and language is not None:
        raise click.UsageError("--language is for -o: Anki is given the reviews of all languages")
    with exit_with_problems():
        if output is not None:
            write_package(source, output, language, options, quiet=quiet)
            return
        empty = give(client, source, apply_it=apply_it, again=again, quiet=quiet)
    if not empty:
        sys.exit(1 if apply_it else _NOT_EMPTY)


@click.command("from-anki")
@click.argument(
    "sources", nargs=-1, metavar="[DECK | FILE.apkg ...]", type=click.Path(path_type=Path)
)
@click.option("--apply", "apply_it", is_flag=True, help="Do it, after a backup of the review log.")
@click.option(
    "--take-back", is_flag=True, help="Also take back the reviews that Anki had and has no more."
)
@click.option(
    "--deck",
    type=click.Path(path_type=Path),
    metavar="DECK",
    help="Of packages take the cards of this deck alone: a folder with a deck.toml, or an .apkg.",
)
@anki_option
@quiet_option
def from_anki(
    sources: tuple[Path, ...],
    apply_it: bool,
    take_back: bool,
    deck: Path | None,
    client: Client,
    quiet: bool,
) -> None:
    """Take into `proofdeck study` what was reviewed in Anki.

    FILE.apkg is a package that Anki exported with learning progress, in either of its formats; all
    cards in it are taken. Without one, the reviews of DECK, by default the deck you are in or
    ./cards, come from a running Anki with the add-on AnkiConnect. What would be taken is shown, and
    --apply does it. No review comes twice, and what you marked in study stays.

    The exit status is 0 if there is nothing to do or all of it was done, 2 if a plan was shown that
    is not empty, and 1 if something went wrong.

    \b
    Example:
      proofdeck reviews from-anki cards --apply
      proofdeck reviews from-anki exported.apkg --apply
    """
    from generator.cli.bridge_run import is_package, take_from_files, take_from_running
    from generator.cli.problem_report import exit_with_problems

    files = [one for one in sources if is_package(one)]
    if len(sources) > 1 and len(files) < len(sources):
        raise click.UsageError("name one deck, or packages that Anki exported")
    if files and take_back:
        raise click.UsageError(
            "--take-back needs a running Anki: a package does not say what it had"
        )
    if deck is not None and not files:
        raise click.UsageError("--deck is for packages: name the deck itself")
    with exit_with_problems():
        if files:
            empty = take_from_files(files, deck, apply_it=apply_it, quiet=quiet)
        else:
            source = sources[0] if sources else Path()
            empty = take_from_running(
                client, source, apply_it=apply_it, take_back=take_back, quiet=quiet
            )
    if not empty:
        sys.exit(_NOT_EMPTY)
