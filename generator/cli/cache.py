"""`proofdeck cache`."""

from __future__ import annotations

import sys

import click


@click.command()
@click.option(
    "--clear", "empty", is_flag=True, help="Empty the cache; the next build runs everything."
)
def cache(empty: bool) -> None:
    """Show where the cache is and how large it is.

    The least recently used entries are removed when the cache exceeds PROOFDECK_CACHE_SIZE,
    by default 2 GiB. PROOFDECK_CACHE sets another folder, as an absolute path.

    \b
    Example:
      proofdeck cache --clear
    """
    from generator.cli.terminal import one_line, say
    from generator.keeping.cache_folder import chosen_folder, unusable
    from generator.keeping.eviction import DEFAULT_SIZE, bound, clear, entries

    # Every command says what is wrong with these variables before it starts.
    folder, status = chosen_folder(), 0
    try:
        most = bound()
    except ValueError:
        most, status = DEFAULT_SIZE, 2
    if unusable(folder):
        said = "not used"
    elif empty:
        said = f"{_size(clear())} removed"
    else:
        found = entries()
        size = sum(entry.size for entry in found)
        said = f"{_size(size)} of {_size(most)} in {len(found)} entries"
    say(f"{one_line(str(folder))}: {said}")
    sys.exit(status)


def _size(size: int) -> str:
    """A number of bytes in a readable unit."""
    amount, unit = float(size), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if amount < 1024 or unit == "TiB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
