"""A runner that runs nothing: what comes out of a program is made up, and may be anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final, get_args

from generator.model import (
    Cell,
    CellRun,
    Difference,
    Ending,
    Environment,
    Frame,
    Note,
    Output,
    Program,
    Raised,
    Run,
    Spot,
    Structure,
)
from generator.running import Facts
from generator.running.capture.credible import text as as_received
from tests.fuzz.case import Case

STRANGE: Final = (
    "", "\n", "nan", "inf", "-0.0", "1e999", "9" * 5000, "1e" + "9" * 5000, "1+2j", "[1, 2]", "(2, 2)", "{'a': 1}",
    "torch.float32", "tensor([[1., 2.],\n        [3., 4.]])", "...", "é\x00\x1b[31m", "\u202e", "\ufdd0", "{{c1::x}}",
    "</pre>", "<b>&amp;", "::error::x", "```", "~~~", "# => 1", "Traceback (most recent call last):", "1\n2\n\n3", "a" * 300,
    "ModuleNotFoundError: No module named 'x'", "name 'y' is not defined", "NameError: name 'y' is not defined",
    "0x7f0123456789", "中文：输出", "\r", "a\rb\r\nc", "\u2028", "👍", " 7 ", "\t", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]",
)  # fmt: skip
_MOST_LINES: Final = 1000
_MOST_CODE: Final = 20_000
_NAMES: Final = (
    "ValueError",
    "NameError",
    "KeyError",
    "SyntaxError",
    "ModuleNotFoundError",
    "ZeroDivisionError",
    "",
)
_STATED: Final = re.compile(r"#[^\n]{0,20}?[>:：]\s*([^\n]+)|print\(['\"]?([^\n'\"()]+)")
ENVIRONMENT: Final = Environment("3.11.7", packages=(("torch", "2.13"),))
FACTS: Final = Facts(
    "python", "3.11.7", "CPython", "linux", "glibc 2.36", (), frozenset({"sys", "random"})
)


class _Facts(Facts):
    """Knows without asking an interpreter."""

    def providers(self, modules: Any) -> Any:
        return dict.fromkeys(modules, ())

    def version_of(self, distribution: str) -> str | None:
        return "2.0" if len(distribution) % 2 else None


class MadeUp:
    """Gives programs runs that follow from `salt`. Most are such as could be; in an `odd` one
    anything may stand anywhere. Some of what comes out are lines of `text`: where it is the text
    that the programs stand in, some of what it states comes true.
    """

    level = "none"
    facts: Facts = _Facts(*(getattr(FACTS, name) for name in ("python", "version", "implementation", "platform", "libc", "folders", "stdlib")))  # fmt: skip

    def __init__(self, salt: int, text: str = "") -> None:
        self.salt = salt
        self._lines = [line for line in text.split("\n")[:_MOST_LINES] if len(line) < 200]
        self._stated: dict[int, list[str]] = {}

    def __enter__(self) -> MadeUp:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing was started."""

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            # `Twice` gives the second run of a program, in world 1, the number after the first's.
            number = int(program.id) - (program.world == 1)
            random = Random(f"{self.salt} {number} {len(program.cells)}")
            if random.random() < 0.05:
                random = Random(f"{self.salt} {program.id}")  # it varies
            # Accepted claims are others, and what comes out must not follow them.
            stated = self._stated.setdefault(number, _stated(program))
            made = _Maker(random, program, stated, self._lines).run()
            if random.random() < 0.99:
                yield made


class Showing(MadeUp):
    """Shows the text of a case, or its bytes as a picture, instead."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.salt)
        kind = (*("html",) * 4, *("svg",) * 3, "png", "png", "stdout", "value")[case.salt % 11]
        data = case.data if kind == "png" else b""
        self._shown = Output(kind, "" if data else as_received(case.text), data)  # type: ignore[arg-type]

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            cells = tuple(CellRun((self._shown,)) for _ in program.cells)
            yield Run(program.id, "finished", cells, ENVIRONMENT, times=2)


def _stated(program: Program) -> list[str]:
    """What a program's comments say, so that some of it comes true."""
    codes = (cell.code[:_MOST_CODE] for cell in program.cells)
    return [one or other for code in codes for one, other in _STATED.findall(code)]


class _Maker:
    def __init__(
        self, random: Random, program: Program, stated: Sequence[str], lines: Sequence[str]
    ) -> None:
        self._random = random
        self._program = program
        self._odd = random.random() < 0.15
        self._stated = stated
        self._lines = lines
        self._structures: list[Structure] = []

    def run(self) -> Run:
        program, random = self._program, self._random
        cells = [self._cell(cell) for cell in program.cells]
        ended: Ending = "finished"
        for index, (cell, ran) in enumerate(zip(program.cells, cells, strict=True)):
            if ran.raised is not None and cell.raises is None:
                cells, ended = cells[: index + 1], "raised"
                break
        differences = ()
        if random.random() < 0.05:
            differences = (
                Difference(
                    random.randrange(len(cells) or 1), self._text(), self._text(), "luck", "seed it"
                ),
            )
        if self._odd:
            ended = random.choice(get_args(Ending))
            cells = cells[: random.randint(0, len(cells))] * random.choice((1, 1, 2))
        return Run(
            program.id, ended, tuple(cells), ENVIRONMENT, status=random.choice((0, 1, 9, 300)), detail=self._text(),
            differences=differences, times=1 + (random.random() < 0.9),
        )  # fmt: skip

    def _cell(self, cell: Cell) -> CellRun:
        random = self._random
        raised = None
        if random.random() < (0.9 if cell.raises else 0.1):
            raised = self._raised(cell.raises)
        if cell.mode == "eval":
            return CellRun(
                (Output("value", self._text()),) if random.random() < 0.95 else (), raised
            )
        outputs = tuple(self._output() for _ in range(random.choice((0, 1, 1, 1, 2, 3))))
        # By number, not by line: claims that are rewritten move the lines below them.
        notes = [
            self._note(spot) for spot in cell.notes for _ in range(random.choice((0, 1, 1, 1, 3)))
        ]
        return CellRun(
            outputs, raised, 0.1, tuple(notes), self._structure() if random.random() < 0.6 else None
        )

    def _output(self) -> Output:
        random = self._random
        kind = random.choice(("stdout", "stdout", "value", "value", "stderr", "html", "svg", "png"))
        text = self._text()
        if kind == "svg" and random.random() < 0.5:
            text = f'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">{text}</svg>'
        data = b"\x89PNG\r\n\x1a\n" if kind == "png" else b""
        raw = random.choice(("", "", "", f"{text}\r", self._text()))
        return Output(
            kind, text, data, random.choice((0, 0, 0, 1, 20_000)), random.random() < 0.1, raw
        )  # type: ignore[arg-type]

    def _note(self, spot: Spot) -> Note:
        random = self._random
        line, column = spot.line, spot.column
        if self._odd:
            line, column = random.choice((line, 0, -1, 10**30)), random.choice((column, -1, 10**30))
        names = (*spot.names, *spot.changed)
        structure = self._structure() if random.random() < 0.7 else None
        return Note(
            line, random.choice(("print", "print", "value", "value", "error", "more")), self._text(), structure, column,
            random.choice(names) if names and random.random() < 0.5 else "",
        )  # fmt: skip

    def _raised(self, wanted: str | None) -> Raised:
        random = self._random
        name = (wanted or "").partition(":")[0] if random.random() < 0.6 else random.choice(_NAMES)
        text = random.choice((name, f"{name}: {self._text()}", self._text(), wanted or name))
        last = len(self._program.cells) - 1
        frames = [
            Frame(
                "x.py",
                random.randint(1, 9),
                "<module>",
                self._text(),
                random.choice((None, 0, last)),
            )
            for _ in range(random.randint(0, 3))
        ]
        if self._odd:
            frames.append(Frame("", random.choice((-1, 0, 10**9)), "", "", random.choice((-2, 99))))
        return Raised(name, name, random.choice(((), ("Exception",))), text, tuple(frames))

    def _structure(self, depth: int = 2) -> Structure:
        random = self._random
        if self._structures and random.random() < 0.4:  # values that agree
            return random.choice(self._structures)
        self._structures.append(self._new_structure(depth))
        return self._structures[-1]

    def _new_structure(self, depth: int) -> Structure:
        random = self._random
        kind = random.choice(
            ("array", "number", "bool", "text", "sequence", "mapping", "none", "other")
        )
        items: tuple[tuple[str, Structure], ...] = ()
        if depth and kind in ("sequence", "mapping"):
            items = tuple((str(i), self._structure(depth - 1)) for i in range(random.randint(0, 3)))
        shape = (
            tuple(random.choice((0, 1, 2, 3)) for _ in range(random.randint(0, 3)))
            if kind == "array"
            else None
        )
        values = tuple(self._value() for _ in range(random.randint(0, 4)))
        return Structure(
            random.choice(("list", "tuple", "torch.Size", "float", "torch.Tensor", "torch.dtype", "")), kind,  # type: ignore[arg-type]
            shape, random.choice(("", "float32", "int64", "bool", "<U3")), values=values, items=items,
            requires_grad=random.choice((None, None, True)), digest=random.choice(("", "", "a")),
        )  # fmt: skip

    def _value(self) -> float | int | bool | str | None:
        random = self._random
        numbers = (
            0,
            1,
            -1,
            2.5,
            1e400,
            float("nan"),
            True,
            None,
            10**400,
            "1+2j",
            "x",
            random.random(),
        )
        return random.choice(numbers)

    def _text(self) -> str:
        random = self._random
        if self._stated and random.random() < 0.5:
            return random.choice(self._stated)
        if self._lines and random.random() < 0.3:
            start = random.randrange(len(self._lines))
            return "\n".join(self._lines[start : start + random.choice((1, 1, 1, 2, 3))])
        if random.random() < 0.5:
            return random.choice(("1", "2.0", "[1.0, 2.0]", "True", "x", "float32", "[1 2]"))
        return random.choice(STRANGE)
