"""Tables of expressions and what they are worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.auditing.document import Piece, Stated, Unread
from generator.auditing.expressions import computes, with_imports
from generator.auditing.pages.page import Leaf, TableCell
from generator.auditing.tracebacks import shows_exception
from generator.model import Claim
from generator.syntax import parse_quietly, parse_stated


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INPUT: Final = _words(
    "expression expressions code input inputs call calls example examples operation statement "
    "python snippet command expr usage method function "
    "ausdruck eingabe 表达式 代码 输入 示例 expresión entrada entrée code"
)
_OUTPUT: Final = _words(
    "result results output outputs value returns return evaluates gives prints printed equals "
    "yields ergebnis ausgabe 结果 输出 值 resultado salida résultat sortie"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_MOST_ROWS: Final = 200


def table_pieces(leaf: Leaf) -> tuple[Piece, ...]:
    """The rows of a table of expressions and results as pieces of a program; none of any other."""
    columns = _columns(leaf.rows)
    if columns is None:
        return ()
    code, result = columns
    return tuple(_pieces(leaf.rows[1 : _MOST_ROWS + 1], code, result))


def table_unread(leaf: Leaf) -> Unread | None:
    """What is to be said of a table of results that cannot be computed from its rows."""
    if not leaf.rows or _columns(leaf.rows) is not None:
        return None
    results = [number for number, cell in enumerate(leaf.rows[0]) if _is(cell, _OUTPUT)]
    for number in results:
        cells = [row[number] for row in leaf.rows[1:] if number < len(row) and row[number].text]
        literals = [cell for cell in cells if cell.code and parse_stated(cell.code) is not None]
        if cells and 2 * len(literals) > len(cells):
            said = ", ".join(cell.text for cell in literals[:3])
            why = "its table has no column of expressions that give these results"
            return Unread(literals[0].place, said, why)
    return None


def _columns(rows: Sequence[Sequence[TableCell]]) -> tuple[int, int] | None:
    """The columns with code and with what comes out."""
    if len(rows) < 2:
        return None
    header = rows[0]
    results = [number for number, cell in enumerate(header) if _is(cell, _OUTPUT)]
    codes = [number for number, cell in enumerate(header) if _is(cell, _INPUT)]
    codes = [number for number in codes if number not in results]
    if not codes:
        codes = [number for number in range(len(header)) if number not in results[:1]]
    for result in results[:2]:
        for code in codes[:3]:
            both = [row for row in rows[1:] if max(code, result) < len(row)]
            good = [row for row in both if computes(row[code].code)]
            if good and 2 * len(good) >= len(both):
                return code, result
    return None


def _is(cell: TableCell, words: frozenset[str]) -> bool:
    found = [word.lower() for word in _WORD.findall(cell.text[:200])]
    return 0 < len(found) <= 4 and not words.isdisjoint(found)


def _pieces(rows: Sequence[Sequence[TableCell]], code: int, result: int) -> Iterator[Piece]:
    for row in rows:
        if max(code, result) >= len(row):
            continue
        source, said = row[code], row[result]
        text = said.code or said.text
        if not source.code.strip() or not text or parse_quietly(source.code) is None:
            continue
        # Words in the place of a result explain it.
        if not said.code and parse_stated(text) is None and not shows_exception(text):
            continue
        claim = Claim(said.place, text)
        yield Piece(
            with_imports(source.code, alone=False) or "",
            source.place.line,
            source.place.column - 1,
            outputs=(Stated(claim, "inline"),),
            failing=shows_exception(text),
            optional=True,
        )
