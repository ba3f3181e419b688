"""Problems and results for people to read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from generator.cli.terminal import console, one_line, printable, wide_console
from generator.counted import counted
from generator.model import Problem, ProblemsError, shortened
from generator.reading.source import Source, display_path
from generator.reporting.extents import source_of
from generator.writing.print_advice import print_advice

if TYPE_CHECKING:
    from generator.building.built import Built

_DETAIL_LINES = 24
_DETAIL_WIDTH = 1_000
_LEFT_OUT = 10  # paths named
_EXCERPT = 400  # characters of a line
_TABLE_WIDTH = 100  # with every column


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, grouped by file, each with the line it is about."""
    out = console(stderr=True)
    for path, group in groupby(problems, key=lambda problem: problem.place.path):
        source = source_of(path)
        for problem in group:
            _print_problem(out, problem, source)


@contextmanager
def exit_with_problems() -> Iterator[None]:
    """Print the problems of a ProblemsError that is raised inside, and exit with 1."""
    try:
        yield
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)


def _print_problem(out: Console, problem: Problem, source: Source | None) -> None:
    style = "bold red" if problem.severity == "error" else "bold yellow"
    head = Text.assemble(
        (f"{one_line(str(problem.place))}: ", "bold"),
        (f"{problem.severity}: ", style),
        (printable(problem.message), style),
        (f"  [{problem.code}]", "dim"),
    )
    out.print(head)
    for line in (*_excerpt(problem, source), *_detail(problem)):
        out.print(line)
    if problem.hint:
        out.print(Text.assemble(("  hint: ", "bold cyan"), printable(problem.hint)))
    out.print()


def _excerpt(problem: Problem, source: Source | None) -> Iterator[Text]:
    line = source.line(problem.place.line) if source else ""
    if not line.strip():
        return
    number = str(problem.place.line)
    # A line too long for any window is cut to the part around the column.
    first = max(problem.place.column - _EXCERPT // 2, 0) if len(line) > _EXCERPT else 0
    cut = "…" if first else ""
    shown = cut + line[first : first + _EXCERPT]
    yield Text.assemble((f"  {number} │ ", "dim"), printable(shown))
    before = cut + line[first : max(problem.place.column - 1, 0)]
    margin = "".join("\t" if c == "\t" else "  " if _wide(c) else " " for c in before)
    yield Text.assemble((f"  {' ' * len(number)} │ ", "dim"), margin, ("^", "red"))


def _wide(character: str) -> bool:
    import unicodedata

    return unicodedata.east_asian_width(character) in "WF"


def _detail(problem: Problem) -> Iterator[Text]:
    lines = printable(problem.detail).split("\n") if problem.detail else []
    cut = len(lines) - _DETAIL_LINES
    if cut > 0:
        half = _DETAIL_LINES // 2
        lines = [*lines[:half], f"… {cut} more lines", *lines[-half:]]
    for line in lines:
        style = {"+ ": "green", "- ": "red"}.get(line[:2], "dim")
        yield Text(f"    {shortened(line, _DETAIL_WIDTH)}", style=style)


def _changes(built: Built) -> Iterator[str]:
    from generator.comparing.in_lines import advice_lines, change_lines

    if built.changes is not None:
        yield from change_lines(built.changes, built.config.languages)
        if built.files:
            yield from advice_lines(built.changes)


def print_summary(built: Built) -> None:
    """Print what was done: a table of counts, then the files."""
    out = console()
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    columns = {
        "cards": built.cards,
        "programs run": built.programs(cached=False),
        "from cache": built.programs(cached=True),
        "verified": built.count("verified"),
    }
    columns |= {"not run": not_run} if (not_run := built.count("not-run")) else {}
    columns |= {"not read": not_read} if (not_read := built.count("not-read")) else {}
    columns |= {"without code": no_code} if (no_code := built.count("no-code")) else {}
    columns |= {"problems": len(built.problems)}
    cells = {name: str(number) for name, number in columns.items()}
    cells |= {"seconds": f"{built.seconds:.1f}", "files": str(len(built.files))}
    for name in cells:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_row(*cells.values())
    wide_console(_TABLE_WIDTH).print(table)
    if built.unread:
        out.print(
            f"  {built.unread} stated result{' was' if built.unread == 1 else 's were'} not read"
        )
    if built.options.once and built.programs(cached=False):
        out.print("  each program ran once (--once), so output that varies was not noticed")
    for line in _changes(built):
        out.print(f"  {printable(line)}")
    for path, why in built.passed_over[:_LEFT_OUT]:
        out.print(f"  left out: {one_line(path)} ({one_line(why)})")
    if len(built.passed_over) > _LEFT_OUT:
        out.print(f"  left out: {len(built.passed_over) - _LEFT_OUT:,} more")
    if "none" in built.sandboxes:
        out.print("  programs ran without a sandbox (sandbox: none), with your rights")
    for file in built.files:
        size = file.stat().st_size / 1024
        advice = _advice(file, built)
        out.print(f"  {one_line(display_path(file))}  {size:,.0f} KiB{advice}")


def _advice(file: Path, built: Built) -> str:
    """How many cards a PDF has, and how it is printed."""
    advice = print_advice(file)
    if not advice:
        return ""
    start = f"{built.config.name}-"
    languages = [each for each in built.config.languages if file.name.startswith(start + each)]
    language = max(languages, key=len, default="")
    cards = sum(len(each.notes) for each in built.chapters if each.language == language)
    return f"  {counted(cards, 'card')}, {advice}"
