"""The command `proofdeck`. One file per command; each parses its options and calls the steps."""

from __future__ import annotations

from typing import Any

import click

from generator import __version__
from generator.cli.accept import accept
from generator.cli.audit import audit
from generator.cli.build import build
from generator.cli.check import check
from generator.cli.matrix import matrix
from generator.cli.new import new
from generator.cli.verify import verify
from generator.interruption import end_interrupted

_HELP = """Markdown into flashcards that cannot be wrong.

Every program on every card is run; what came out is held against what the card says, and
compiled into Anki decks and PDFs.

\b
Example:
  proofdeck new my-deck
  proofdeck build my-deck
"""


class _Interruptible(click.Group):
    """Where click says "Aborted!" and exits as if problems had been found."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            end_interrupted(interrupt)


@click.group(
    cls=_Interruptible, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="proofdeck", message="%(prog)s %(version)s")
def main() -> None:
    """Entry point of the command line."""


for command in (build, check, accept, audit, matrix, verify, new):
    main.add_command(command)
