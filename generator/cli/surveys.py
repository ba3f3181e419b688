"""What the commands that only read a deck share: their options, and how they end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from generator.cli.options import format_option

if TYPE_CHECKING:
    from generator.surveying.survey import Known, Survey, SurveyedCard

F = TypeVar("F", bound=Callable[..., Any])

STATES: Final[dict[Known, str]] = {
    "verified": "verified",
    "not-run": "not run",
    "not-read": "not read",
    "failed": "failed",
    "not-checked": "not checked",
    "no-code": "no code",
}
UNKNOWN: Final = (
    "Not checked: no check is kept of them as they are now; `proofdeck check` finds out."
)


def survey_options(function: F) -> F:
    """--tag, --kind, --chapter, --language: which cards; --format, --python."""
    options = (
        _filter("--tag", "tags", "Only cards with this tag, or one below it (a: also a::b)."),
        _filter("--kind", "kinds", "Only cards of this kind."),
        _filter("--chapter", "within", "Only cards of this chapter: its title or its file."),
        _filter("--language", "languages", "Only cards in this language."),
        format_option("Format of what is printed.", "style"),
        click.option(
            "--python",
            default=sys.executable,
            metavar="PATH",
            help="Tell what was found out with this Python, as `check --python` was.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _filter(option: str, name: str, help_text: str) -> Callable[[F], F]:
    return click.option(
        option, name, multiple=True, metavar="NAME", help=f"{help_text} May be repeated."
    )


def surveyed(
    deck: Path,
    python: str,
    *,
    tags: Collection[str],
    kinds: Collection[str],
    within: Collection[str],
    languages: Collection[str],
) -> tuple[Survey, Sequence[SurveyedCard]]:
    """A deck that was read, and those of its cards that are wanted. Exits where there is none,
    raises UsageError for a name that no card has.
    """
    from generator.cli.options import deck_and_part
    from generator.cli.problem_report import print_problems
    from generator.model import ProblemsError
    from generator.surveying.filters import Filter, NoSuchNameError
    from generator.surveying.survey import survey

    folder, chapters = deck_and_part(deck)
    try:
        found = survey(folder, chapters=chapters, python=python)
        return found, Filter(tags, kinds, within, languages).of(found.cards)
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    except NoSuchNameError as error:
        _print_errors(found)
        raise click.UsageError(str(error)) from None


def end_survey(found: Survey) -> None:
    """Print what is wrong with the deck, and exit with 1 if something is."""
    if _print_errors(found):
        sys.exit(1)


def _print_errors(found: Survey) -> bool:
    from generator.cli.problem_report import print_problems

    # The warnings of a deck are many, and `check` tells them.
    errors = [each for each in found.problems if each.severity == "error"]
    print_problems(errors)
    return bool(errors)


def aligned(rows: Sequence[Sequence[str]], *, right: bool = False) -> list[str]:
    """Lines with the cells of `rows` in columns; a Chinese character is two wide. With `right`, all
    but the first are aligned on the right.
    """
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            f"{' ' * gap}{cell}" if right and index else f"{cell}{' ' * gap}"
            for index, cell in enumerate(row)
            for gap in (widths[index] - cell_len(cell),)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
