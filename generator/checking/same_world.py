"""What a program reads of the world outside that is the same in all of its runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.model import Cell, Fence, Problem
from generator.running.programs.program import Plan
from generator.running.programs.signs import signs

_HINT: Final = "do not show it, or mark the fence `varies`"


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something of the world outside, and how a program reads it: by a call of one of the names,
    or, where there is a `text`, by code in which that is found as well.
    """

    what: str
    names: re.Pattern[str]
    text: re.Pattern[str] | None = None


_COMMANDS: Final = re.compile(r"subprocess\.|os\.(?:system|popen)$")
# Where the worker cannot set the clock of C code.
_CLOCKS_IN_C: Final = (
    _Fact(
        "the clock",
        re.compile(r"numpy\.(?:datetime64|array)$"),
        re.compile(r"""["'](?:now|today)["']"""),
    ),
    _Fact(
        "the clock",
        re.compile(r"sqlite3\.connect$"),
        re.compile(r"'now'|\bcurrent_(?:date|timestamp|time)\b", re.IGNORECASE),
    ),
)
_FACTS: Final = (
    _Fact("the clock", _COMMANDS, re.compile(r"""[(\[]\s*["'](?:/usr)?(?:/bin/)?date\b""")),
    _Fact("the kernel", _COMMANDS, re.compile(r"""[(\[]\s*["'](?:/usr)?(?:/bin/)?uname\b""")),
    _Fact("the kernel", re.compile(r"platform\.(?:release|version|platform)$")),
    _Fact("the id of the user", re.compile(r"os\.get(?:e|res)?[ug]id$|os\.getgroups$")),
    _Fact("the id of the process that started it", re.compile(r"os\.getppid$")),
    _Fact("the size of a disk", re.compile(r"shutil\.disk_usage$|os\.f?statvfs$")),
    _Fact("the load of the machine", re.compile(r"os\.getloadavg$")),
    _Fact("the machine", re.compile(r"psutil\.|platform\.(?:machine|processor)$")),
    _Fact(
        "the machine",
        re.compile(r"open$|.*\.(?:open|Path|read_text|read_bytes)$|pathlib\.Path$"),
        re.compile(r"""["']/(?:proc|sys)/"""),
    ),
)


def same_world_problems(plan: Plan, platform: str = sys.platform) -> Iterator[Problem]:
    """A warning for each fence that reads something that is the same in every run on this platform,
    so that nothing shows whether the card depends on it.
    """
    facts = _FACTS if platform == "linux" else (*_CLOCKS_IN_C, *_FACTS)
    cells: tuple[Cell, ...] = plan.program.cells if plan.program is not None else ()
    codes = [cell.code for cell in cells]
    for origin in plan.origins:
        if not isinstance(origin, Fence) or origin.varies:
            continue
        found = _read(origin.code, codes, facts)
        if found is not None:
            message = f"this reads {found[0]} (`{found[1]}`), which is the same in every run"
            place, card = origin.place, plan.card.slug
            yield Problem(place, "same-world", message, _HINT, "warning", card)


def _read(code: str, codes: list[str], facts: Sequence[_Fact]) -> tuple[str, str] | None:
    """What code, which is a part of a program, reads, and by which name."""
    own = signs(code)
    if not own:
        return None
    used = signs(code, among=codes)
    for fact in facts:
        name = next(iter(sorted(filter(fact.names.match, used))), None)
        if name is not None and (fact.text is None or fact.text.search(code)):
            return fact.what, name
    return None
