"""One program in its own process, from the first cell to the exit."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from functools import partial
from time import perf_counter, process_time
from typing import Any, NoReturn

from .. import libraries
from ..isolation import lockdown
from ..order import Order, read
from ..values import figures
from ..world.entering import enter
from ..world.locales import change_locale
from . import cells, depth, errors, jax_cache, script_state, streams
from .awaiting import Awaiting
from .channel import UNCONFINED, Channel
from .display import Display
from .line_notes import Notes
from .reads import Reads
from .source_lines import ProgramSource
from .weight import weight


def become(
    spec: int,
    result: int,
    stdout: int,
    stderr: int,
    *,
    container: bool,
    again: bool = False,
) -> NoReturn:
    """Run the program described by the JSON that can be read from `spec`; never return.

    What happens goes to `result` as messages, what is printed to `stdout` and `stderr`. `container`
    says that this process is in namespaces of its own, `again` that it was closed off before,
    has said so, and has started anew.
    """
    own = streams.private(spec)
    os.close(spec)
    with open(own, "rb", closefd=False) as file:
        file.seek(0)
        order = read(file)
    private = streams.private(result)
    os.close(result)
    script_state.take_descriptors(stdout, stderr)
    level = "" if again else prepare(order, container)
    child = Child(order, private)
    if not again:
        # Before any variable of the program can influence it.
        child.channel.post("start", sandbox=level)
        if order.sandbox == "strict" and not lockdown.is_full(level):
            os._exit(UNCONFINED)
        if order.again:
            start_again(own, private)
    os.close(own)
    os._exit(child.run())


def prepare(order: Order, container: bool) -> str:
    """Make the program's folders, close this process off, and take the program's variables, in
    that order. Returns the level.
    """
    script_state.make_folders(order)
    script_state.enter_folders(order.work, order.home, order.temporary)
    if order.world:
        change_locale()
    level = lockdown.confine(order, container=container)
    if order.files:
        script_state.offer_files(order, closed="landlock" in level)
    os.environ.update(order.env)
    return level


def start_again(spec: int, result: int) -> NoReturn:
    """Be a new interpreter, inside the sandbox, that starts with the program's variables."""
    for descriptor in (spec, result):
        os.set_inheritable(descriptor, True)
    told = [str(spec), str(result)]
    os.execv(sys.executable, [sys.executable, "-s", errors.HERE, "again", *told])


class Child:
    """The program `order` with its namespace, its source and its way back to the parent, in a
    process that is closed off.
    """

    def __init__(self, order: Order, result: int) -> None:
        self.order = order
        self.path = order.path
        self.source = ProgramSource(self.path, order.full, order.cells)
        printed = streams.install(order.limits.lines, order.limits.size, order.token)
        self.channel = Channel(result, order.token, printed)
        self.notes = Notes(self.channel, printed, self.path, order.cells)
        self.display = Display(self.channel, order.limits)
        files = {order.work + "/" + name: path for name, path in order.files}
        self.reads = Reads([order.root, order.fonts, errors.HERE], files)
        self.awaited = Awaiting(self.path)

    def run(self) -> int:
        """All cells, then what an interpreter does at its end. Returns the exit status."""
        order = self.order
        if order.work not in sys.path:  # where a variable may have put it
            sys.path.insert(0, order.work)
        script_state.make_main(self.path, order.full)
        if order.compiled is not None:
            jax_cache.offer(order.store, order.compiled)
            jax_cache.leave_uncleared()
        generators = enter(order.world, "\n".join(cell.code for cell in order.cells))
        if order.world:
            libraries.fill_free_memory()
        self.source.remember()
        sys.displayhook = self.display
        self.reads.watch()
        ended, status = self.run_cells()
        self.channel.post("verdict", ended=ended, status=status)
        weighed = weight() if order.weigh else 0  # before its values are gone
        self.wind_up()
        self.notes.post()
        if order.weigh:
            self.channel.post("weight", bytes=weighed)
        if order.compiled is not None:
            for name, data in jax_cache.collect(order.store, order.compiled):
                self.channel.post("compiled", name=name, data=data)
        drawn = [[name, *found] for name, found in generators.drawn().items()]
        done = {"reads": sorted(self.reads.paths), "drawn": drawn, "computed": process_time()}
        self.channel.post("done", **done)
        return status

    def run_cells(self) -> tuple[str, int]:
        namespace = vars(sys.modules["__main__"])
        flags = 0
        probe: dict[str, Any] = {}
        self.run_code(depth.PROBE, probe)
        depth.give_back(probe["found"])
        for index, cell in enumerate(self.order.cells):
            self.source.running = index
            self.channel.begin(index)
            start = perf_counter()
            error: BaseException | None = None
            try:
                flags = self.run_cell(index, namespace, flags)
            except BaseException as raised:  # whatever a program raises is its result
                error = raised
            try:
                for image in figures.take():
                    self.channel.post("svg", text=image)
            except Exception as raised:
                error = error or raised
            ending = None
            if error is not None:
                ending = self.report(error, cell.raises)
            self.notes.post()
            self.channel.post("end", seconds=perf_counter() - start)
            if ending is not None:
                return ending
        return "finished", 0

    def run_cell(self, index: int, namespace: dict[str, Any], flags: int) -> int:
        cell = self.order.cells[index]
        code, line = cell.code, cell.line
        if cell.mode == "eval":
            value = cells.run_eval(code, line, self.path, namespace, flags, self.awaited)
            self.display.text(str(value), value)
            return flags
        rewrite = None
        if cell.notes:
            rewrite = partial(self.notes.rewrite, cell=index, line=line, asked=cell.notes)
        # A card may be about the very mistake of awaiting outside of a function.
        mistaken = (cell.raises or "").partition(":")[0].strip() == "SyntaxError"
        awaited = None if mistaken else self.awaited
        return cells.run_exec(code, line, self.path, namespace, flags, rewrite, awaited)

    def run_code(self, code: str, namespace: dict[str, Any]) -> int:
        """Run code from as far down the stack as cells are."""
        return cells.run_exec(code, 1, self.path, namespace, 0)

    def report(self, error: BaseException, expected: str | None) -> tuple[str, int] | None:
        """Tell of an exception; how the program ends with it, or None if it goes on."""
        lockdown.ease()
        if errors.is_a(error, SystemExit) and expected != "SystemExit":
            return "exit", exit_status(error)
        self.channel.post("raised", **errors.describe(error, self.source))
        if expected is not None:
            return None
        return errors.exhausted(error) or "raised", 1

    def wind_up(self) -> None:
        """Wait for threads, run exit handlers and let go of all, as an interpreter does."""
        for step in (self.awaited.close, threading._shutdown):  # type: ignore[attr-defined]
            try:
                step()
            except BaseException:
                sys.excepthook(*sys.exc_info())
        atexit._run_exitfuncs()
        script_state.end_main()


def exit_status(error: SystemExit) -> int:
    """The status that `sys.exit(code)` gives a process; a text is printed, as always."""
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1
