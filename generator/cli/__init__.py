"""The command `proofdeck`. One file per command; each parses its options and calls the steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from generator import __version__
from generator.cli.accept import accept
from generator.cli.audit import audit
from generator.cli.build import build
from generator.cli.cache import cache
from generator.cli.check import check
from generator.cli.explain import explain
from generator.cli.matrix import matrix
from generator.cli.new import new
from generator.cli.terminal import one_line, printable, say
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


class _Commands(click.Group):
    """The commands, with what click would say or do otherwise."""

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        with _printable_errors():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _printable_errors():
                _check_cache()
                return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:  # else "Aborted!", as if problems had been found
            end_interrupted(interrupt)
        finally:
            _trim_cache()


def _check_cache() -> None:
    from generator.keeping.cache_folder import chosen_folder, fault_of_choice, open_to_others

    if fault_of_choice():
        raise click.UsageError(fault_of_choice())
    folder = chosen_folder()
    why = open_to_others(folder)
    if why:
        say(f"{one_line(str(folder))}: nothing is kept there: {why}", stderr=True)
        say("  hint: set PROOFDECK_CACHE to a folder that is yours alone", stderr=True)


def _trim_cache() -> None:
    """Keep the cache within its bound, after whatever has put something there."""
    from generator.keeping.cache_folder import has_written

    if has_written():
        from generator.keeping.eviction import trim

        trim()


@contextmanager
def _printable_errors() -> Iterator[None]:
    """What is wrong with the usage quotes what was typed, perhaps by a script."""
    try:
        yield
    except click.ClickException as error:
        error.message = printable(error.message)  # type: ignore[misc]
        raise


@click.group(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="proofdeck", message="%(prog)s %(version)s")
def main() -> None:
    """Entry point of the command line."""


for command in (build, check, accept, audit, matrix, verify, explain, cache, new):
    main.add_command(command)
