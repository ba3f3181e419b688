"""`proofdeck print`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import click

from generator.cli.options import (
    deck_and_part,
    quiet_option,
    run_options,
    running_options,
    strict_option,
)
from generator.model.paper import CARD_SIZES, PAPERS
from generator.model.print_settings import Flip, Ink, Marks, Order

if TYPE_CHECKING:
    from generator.printing.print_deck import PrintedDeck, Wanted

_PRODUCTS: Final = ("cards", "sheets", "reference")
_OF_A_CARD: Final = "card"


class _Offset(click.ParamType[tuple[float, float]]):
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


@click.command("print")
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@click.option(
    "--what",
    multiple=True,
    type=click.Choice(_PRODUCTS),
    default=("cards",),
    show_default=True,
    help="Cards to cut out, sheets of chapters, or the whole deck in columns; may be repeated.",
)
@click.option(
    "-o",
    "--output",
    default="print",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the PDFs.",
)
@click.option(
    "--paper",
    type=click.Choice([*PAPERS, _OF_A_CARD], case_sensitive=False),
    help="The paper in the printer; card: index cards, of the size of --card.",
)
@click.option(
    "--card",
    metavar="SIZE",
    help=f"Size of a card: {', '.join(CARD_SIZES)}, or as 88x63 (mm) or 3.5x2in. By default a part "
    "of the sheet, about as large as A7.",
)
@click.option(
    "--flip",
    type=click.Choice(get_args(Flip)),
    help="How front and back meet: the printer turns sheets over their long or short edge, cards "
    "are folded, or one side alone is printed.",
)
@click.option(
    "--back-offset",
    type=_Offset(),
    metavar="X,Y",
    help="Move backs by so many millimetres to the right and down.",
)
@click.option("--marks", type=click.Choice(get_args(Marks)), help="What shows where to cut.")
@click.option(
    "--order",
    type=click.Choice(get_args(Order)),
    help="Cards in order on the pages, or in the stack that they are once cut.",
)
@click.option("--ink", type=click.Choice(get_args(Ink)), help="With colours, or without.")
@click.option("--large-print", is_flag=True, default=None, help="Type of 16 points.")
@click.option("--guide", is_flag=True, help="Add a page that says how to print, with crosses that "
              "show how far backs are off.")  # fmt: skip
@click.option("--chapter", "within", multiple=True, metavar="NAME",
              help="Only cards of this chapter (its title or file). May be repeated.")  # fmt: skip
@click.option("--tag", "tags", multiple=True, metavar="NAME",
              help="Only cards with this tag, or one below it. May be repeated.")  # fmt: skip
@click.option("--kind", "kinds", multiple=True, metavar="NAME",
              help="Only cards of this kind. May be repeated.")  # fmt: skip
@click.option("--slug", "slugs", multiple=True, metavar="SLUG",
              help="Only this card. May be repeated.")  # fmt: skip
@click.option("--since", default="", metavar="REV",
              help="Only cards that are new or changed since this revision in git.")  # fmt: skip
@click.option("--language", "languages", multiple=True, metavar="NAME",
              help="Only cards in this language; en+zh: English in front, Chinese behind; both: so "
              "with the two of the deck. May be repeated.")  # fmt: skip
@running_options
@strict_option
@quiet_option
def print_cards(
    deck: Path,
    what: tuple[str, ...],
    output: Path,
    languages: tuple[str, ...],
    strict: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Print the cards that you want, for your printer.

    As `build` does, `print` checks the deck first, and writes nothing unless every card holds.
    What is not named here is as [print] of deck.toml has it.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards. Given a chapter
    or folder inside a deck, only that part is printed.

    \b
    Example:
      proofdeck print cards --paper Letter --card 3x5 --guide
      proofdeck print cards --chapter 03-autograd --flip fold
    """
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.progress_bars import shown_progress
    from generator.comparing.revision import NoSuchRevisionError
    from generator.printing.card_grids import UnprintableError
    from generator.printing.print_deck import print_deck
    from generator.surveying.filters import NoSuchNameError

    folder, chapters = deck_and_part(deck)
    wanted = _wanted(what, languages, options)
    try:
        with exit_with_problems(), shown_progress(quiet) as progress:
            printed = print_deck(
                folder,
                output,
                wanted,
                chapters=chapters,
                strict=strict,
                options=run_options({key: options[key] for key in _RUNNING}),
                progress=progress,
            )
    except (NoSuchNameError, NoSuchRevisionError, UnprintableError) as error:
        raise click.UsageError(str(error)) from None
    print_problems(printed.problems)
    if printed.failed:
        sys.exit(1)
    if not quiet:
        _say_written(printed)


_RUNNING: Final = ("once", "cold", "python", "sandbox", "trust")
_SETTINGS: Final = ("card", "flip", "back_offset", "marks", "order", "ink", "large_print")


def _wanted(
    what: tuple[str, ...], languages: tuple[str, ...], options: Mapping[str, Any]
) -> Wanted:
    from generator.printing.chosen_cards import Choice
    from generator.printing.print_deck import Wanted
    from generator.surveying.filters import Filter

    given = {key: options[key] for key in _SETTINGS if options[key] is not None}
    given |= {"card": given["card"].lower()} if "card" in given else {}
    filters = Filter(options["tags"], options["kinds"], options["within"])
    choice = Choice(filters, options["slugs"], options["since"])
    return Wanted(what, choice, languages, options["paper"] or "", given, options["guide"])


def _say_written(printed: PrintedDeck) -> None:
    from generator.cli.terminal import one_line, say
    from generator.counted import counted
    from generator.reading.source import display_path

    for file in printed.files:
        say(one_line(display_path(file.path)))
        counts = f"{counted(file.cards, 'card')}, {counted(file.sheets, 'sheet')}"
        say(f"  {counts}, {file.advice}")
        if file.alone:
            are = "is" if file.alone == 1 else "are"
            say(f"  {counted(file.alone, 'card')} {are} not in both languages, and left out")
    if not printed.files:
        say("no card is as you asked for: nothing was printed")
