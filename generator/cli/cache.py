"""`proofdeck cache`."""

from __future__ import annotations

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
    from generator.keeping.cache_folder import cache_folder
    from generator.keeping.eviction import bound, clear, entries

    try:
        most = bound()
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if empty:
        gone = clear()
        say(f"{one_line(str(cache_folder()))}: {_size(gone)} removed")
        return
    found = entries()
    size = sum(entry.size for entry in found)
    say(f"{one_line(str(cache_folder()))}: {_size(size)} of {_size(most)} in {len(found)} entries")


def _size(size: int) -> str:
    """A number of bytes in a readable unit."""
    amount, unit = float(size), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if amount < 1024 or unit == "TiB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
