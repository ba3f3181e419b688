"""A Jupyter notebook: its cells, and the outputs that are stored with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from generator.auditing.assemble import MOST_BLOCKS, program_piece, too_much
from generator.auditing.document import PICTURE, Block, Document, Part, Piece, Stated, Unread
from generator.auditing.left_out import LEAVING_OUT
from generator.auditing.pages.json_lines import Text, read_json
from generator.auditing.pages.markdown_cells import stated_in_markdown
from generator.auditing.pages.page import PlaceOf
from generator.auditing.programs_in_text import runnable
from generator.language import PYTHON
from generator.model import Claim, Place, Problem, ProblemsError
from generator.reading.source import display_path, read_source

MOST_BYTES: Final = 64 * 1024 * 1024
_PICTURES: Final = ("image/png", "image/svg+xml", "image/jpeg")
_NOT_READ: Final = "the notebook stores it in a form that is not read: {}"
_SHOWN: Final = ("execute_result", "display_data")
_MOST_OUTPUTS: Final = 200  # of a cell
# What IPython gives to every program.
_DISPLAY: Final = """\
def display(*values, **_options):
    for value in values:
        __import__("sys").displayhook(value)
"""


def read_notebook(path: Path) -> Document:
    """Read a notebook. Raises ProblemsError where it cannot be read, or is not a notebook.

    A part of it that no notebook has there is a problem, or is ignored.
    """
    shown = display_path(path)
    source = read_source(path, most=MOST_BYTES)
    try:
        found = read_json(source.text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise ProblemsError(
            Problem(Place(shown, line), "no-notebook", f"this is not a notebook: {error}",
                    "save it again with Jupyter")
        ) from None  # fmt: skip
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list):
        message = "this is not a notebook of format 4: it has no list of `cells`"
        hint = "convert it with `jupyter nbconvert --to notebook`"
        raise ProblemsError(Problem(Place(shown), "no-notebook", message, hint))
    language = notebook_language(found.get("metadata"))
    if language and PYTHON.dialect(language) is None:
        message = f"this notebook is in `{language[:50]}`, but only Python is run"
        problem = Problem(Place(shown), "no-notebook", message, severity="warning")
        return Document(shown, (), (problem,), kind="notebook")
    reader = _Reader(shown)
    blocks = tuple(islice(reader.blocks(cells), MOST_BLOCKS + 1))
    if any("display" in block.code for block in blocks):
        blocks = tuple(replace(block, given=(Piece(_DISPLAY, 1),)) for block in blocks)
    problems = (*reader.problems, *_out_of_order(blocks))
    return Document(shown, blocks, tuple(problems), tuple(reader.unread), kind="notebook")


class _Reader:
    def __init__(self, path: str) -> None:
        self._path = path
        self.problems: list[Problem] = []
        self.unread: list[Unread] = []  # of its Markdown cells

    def blocks(self, cells: Sequence[Any]) -> Iterator[Block]:
        """The code cells in order."""
        heading = ""
        number = count(1)
        line = 1
        for index, cell in enumerate(cells, 1):
            if not isinstance(cell, dict):
                if not self.problems:
                    others = sum(not isinstance(each, dict) for each in cells) - 1
                    message = f"cell {index} is not a cell"
                    message += f", nor are {others:,} others" if others else ""
                    self.problems.append(Problem(Place(self._path, line), "no-notebook", message))
                continue
            source = cell_lines(cell.get("source"))
            line = source[0][1] if source else line
            if cell.get("cell_type") == "markdown":
                heading = _heading(source) or heading
                self.unread += stated_in_markdown(self._path, source)
            elif cell.get("cell_type") == "code":
                yield self._block(cell, index, next(number), heading, source, line)

    def _block(
        self,
        cell: Mapping[str, Any],
        index: int,
        number: int,
        heading: str,
        source: Sequence[tuple[str, int]],
        line: int,
    ) -> Block:
        run = cell.get("execution_count")
        order = run if isinstance(run, int) and not isinstance(run, bool) else None
        label = f"cell {index}" + (f" (In [{order}])" if order is not None else "")
        place = Place(self._path, line)
        block = Block(number, place, heading, (), label=label, count=order)
        mark = next((tag for tag in cell_tags(cell) if tag.lower() in LEAVING_OUT), "")
        if mark:
            return replace(block, left_out=mark)
        text = "\n".join(text for text, _ in source)
        excess = too_much(text)
        if excess:
            return replace(block, broken=excess)
        if not text.strip():
            return replace(block, left_out="it is empty")
        found = runnable(text, directive=False)
        if found.left_out:
            return replace(block, left_out=found.left_out)
        starts = [at for _, at in source]

        def place_of(line: int, column: int) -> Place:
            at = starts[min(max(line, 1), len(starts)) - 1] if starts else place.line
            return Place(self._path, at, column)

        piece = self._piece(cell, found.code, place_of, line)
        if found.cut:
            outputs = tuple(replace(each, certainty="loose") for each in piece.outputs)
            piece = replace(piece, outputs=outputs)
        return replace(block, pieces=(piece,))

    def _piece(self, cell: Mapping[str, Any], code: str, place_of: PlaceOf, line: int) -> Piece:
        outputs: list[Stated] = []
        unread: list[Unread] = []
        found = cell.get("outputs")
        for output in _joined((found if isinstance(found, list) else [])[:_MOST_OUTPUTS]):
            for each in self._stated(output, line):
                if isinstance(each, Stated):
                    outputs.append(each)
                else:
                    unread.append(each)
        piece = program_piece(_silenced(code), place_of, tuple(outputs))
        return replace(piece, unread=(*piece.unread, *unread))

    def _stated(self, output: object, line: int) -> Iterator[Stated | Unread]:
        if not isinstance(output, dict):
            return
        match output.get("output_type"):
            case "stream":
                part: Part = "stderr" if output.get("name") == "stderr" else "stdout"
                yield from self._text(output.get("text"), part, line)
            case "execute_result" | "display_data":
                data = output.get("data")
                yield from self._data(data if isinstance(data, dict) else {}, line)
            case "error":
                yield from self._error(output, line)

    def _data(self, data: Mapping[str, Any], line: int) -> Iterator[Stated | Unread]:
        pictures = _pictures(data)
        if pictures:
            place = Place(self._path, _line_of(data[pictures[0]], line))
            yield Stated(Claim(place, PICTURE), "cell", part="image")
        elif "text/plain" in data:
            yield from self._text(data["text/plain"], "value", line)
        elif data:
            kind = str(next(iter(data)))[:50]
            place = Place(self._path, _line_of(next(iter(data.values())), line))
            yield Unread(place, f"<{kind}>", _NOT_READ.format(kind))

    def _error(self, output: Mapping[str, Any], line: int) -> Iterator[Stated]:
        name, message = output.get("ename"), output.get("evalue")
        if isinstance(name, str) and name:
            said = str(message) if isinstance(message, str) else ""
            text = f"{name}: {said}" if said else name
            place = Place(self._path, _line_of(name, line))
            yield Stated(Claim(place, text), "cell", part="error")

    def _text(self, text: object, part: Part, line: int) -> Iterator[Stated]:
        lines = cell_lines(text)
        said = "\n".join(each for each, _ in lines)
        if said.strip():
            place = Place(self._path, lines[0][1] if lines else line)
            yield Stated(Claim(place, said.rstrip("\n")), "cell", part=part)


def _joined(outputs: Sequence[object]) -> list[object]:
    """The outputs, with all that went to one stream put together, and all values."""
    whole: dict[str, list[str]] = {}
    found: list[object] = []
    for output in outputs:
        kind = output.get("output_type") if isinstance(output, dict) else None
        if not isinstance(output, dict) or kind not in ("stream", *_SHOWN):
            found.append(output)
            continue
        data = output.get("data")
        if kind == "stream":
            name, text = str(output.get("name")), output.get("text")
        elif isinstance(data, dict) and "text/plain" in data and not _pictures(data):
            name, text = "value", data["text/plain"]
        else:
            found.append(output)
            continue
        pieces = text if isinstance(text, list) else [text]
        texts = [piece for piece in pieces if isinstance(piece, str)]
        if name not in whole:
            # Further text of the same stream is appended to this list.
            whole[name] = texts
            if kind == "stream":
                found.append({"output_type": kind, "name": name, "text": texts})
            else:
                found.append({"output_type": "execute_result", "data": {"text/plain": texts}})
        else:
            whole[name] += [*(["\n"] if name == "value" else []), *texts]
    return found


def _pictures(data: Mapping[str, Any]) -> list[str]:
    return [kind for kind in _PICTURES if kind in data]


def _silenced(code: str) -> str:
    """The code without the semicolon by which IPython shows no value, so that none is shown."""
    bare = code.rstrip()
    return f"{bare}\nNone" if bare.endswith(";") else code


def _out_of_order(blocks: Sequence[Block]) -> Iterator[Problem]:
    """The first cell that was run before one above it."""
    last: Block | None = None
    for block in blocks:
        if block.count is None:
            continue
        if last is not None and last.count is not None and block.count < last.count:
            message = f"{block.label} was run before {last.label}, which is above it"
            hint = "restart the kernel and run all cells, so that the outputs match the order"
            yield Problem(block.place, "cell-order", message, hint, severity="warning")
            return
        last = block


def cell_lines(value: object) -> list[tuple[str, int]]:
    """The lines of a text, which may be stored in pieces, with the lines of the file."""
    found: list[tuple[list[str], int]] = []
    for piece in value if isinstance(value, list) else [value]:
        if not isinstance(piece, str):
            continue
        line = _line_of(piece, 1)
        for number, part in enumerate(piece.split("\n")):
            if number or not found:
                found.append(([part], line))
            elif found[-1][0] == [""]:
                found[-1] = ([part], line)
            else:
                found[-1][0].append(part)
    lines = [("".join(parts), line) for parts, line in found]
    return lines[:-1] if lines and not lines[-1][0] else lines


def _line_of(value: object, line: int) -> int:
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, Text)), None)
    return value.line if isinstance(value, Text) else line


def _heading(source: Sequence[tuple[str, int]]) -> str:
    lines = [text for text, _ in source if text.lstrip().startswith("#")]
    return lines[-1].strip().strip("#").strip()[:200] if lines else ""


def notebook_language(metadata: object) -> str:
    if not isinstance(metadata, dict):
        return ""
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        part = metadata.get(key)
        value = part.get(name) if isinstance(part, dict) else None
        if isinstance(value, str):
            return value.lower()
    return ""


def cell_tags(cell: Mapping[str, Any]) -> list[str]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
