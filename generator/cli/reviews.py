"""`proofdeck reviews`: the review log of `study`."""

from __future__ import annotations

import click

from generator.cli.reviews_anki import from_anki, to_anki


@click.group()
def reviews() -> None:
    """Carry the reviews of `proofdeck study` to Anki and from there."""


for command in (to_anki, from_anki):
    reviews.add_command(command)
