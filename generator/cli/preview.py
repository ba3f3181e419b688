"""`proofdeck preview`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from generator.cli.options import (
    deck_argument,
    following_options,
    once_option,
    python_option,
    run_options,
    sandbox_option,
    strict_option,
    trust_option,
)
from generator.cli.page_command import page_options, serve_page


@click.command()
@deck_argument
@page_options
@click.option(
    "--editor",
    metavar="TEMPLATE",
    help="What opens a card's source: a URL such as vscode://file/{path}:{line}:{column}, or a "
    "command such as `code --goto {path}:{line}`. By default $PROOFDECK_EDITOR, $VISUAL or "
    "$EDITOR.",
)
@following_options
@once_option
@python_option
@sandbox_option
@trust_option
@strict_option
def preview(
    deck: Path,
    port: int | None,
    in_browser: bool,
    editor: str | None,
    output: Path,
    poll: bool,
    strict: bool,
    **options: Any,
) -> None:
    """Show a deck in the browser while you write it, until Ctrl-C.

    The page shows each card as Anki does, and what is wrong with it. After each save it shows what
    has changed. It is at an address of this computer, which no other computer can reach.

    DECK is a folder with a deck.toml, by default the deck you are in, or ./cards. Nothing is
    written but what you accept on the page.

    \b
    Example:
      proofdeck preview cards --open
    """
    from generator.building.session import Session
    from generator.cli.problem_report import print_problems
    from generator.model import ProblemsError
    from generator.reading.source import display_path, located
    from generator.serving.editor import Editor
    from generator.serving.local_server import listening, require_server, usual_port
    from generator.watching.deck_checks import no_deck

    session = Session(run_options({**options, "cold": False}))
    chosen = Editor.chosen(editor)
    if editor and chosen.fault():
        raise click.BadParameter(chosen.fault(), param_hint="--editor")
    try:
        require_server("proofdeck preview")
        no_deck(deck)
        session.require_trust(deck)
        listener = listening(port, usual_port(str(located(deck))))
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    from generator.previewing.live_deck import LiveDeck
    from generator.serving.preview_app import PreviewApp
    from generator.serving.print_preview import PrintPreview

    with (
        listener,
        session,
        LiveDeck(deck, session, strict=strict, output=output, poll=poll) as live,
    ):
        app = PreviewApp(live, chosen, PrintPreview(deck, session.options))
        serve_page(app, listener, f"{display_path(deck)} is shown", in_browser=in_browser)
