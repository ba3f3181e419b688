"""What noted lines print and are worth, taken down while a program runs.

Nothing here raises, and nothing of a program's runs but `__repr__`. A statement is known to be
under way by its frame; what is printed belongs to every such frame on the stack that is on the
statement's lines just then.
"""

from __future__ import annotations

import ast
import builtins
import sys
from _thread import get_ident  # which no program replaces
from collections.abc import Sequence
from types import FrameType
from typing import Any, Optional

from ..order import CellOrder
from ..values import tensors
from ..values.structure import ELEMENTS, SCALARS, describe, size
from .channel import Channel
from .rewriter import NAME, Noted, Rewriter, reads_bytecode
from .streams import Printed

MOST = 200  # notes of a cell
EACH = 2  # of one time that a line runs: what it printed and what it was worth
TEXT = 4096  # characters of a note
ROOM = 20 * ELEMENTS  # for the elements and characters of all notes; then there are digests
UNKNOWN = "<no repr>"


class Execution:
    """One time that a noted statement runs."""

    __slots__ = ("name", "printed", "shown", "value", "wrote")

    def __init__(self, number: int) -> None:
        self.name = number
        self.printed = bytearray()
        self.wrote = False
        self.shown: dict[str, Any] | None = None  # the structure of what `print` was given
        self.value: tuple[str, dict[str, Any]] | None = None


class Notes:
    """Takes notes of the `cells` (of a program named `path`) whose trees it rewrote, and posts
    them.
    """

    def __init__(
        self, channel: Channel, printed: Printed, path: str, cells: Sequence[CellOrder]
    ) -> None:
        self._channel = channel
        self._printed = printed
        self._path = path
        self._statements: list[tuple[int, int, Noted]] = []  # cell, its first line, statement
        self._active: dict[int, list[Execution]] = {}  # by frame, innermost last
        self._taken: list[dict[str, Any]] = []
        self._left: dict[int, int] = {}  # room for notes, by cell
        self._unheard: dict[int, set[int]] = {}  # lines without a note yet, by cell
        self._full: set[int] = set()  # statements of which no more notes are taken
        self._room = ROOM
        self._cells = cells
        self._only_outside: Optional[bool] = None  # noqa: UP045 (3.9)
        self._asking: set[int] = set()  # threads that are in a `__repr__` for a note

    # --- before -----------------------------------------------------------------------

    def rewrite(self, tree: ast.Module, cell: int, line: int, asked: Sequence[int]) -> None:
        """Have the statements on lines `asked` of a cell, which starts at `line`, noted."""
        if self._only_outside is None:
            self._only_outside = any(reads_bytecode(each.code) for each in self._cells)
        lines = frozenset(line + each - 1 for each in asked)
        number = len(self._statements)
        rewriter = Rewriter(lines, number, only_outside=self._only_outside)
        tree.body = rewriter.rewrite(tree.body)
        self._statements += [(cell, line, noted) for noted in rewriter.found]
        self._left[cell] = MOST
        self._unheard.setdefault(cell, set()).update(
            each for noted in rewriter.found for each in noted.asked
        )
        setattr(builtins, NAME, self)
        for stream in self._printed.raw:
            stream.heard = self._hear

    # --- called by the program --------------------------------------------------------

    def begin(self, number: int) -> None:
        """A statement starts in the frame that calls."""
        try:
            if number in self._full or get_ident() in self._asking:
                return
            self._catch_up()
            self._active.setdefault(id(sys._getframe(1)), []).append(Execution(number))
        except Exception:
            return

    def value(self, number: int, value: Any) -> Any:
        """It came to `value`."""
        try:
            execution = self._execution(sys._getframe(1), number)
            if execution is not None:
                execution.value = self._text(value), self._structure(value)
        except Exception:
            return value
        return value

    def shown(self, number: int, value: Any) -> Any:
        """It is about to print `value`."""
        try:
            execution = self._execution(sys._getframe(1), number)
            if execution is not None:
                execution.shown = self._structure(value)
        except Exception:
            return value
        return value

    def done(self, number: int) -> None:
        """It is over, one way or the other."""
        try:
            frame = id(sys._getframe(1))
            executions = self._active.get(frame)
            if not executions or executions[-1].name != number:
                return
            self._catch_up()
            execution = executions.pop()
            if not executions:
                del self._active[frame]
            self._take(execution)
        except Exception:
            return

    # --- after ------------------------------------------------------------------------

    def post(self) -> None:
        """Tell what was taken down since the last time."""
        taken, self._taken = self._taken, []
        for note in taken:
            self._channel.post("note", **note)

    # --- inside -----------------------------------------------------------------------

    def _execution(self, frame: FrameType, number: int) -> Execution | None:
        executions = self._active.get(id(frame))
        if executions and executions[-1].name == number:
            return executions[-1]
        return None

    def _hear(self, stream: str, data: memoryview) -> bool:
        """Something is being written by Python code; whether it is the program that does."""
        if get_ident() in self._asking:
            return False  # a repr that prints, called from here and not by the program
        if stream != "<stdout>" or not self._active:
            return True
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename == self._path:
                for execution in reversed(self._active.get(id(frame), ())):
                    noted = self._statements[execution.name][2]
                    if noted.first <= (frame.f_lineno or 0) <= noted.last:
                        execution.wrote = True
                        room = 4 * TEXT - len(execution.printed)
                        execution.printed += bytes(data[: max(room, 0)])
                        break
            frame = frame.f_back
        return True

    def _catch_up(self) -> None:
        """Bring out what a stream holds back, which it only does once a cell has flooded it."""
        if self._printed.flooded:
            for text in self._printed.streams:
                text.flush()

    def _text(self, value: Any) -> str:
        self._asking.add(get_ident())
        try:
            if type(value) not in SCALARS and tensors.watched():
                return UNKNOWN
            return repr(shortened(value))[:TEXT]
        except Exception:
            return UNKNOWN
        finally:
            self._asking.discard(get_ident())

    def _structure(self, value: Any) -> dict[str, Any]:
        self._asking.add(get_ident())
        try:
            structure = describe(value, min(ELEMENTS, self._room))
        finally:
            self._asking.discard(get_ident())
        self._room -= size(structure)
        return structure

    def _take(self, execution: Execution) -> None:
        cell, line, noted = self._statements[execution.name]
        for asked in noted.asked:
            notes: list[dict[str, Any]] = []
            if execution.wrote:
                text = execution.printed.decode("utf-8", "replace").removesuffix("\n")[:TEXT]
                notes.append({"kind": "print", "text": text, "structure": execution.shown})
            if execution.value is not None:
                text, structure = execution.value
                notes.append({"kind": "value", "text": text, "structure": structure})
            if notes and self._has_room(cell, asked):
                place = {"cell": cell, "line": asked - line + 1}
                self._taken += [{**place, **note} for note in notes]
                self._left[cell] -= len(notes)
            elif notes:
                self._full.add(execution.name)

    def _has_room(self, cell: int, line: int) -> bool:
        """Whether to take notes of a line: the first time, and of one in a loop as long as all
        others can still have theirs.
        """
        unheard = self._unheard[cell]
        if line in unheard:
            unheard.discard(line)
            return self._left[cell] >= EACH
        return self._left[cell] >= EACH * (len(unheard) + 1)


def shortened(value: Any) -> Any:
    """Something whose repr starts as that of `value` does, where that would be very long."""
    if type(value) in (str, bytes, list, tuple) and len(value) > TEXT:
        return value[:TEXT]
    return value
