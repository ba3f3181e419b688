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
from generator.cli.diff import diff
from generator.cli.explain import explain
from generator.cli.export import export
from generator.cli.import_ import import_
from generator.cli.list_cards import list_cards
from generator.cli.lsp import lsp
from generator.cli.matrix import matrix
from generator.cli.mcp import mcp
from generator.cli.mend import lock
from generator.cli.new import new
from generator.cli.preview import preview
from generator.cli.print_ import print_cards
from generator.cli.publish import publish
from generator.cli.rename import rename
from generator.cli.retire import retire
from generator.cli.reviews import reviews
from generator.cli.stamp import stamp
from generator.cli.stats import stats
from generator.cli.study import study
from generator.cli.sync import sync
from generator.cli.terminal import one_line, printable, say
from generator.cli.verify import verify
from generator.cli.watch_deck import watch
from generator.interruption import end_interrupted

_HELP = """Turn Markdown into flashcards that cannot be wrong.

Proofdeck runs every program on every card, checks the output against what the card claims, and
builds Anki decks and PDFs.

\b
Example:
  proofdeck new my-deck
  proofdeck build my-deck
"""


class _Commands(click.Group):
    """The commands, where click's own messages and exit statuses would not do."""

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        with _printable_errors():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _printable_errors():
                _check_cache()
                return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:  # click would print "Aborted!" and exit with 1
            end_interrupted(interrupt)
        finally:
            _trim_cache()


def _check_cache() -> None:
    from generator.keeping.cache_folder import chosen_folder, fault_of_choice, unusable
    from generator.keeping.eviction import bound

    if fault_of_choice():
        raise click.UsageError(fault_of_choice())
    folder = chosen_folder()
    why = unusable(folder)
    if why:
        say(f"{one_line(str(folder))}: the cache is not used: {printable(why)}", stderr=True)
        say("  hint: set PROOFDECK_CACHE to a folder that only you can write to", stderr=True)
    try:
        bound()
    except ValueError as error:
        say(printable(str(error)), stderr=True)
        say("  hint: until then the cache may hold 2 GiB", stderr=True)


def _trim_cache() -> None:
    """Keep the cache within its bound if this command wrote to it."""
    from generator.keeping.eviction import trim_if_full

    trim_if_full()


@contextmanager
def _printable_errors() -> Iterator[None]:
    """Escape messages about wrong usage: they quote arguments, which a script may have passed."""
    try:
        yield
    except click.ClickException as error:
        error.message = printable(error.message)  # type: ignore[misc]
        raise


@click.group(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="proofdeck", message="%(prog)s %(version)s")
def main() -> None:
    """Entry point of the command line."""


for command in (
    build, check, watch, preview, study, reviews, diff, list_cards, stats, export, print_cards,
    publish, accept, stamp, rename, retire, lock, audit, matrix, sync, verify, import_, lsp, mcp,
    explain, cache, new,
):  # fmt: skip
    main.add_command(command)
