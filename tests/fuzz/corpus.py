"""Inputs that failed once, each made small. `python -m tests.fuzz` prints further ones so."""

from __future__ import annotations

from typing import Final

from tests.fuzz.case import Case

CORPUS: Final = (
    # accept: claims that change each other's reading, tried one by one
    Case(
        "accept",
        "## Q {#q}\n\n```python\nprint(1)  # => 7\nprint(2)  # => 8\n```\n\n```output\nz\n```\n\n"
        * 200,
        2,
    ),
    # rendering: lines of spaces, over which Pygments takes quadratic time
    Case("chapter", "# T\n\n## Q {#q}\n\n```python\nx.a" + "    \x0b\n" * 5000 + "()\n```\n", 1),
)
