"""A matrix of environments, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from generator.cli.terminal import one_line, printable
from generator.cli.verify_report import change
from generator.matrix.comparison import Entry, LeftOut, Matrix, Tried

_WIDEST = 10_000  # so wide that rich cuts no status off
_STYLES = {"same": "green", "different": "bold red", "does not run": "bold red"}


def print_matrix(matrix: Matrix, out: Console, *, every: bool) -> None:
    """A table, what differs, what was not compared, and a line for each column.

    Cards that come out the same everywhere are only counted, unless `every` is set.
    """
    shown = [n for n in range(len(matrix.cards)) if every or not _same(matrix, n)]
    if shown:
        table = _table(matrix, shown)
        out.print(table, crop=False, soft_wrap=False, width=_WIDEST)
        out.print()
    for line in _differences(matrix):
        out.print(line)
    hidden = len(matrix.cards) - len(shown)
    if hidden:
        out.print(Text(f"{hidden} cards are the same everywhere", style="dim"))
    for each in matrix.left_out:
        out.print(_left_out(each))
    for tried in matrix.columns:
        out.print(_summary(tried))


def _same(matrix: Matrix, number: int) -> bool:
    entries = [tried.entries[number] for tried in matrix.columns if tried.entries]
    return all(entry.status == "same" for entry in entries)


def _table(matrix: Matrix, shown: list[int]) -> Table:
    columns = [tried for tried in matrix.columns if tried.entries]
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column("card", no_wrap=True)
    for tried in columns:
        table.add_column(Text(one_line(tried.column.name)), no_wrap=True)
    for number in shown:
        statuses = (tried.entries[number].status for tried in columns)
        cells = (Text(status, style=_STYLES.get(status, "yellow")) for status in statuses)
        table.add_row(Text(one_line(matrix.cards[number])), *cells)
    return table


def _differences(matrix: Matrix) -> Iterator[Text]:
    for number, name in enumerate(matrix.cards):
        for tried in matrix.columns:
            entry = tried.entries[number] if tried.entries else Entry("same")
            if entry.status != "same":
                yield Text.assemble(
                    (one_line(name), "bold"),
                    f" [{one_line(tried.column.name)}]: ",
                    (entry.status, _STYLES.get(entry.status, "yellow")),
                    f": {_what(entry)}",
                )


def _left_out(card: LeftOut) -> Text:
    what = "compared only in part" if card.part else "not compared"
    reason = f": {one_line(card.reason)}"
    return Text.assemble((one_line(card.name), "bold"), ": ", (what, "yellow"), reason)


def _what(entry: Entry) -> str:
    if entry.difference is None:
        return one_line(entry.reason)
    return " → ".join(change(entry.difference))


def _summary(tried: Tried) -> Text:
    text = Text(one_line(tried.column.name), style="bold")
    if tried.error:
        text.append(": cannot be installed: " if tried.column.python is None else ": ", "bold red")
        text.append(printable(tried.error), "not bold")
        if tried.column.python is None:
            text.append("\n  hint: ", "bold cyan")
            text.append(
                "other packages that the cards import have the versions of this environment; "
                "name a package in --with to free its version",
                "not bold",
            )
        return text
    versions = [f"{name} {version}" for name, version in sorted(tried.packages.items())]
    versions.append(f"Python {tried.python}")
    text.append(f" ({one_line(', '.join(versions))})", "dim not bold")
    counts = [f"{tried.count('same')} same", f"{tried.count('different')} different"]
    counts.append(f"{tried.count('does not run')} do not run")
    counts += [f"{left} not run"] if (left := tried.count("not run")) else []
    text.append(f": {', '.join(counts)}", "not bold")
    return text
