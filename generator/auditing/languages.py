"""Python that is not for Python alone."""

from __future__ import annotations

import re
from typing import Final

_MAGIC: Final = re.compile(r"\s*[%!]")


def without_magics(code: str) -> str:
    """The code with empty lines for `%magic` and `!command`, which are no Python."""
    return "\n".join("" if _MAGIC.match(line) else line for line in code.split("\n"))
