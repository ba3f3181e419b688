"""Options of other tools that stand among the first lines of the code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from generator.reading.fence_names import FenceInfo

_FIELD: Final = re.compile(r"\s*:(?P<name>[A-Za-z][\w-]*):(?:\s|$)")
_KEY: Final = re.compile(r"(?P<name>[A-Za-z][\w-]*)\s*:(?:\s|$)")
_PIPED: Final = re.compile(r"#\|\s*(?P<name>[A-Za-z][\w.-]*)\s*:(?:\s|$)")
_RULE: Final = "---"


class ForeignOptions(NamedTuple):
    """How many lines of the code are not code, and the options: line from 0, and name."""

    lines: int
    names: tuple[tuple[int, str], ...]


def foreign_options(info: FenceInfo, lines: Sequence[str]) -> ForeignOptions:
    """What a directive of MyST starts with (`:tags: [hide-input]`, or YAML between rules), and
    the comments in which Quarto puts its options (`#| eval: false`), which stay code.
    """
    names: list[tuple[int, str]] = []
    used = 0
    if info.directive and lines and lines[0].rstrip() == _RULE:
        end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == _RULE), 0)
        keys = [(at, _KEY.match(lines[at])) for at in range(1, end)]
        names += [(at, f"{key['name']}:") for at, key in keys if key]
        used = end + 1 if end else 0
    elif info.directive:
        while used < len(lines) and (field := _FIELD.match(lines[used])):
            names.append((used, f":{field['name']}:"))
            used += 1
    if used and used < len(lines) and not lines[used].strip():
        used += 1
    for at in range(used, len(lines)):
        piped = _PIPED.match(lines[at])
        if piped is None:
            break
        names.append((at, f"#| {piped['name']}:"))
    return ForeignOptions(used, tuple(names))
