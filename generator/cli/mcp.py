"""`proofdeck mcp`."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli.options import deck_argument, once_option, python_option, trust_option

if TYPE_CHECKING:
    from generator.running.sandbox.confinement import Sandbox

_EXTRA: Final = "pip install 'proofdeck[mcp]'"


@click.command()
@deck_argument
@click.option(
    "--write", is_flag=True, help="Offer the tools that write chapters and accept what came out."
)
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "strict"]),
    default="auto",
    show_default=True,
    help="Confine programs as far as this machine can (auto), fully or not at all (strict).",
)
@once_option
@python_option
@trust_option
def mcp(deck: Path, write: bool, sandbox: Sandbox, once: bool, python: str, trust: bool) -> None:
    """Serve an assistant that writes cards, over MCP.

    The assistant's program starts this command and speaks to it on standard input and output. The
    assistant can check texts, run programs in the sandbox, list cards and look up the format; it
    writes nothing without --write.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards.

    \b
    Example:
      proofdeck mcp cards
    """
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.terminal import say
    from generator.model import Place, Problem
    from generator.reading.config import FILE_NAME, read_config
    from generator.running.run_options import RunOptions

    if importlib.util.find_spec("mcp") is None:
        message = "serving assistants needs a package that is not installed here: mcp"
        hint = f"install it: {_EXTRA}"
        print_problems((Problem(Place(deck.as_posix()), "missing-extra", message, hint),))
        sys.exit(1)
    if not os.path.lexists(deck / FILE_NAME):  # one that is wrong can be mended while it serves
        with exit_with_problems():
            read_config(deck)
    from generator.assisting.bench import Bench
    from generator.assisting.mcp_server import serve_stdio

    if sys.stdin is not None and sys.stdin.isatty():
        say(
            "An assistant starts this command: see docs/assistants.md. Ctrl-C ends it.", stderr=True
        )
    options = RunOptions(python, once, sandbox=sandbox, trust=trust)
    serve_stdio(Bench(deck, options), write=write)
