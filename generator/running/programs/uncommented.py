"""Programs without their comments."""

from __future__ import annotations

import io
import tokenize
from functools import lru_cache

from generator.language import PYTHON


@lru_cache(maxsize=2048)
def uncommented(code: str) -> str:
    """The code without its comments and what stands before them; its lines stay. What is no Python
    is left as it is.
    """
    if PYTHON.comment not in code:
        return code
    lines = code.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                lines[line - 1] = lines[line - 1][:column].rstrip()
    except (tokenize.TokenError, SyntaxError):
        return code
    return "\n".join(lines)
