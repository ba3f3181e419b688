"""`proofdeck explain`."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain what the code of a problem means and how to fix it.

    \b
    Example:
      proofdeck explain false-claim
    """
    from generator.cli.terminal import printable, say
    from generator.explaining.codes import known_codes
    from generator.nearest import did_you_mean

    wanted = code.strip("[]")
    found = known_codes().get(wanted)
    if found is None:
        hint = did_you_mean(wanted, tuple(known_codes()))
        say(f"no problem has the code `{printable(wanted)}`: {hint}", stderr=True)
        sys.exit(2)
    say(f"{found.name}: {found.meaning}\n\n  {found.example}\n\nFix: {found.mend}")
