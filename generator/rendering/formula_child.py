"""Draws formulas as SVG, one after another, and exits. It is started as a script with a job of JSON
on its standard input, and writes a line of JSON for each formula.

They are drawn in a process of its own, which can be stopped if one takes too long or too much
memory. This script imports nothing from the package.
"""

from __future__ import annotations

import json
import math
import re
import sys
from typing import Any
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
# All that a drawing of a formula consists of; what is written for screen readers is not needed.
KEPT = {"svg", "g", "defs", "use", "path", "rect", "line", "polyline", "polygon", "circle"}
LEFT_OUT = {"title", "desc", "metadata", "style", "text"}
EM = re.compile(r"(-?[\d.]+)em")
SHIFT = re.compile(r"vertical-align:\s*(-?[\d.]+)em")
LONGEST = 1_000_000  # characters of a drawing


class OddDrawingError(ValueError):
    """A drawing with something in it that a formula does not need."""


def main(job: dict[str, Any]) -> None:
    """Draw the formulas, (LaTeX, whether it stands alone)."""
    _limit_memory(job["memory"])
    sys.path.append(job["packages"])
    import mathra

    for number, (latex, display) in enumerate(job["formulas"]):
        _limit_time(job["seconds"])
        _tell({"begun": number})
        try:
            drawn = mathra.render(latex, display=display)
            if not drawn["warnings"]:
                _tell({"drawn": number, **_cleaned(drawn["svg"])})
        except (ValueError, ElementTree.ParseError):  # an OddDrawingError is one, too
            continue


def _cleaned(svg: str) -> dict[str, Any]:
    """The drawing, in black where it has no colour, and its size in ems."""
    if len(svg) > LONGEST:
        raise OddDrawingError("it is too large")
    root = ElementTree.fromstring(svg)
    width, height = EM.fullmatch(root.get("width", "")), EM.fullmatch(root.get("height", ""))
    if width is None or height is None:
        raise OddDrawingError("it has no size")
    shift = SHIFT.search(root.get("style", ""))
    _clean(root)
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    for name in set(root.attrib) - {"viewBox"}:
        del root.attrib[name]
    root.set("width", f"{float(width[1]) * 100:g}")
    root.set("height", f"{float(height[1]) * 100:g}")
    return {
        "svg": ElementTree.tostring(root, encoding="unicode"),
        "width": float(width[1]),
        "height": float(height[1]),
        "depth": -float(shift[1]) if shift else 0.0,
    }


def _clean(root: ElementTree.Element) -> None:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for name, value in element.attrib.items():
            if value == "currentColor":
                element.set(name, "black")
            if name.endswith("href") and not value.startswith("#"):
                raise OddDrawingError("it loads something")
        for child in list(element):
            tag = str(child.tag).removeprefix(SVG)
            if tag in LEFT_OUT:
                element.remove(child)
            elif tag in KEPT:
                waiting.append(child)
            else:
                raise OddDrawingError(f"it has the element {tag}")


def _tell(message: dict[str, Any]) -> None:
    """Send one line to the parent process; no terminal shows it."""
    sys.stdout.writelines((json.dumps(message), "\n"))
    sys.stdout.flush()


def _limit_memory(limit: int) -> None:
    """Limit this process to `limit` bytes of address space, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _limit_time(seconds: float) -> None:
    """Let this process use `seconds` of processor time from now on, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(used.ru_utime + used.ru_stime + seconds)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        end = min(end, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(json.load(sys.stdin))
