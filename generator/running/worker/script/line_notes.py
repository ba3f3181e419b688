"""What noted code prints, is worth and raises, taken down while a program runs.

Nothing here raises, and nothing of a program's runs but `__repr__`, the `__str__` of an exception,
and what it takes to look up a name that was asked for. A statement is known to be
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
from typing import Any, Optional, Union

from ..order import CellOrder, SpotOrder
from ..values import tensors
from ..values.structure import ELEMENTS, SCALARS, describe, size
from .channel import Channel
from .errors import is_a, last_lines
from .rewriter import NAME, Names, Noted, Rewriter, reads_bytecode
from .streams import Printed

MOST = 200  # notes of a cell
EACH = 5  # of one time that a spot runs: print, value and error, and names
TEXT = 4096  # characters of a note
ROOM = 20 * ELEMENTS  # for the elements and characters of all notes; then there are digests
UNKNOWN = "<no repr>"


class Execution:
    """One time that a noted statement runs."""

    __slots__ = ("handled", "name", "named", "printed", "shown", "value", "wrote")

    def __init__(self, number: int) -> None:
        self.name = number
        self.printed = bytearray()
        self.wrote = False
        self.shown: dict[str, Any] | None = None  # the structure of what `print` was given
        self.value: tuple[str, dict[str, Any]] | None = None
        self.named: list[tuple[str, str, dict[str, Any]]] = []  # name, text, structure
        self.handled = sys.exc_info()[1]  # by an `except` that it stands in


class Notes:
    """Takes notes of the `cells` (of a program named `path`) whose trees it rewrote, and posts
    them.
    """

    failing = Exception  # what looking up a name may raise, whatever a program names so

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
        self._unheard: dict[int, set[tuple[int, int]]] = {}  # spots without a note yet, by cell
        self._full: set[int] = set()  # statements of which no more notes are taken
        self._room = ROOM
        self._cells = cells
        self._only_outside: Optional[bool] = None  # noqa: UP045 (3.9)
        self._asking: set[int] = set()  # threads that are in a `__repr__` for a note

    # --- before -----------------------------------------------------------------------

    def rewrite(
        self,
        tree: Union[ast.Module, ast.Interactive],  # noqa: UP007 (3.9)
        cell: int,
        line: int,
        asked: Sequence[SpotOrder],
    ) -> None:
        """Have the spots `asked` of a cell, which starts at `line`, noted."""
        if self._only_outside is None:
            self._only_outside = any(reads_bytecode(each.code) for each in self._cells)
        spots = {(line + each[0] - 1, each[1]): Names(*each[2:]) for each in asked}
        number = len(self._statements)
        rewriter = Rewriter(spots, number, only_outside=self._only_outside)
        shown = isinstance(tree, ast.Interactive)
        tree.body = rewriter.rewrite(tree.body, shown=shown)
        self._statements += [(cell, line, noted) for noted in rewriter.found]
        self._left[cell] = MOST
        self._unheard.setdefault(cell, set()).update(noted.asked for noted in rewriter.found)
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

    def named(self, number: int, name: str, value: Any) -> None:
        """A name is worth `value` after it."""
        try:
            execution = self._execution(sys._getframe(1), number)
            if execution is not None and type(value) is not type(sys):
                execution.named.append((name, self._text(value), self._structure(value)))
        except Exception:
            return

    def silent(self, number: int) -> bool:
        """Whether it printed nothing, and has no value."""
        try:
            execution = self._execution(sys._getframe(1), number)
            if execution is None or execution.value is None:
                return False
            self._catch_up()
            return execution.value[1]["kind"] == "none" and not execution.wrote
        except Exception:
            return False

    def element(self, number: int, value: Any) -> Any:
        """An element of a literal came to `value`."""
        try:
            if get_ident() not in self._asking and number not in self._full:
                execution = Execution(number)
                execution.value = self._text(value), self._structure(value)
                self._take(execution)
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
            error = sys.exc_info()[1]
            self._take(execution, None if error is execution.handled else error)
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
        """Note that Python code writes something; returns whether that is the program."""
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

    def _error(self, error: BaseException) -> str:
        self._asking.add(get_ident())
        try:
            return last_lines(error).rstrip("\n")[:TEXT]
        finally:
            self._asking.discard(get_ident())

    def _take(self, execution: Execution, error: BaseException | None = None) -> None:
        if execution.name in self._full:
            return  # of a recursion, what began before
        cell, line, noted = self._statements[execution.name]
        place = {"cell": cell, "line": noted.asked[0] - line + 1, "column": noted.asked[1]}
        notes: list[dict[str, Any]] = []
        if execution.wrote:
            text = execution.printed.decode("utf-8", "replace").removesuffix("\n")[:TEXT]
            notes.append({"kind": "print", "text": text, "structure": execution.shown})
        if execution.value is not None:
            text, structure = execution.value
            notes.append({"kind": "value", "text": text, "structure": structure})
        for name, text, structure in execution.named:
            notes.append({"kind": "value", "text": text, "structure": structure, "name": name})
        if error is not None and is_a(error, Exception):
            notes.append({"kind": "error", "text": self._error(error), "structure": None})
        if notes and not self._has_room(cell, noted.asked, len(notes)):
            self._full.add(execution.name)
            notes = [{"kind": "more", "text": "", "structure": None}]
        else:
            self._left[cell] -= len(notes)
        self._taken += [{**place, "name": "", **note} for note in notes]

    def _has_room(self, cell: int, spot: tuple[int, int], count: int) -> bool:
        """Whether to take so many notes of a spot: the first time, and of one in a loop as long as
        all others can still have theirs.
        """
        unheard = self._unheard[cell]
        if spot in unheard:
            unheard.discard(spot)
            return self._left[cell] >= count
        return self._left[cell] >= count + EACH * len(unheard)


def shortened(value: Any) -> Any:
    """Something whose repr starts as that of `value` does, where that would be very long."""
    if type(value) in (str, bytes, list, tuple) and len(value) > TEXT:
        return value[:TEXT]
    return value
