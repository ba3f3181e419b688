"""What options of `proofdeck print` take: a name, an offset, a number, the points of a kind."""

from __future__ import annotations

from typing import Any

import click


class AnyCase(click.Choice[str]):
    """Names that may be written in any case, and are listed in their own."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        names = {name.casefold(): name for name in self.choices}
        return super().convert(names.get(str(value).casefold(), value), param, ctx)


class Offset(click.ParamType[tuple[float, float]]):
    """Two numbers of millimetres with a comma between."""

    name = "offset"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        if isinstance(value, tuple):
            return value
        try:
            x, y = map(float, value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not X,Y in millimetres, such as 0.5,-1.2", param, ctx)
        return x, y


class Whole(click.ParamType[int]):
    """A whole number of something, no less than `least`."""

    name = "number"

    def __init__(self, what: str, least: int) -> None:
        self.what, self.least = what, least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number, such as 7", param, ctx)
        if number < self.least:
            self.fail(f"{self.what} must be {self.least} or more", param, ctx)
        return number


class Points(click.ParamType[tuple[str, int]]):
    """A kind of card, and the points that it is worth."""

    name = "points"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        from generator.model.exam_settings import MOST_POINTS, POINTS
        from generator.nearest import did_you_mean

        kind, _, written = value.partition("=")
        kind = kind.strip().lstrip(".")
        if kind not in POINTS:
            near = did_you_mean(kind, POINTS)
            self.fail(f"no card is of the kind {kind!r}: {near}", param, ctx)
        points = Whole("points", 1).convert(written, param, ctx)
        if points > MOST_POINTS:
            self.fail(f"a question can have at most {MOST_POINTS} points", param, ctx)
        return kind, points
