"""`proofdeck lsp`."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any, Final

import click

from generator.cli.options import run_options, running_options, strict_option

EXTRA: Final = "pip install 'proofdeck[lsp]'"


@click.command()
@running_options
@strict_option
def lsp(strict: bool, **options: Any) -> None:
    """Serve an editor, which shows what is wrong as you save.

    The editor starts this command and speaks the Language Server Protocol on its standard input and
    output; docs/editors.md has the settings of each. It checks the decks whose files are open.

    \b
    Example:
      hx cards/en/02-tensors.md     # with the settings of docs/editors.md
    """
    from generator.cli.problem_report import print_problems
    from generator.cli.terminal import say
    from generator.model import Place, Problem

    asked = run_options(options)
    if importlib.util.find_spec("pygls") is None:
        message = "serving an editor needs a package that is not installed here: pygls"
        hint = f"install it: {EXTRA}"
        print_problems([Problem(Place("proofdeck"), "missing-extra", message, hint)])
        sys.exit(1)
    from generator.language_server.editor_server import serve

    if sys.stdin is not None and sys.stdin.isatty():
        say("An editor starts this command: see docs/editors.md. Ctrl-C ends it.", stderr=True)
    serve(asked, strict=strict)
