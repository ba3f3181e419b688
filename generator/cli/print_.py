"""`proofdeck print`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.options import (
    deck_and_part,
    quiet_option,
    run_options,
    running_options,
    strict_option,
)
from generator.cli.print_values import AnyCase, Offset, Points, Whole

if TYPE_CHECKING:
    from generator.printing.print_plan import Wanted
    from generator.printing.printouts import PrintedDeck

_EXAMS: Final = ("exam", "quiz")
_BOOKLET: Final = "booklet"
_PRODUCTS: Final = ("cards", "sheets", "cheatsheet", "reference", _BOOKLET, *_EXAMS)
# As `generator.model` has them, which would be loaded each time that any command starts.
PAPERS: Final = ("A4", "Letter", "A5", "A3", "Legal")
CARD_SIZES: Final = ("a7", "a6", "3x5", "business", "avery-5371", "avery-5388")
FLIPS: Final = ("long", "short", "fold", "fronts", "backs")
MARKS: Final = ("lines", "ticks", "none")
ORDERS: Final = ("pages", "stack")
INKS: Final = ("color", "grey")
_OF_A_CARD: Final = "card"
_E_READER: Final = "e-reader"
_MOST_NAMED: Final = 20  # cards that are left out


@click.command("print")
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@click.option(
    "--what",
    multiple=True,
    type=click.Choice(_PRODUCTS),
    default=("cards",),
    show_default=True,
    help="Cards to cut out, sheets of chapters, key lines on two pages, the whole deck in columns, "
    "a booklet to fold, an exam and its key, or a quiz with its key at the foot; may be repeated.",
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
    type=AnyCase([*PAPERS, _OF_A_CARD, _E_READER]),
    help="The paper in the printer; card: index cards, of the size of --card; e-reader: a booklet "
    "for its screen.",
)
@click.option(
    "--card",
    metavar="SIZE",
    help=f"Size of a card: {', '.join(CARD_SIZES)}, or as 88x63 (mm) or 3.5x2in. By default a part "
    "of the sheet, about as large as A7.",
)
@click.option(
    "--flip",
    type=click.Choice(FLIPS),
    help="How front and back meet: the printer turns sheets over their long or short edge, cards "
    "are folded, or one side alone is printed.",
)
@click.option(
    "--back-offset",
    type=Offset(),
    metavar="X,Y",
    help="Move backs by so many millimetres to the right and down.",
)
@click.option("--marks", type=click.Choice(MARKS), help="What shows where to cut.")
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    help="Cards in order on the pages, or in the stack that they are once cut.",
)
@click.option("--ink", type=click.Choice(INKS), help="With colours, or without.")
@click.option("--large-print/--no-large-print", default=None, help="Type of 16 points.")
@click.option("--guide/--no-guide", default=None, help="Add a page that says how to print, with "
              "crosses that show how far backs are off.")  # fmt: skip
@click.option("--n", "count", type=Whole("questions", 1), metavar="N",
              help="Questions of an exam (12 by default) or quiz (6).")  # fmt: skip
@click.option("--seed", type=Whole("a seed", 0), metavar="N",
              help="Which cards an exam asks, and their order; 1 by default.")  # fmt: skip
@click.option("--versions", metavar="A,B",
              help="Versions of an exam: letters, or how many. Each has the same questions in "
              "another order.")  # fmt: skip
@click.option("--points", type=Points(), multiple=True, metavar="KIND=N",
              help="What a question of a kind is worth, as bug=4. May be repeated.")  # fmt: skip
@click.option("--signature", type=Whole("a signature", 1), metavar="N",
              help="At most so many sheets of a booklet are folded into each other: all by default "
              "where they are 20 or fewer, else 8.")  # fmt: skip
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
@click.option("--due", is_flag=True, help="Only cards that are due today in `proofdeck study`.")
@click.option("--failed", is_flag=True, help="Only cards that you failed there today.")
@click.option("--from-anki", "packages", multiple=True, metavar="FILE.apkg",
              type=click.Path(path_type=Path),
              help="--due and --failed are those of Anki, in a package (.apkg, .colpkg) that it "
              "exported with learning progress. May be repeated.")  # fmt: skip
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
      proofdeck print cards --what exam --tag jax --n 12 --seed 7 --versions A,B
    """
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import say
    from generator.comparing.revision import NoSuchRevisionError
    from generator.printing.card_grids import UnprintableError
    from generator.printing.print_deck import print_deck
    from generator.surveying.filters import NoSuchNameError

    folder, chapters = deck_and_part(deck)
    try:
        wanted = _wanted(what, languages, options)
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
    if not printed.files:
        # With --quiet, too: otherwise an old file in the folder would be taken for a new one.
        say("no card is as you asked for: nothing was printed", stderr=quiet)
    elif not quiet:
        _say_written(printed)


_RUNNING: Final = ("once", "cold", "python", "sandbox", "trust")
_SETTINGS: Final = (
    "card", "flip", "back_offset", "marks", "order", "ink", "large_print", "guide", "signature",
)  # fmt: skip


def _wanted(
    what: tuple[str, ...], languages: tuple[str, ...], options: Mapping[str, Any]
) -> Wanted:
    from generator.printing.chosen_cards import Choice
    from generator.printing.print_plan import Wanted
    from generator.surveying.filters import Filter

    given = {key: options[key] for key in _SETTINGS if options[key] is not None}
    given |= {"card": given["card"].lower()} if "card" in given else {}
    filters = Filter(options["tags"], options["kinds"], options["within"])
    log = tuple(name for name in ("due", "failed") if options[name])
    if options["packages"] and not log:
        raise click.UsageError("--from-anki says what is due and failed: add --due or --failed")
    choice = Choice(filters, options["slugs"], options["since"], log, options["packages"])
    if options["signature"] is not None and _BOOKLET not in what:
        raise click.UsageError("--signature is for booklets: add --what booklet")
    return Wanted(what, choice, languages, options["paper"] or "", given, _exam(what, options))


def _exam(what: tuple[str, ...], options: Mapping[str, Any]) -> dict[str, Any]:
    from generator.model.exam_settings import versions_of

    given = {key: options[key] for key in ("count", "seed", "versions") if options[key] is not None}
    if options["points"]:
        given["points"] = options["points"]
    if given and not set(what) & set(_EXAMS):
        name = "--n" if "count" in given else f"--{next(iter(given))}"
        raise click.UsageError(f"{name} is for exams and quizzes: add --what exam or --what quiz")
    if "versions" in given:
        try:
            given["versions"] = versions_of(given["versions"])
        except ValueError as error:
            raise click.UsageError(f"--versions: {error}") from None
    return given


def _say_written(printed: PrintedDeck) -> None:
    from generator.cli.terminal import one_line, say
    from generator.counted import counted
    from generator.reading.source import display_path

    for file in printed.files:
        say(one_line(display_path(file.path)))
        size = counted(file.pages, "page") if file.pages else counted(file.sheets, "sheet")
        cards = counted(file.cards + len(file.left_out) * bool(file.pages), "card")
        some = f"{file.cards} of " if file.pages and file.left_out else ""
        say(f"  {some}{cards}, {size}, {file.advice}")
        if file.alone:
            are = "is" if file.alone == 1 else "are"
            say(f"  {counted(file.alone, 'card')} {are} not in both languages, and left out")
    left_out = {slug: why for file in printed.files for slug, why in file.left_out.items()}
    for slug, why in [*left_out.items()][:_MOST_NAMED]:
        say(one_line(f"left out: {slug}: {why}"))
    if len(left_out) > _MOST_NAMED:
        say(f"left out: {len(left_out) - _MOST_NAMED} more")
