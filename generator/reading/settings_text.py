"""The text of deck.toml → plain values."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import Source

_MOST_DOTS: Final = 200


def read_toml(source: Source) -> dict[str, Any]:
    """The values of a file. Raises ProblemsError for what is not TOML."""
    _check_dots(source)
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise ProblemsError(_syntax_problem(source.path, source.text, error)) from None
    except RecursionError:
        message, hint = "the settings are nested too deeply", "write each as `key = value`"
        raise ProblemsError(Problem(Place(source.path), "bad-toml", message, hint)) from None
    except (ValueError, OverflowError) as error:  # an impossible date or number
        message = f"a value cannot be read: {error}"
        hint = "use text, lists of text, true or false, and small numbers"
        raise ProblemsError(Problem(Place(source.path), "bad-toml", message, hint)) from None


def _check_dots(source: Source) -> None:
    """Raises ProblemsError for a key with so many parts that reading it takes minutes."""
    for number, line in enumerate(source.lines, 1):
        if line.count(".") > _MOST_DOTS:
            message = f"this line has more than {_MOST_DOTS} dots"
            hint = "shorten the key; it has two parts at most"
            raise ProblemsError(Problem(Place(source.path, number), "bad-toml", message, hint))


def _syntax_problem(path: str, text: str, error: tomllib.TOMLDecodeError) -> Problem:
    message = str(error)
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    end = text.count("\n") + 1
    line, column = (int(found[1]), int(found[2])) if found else (end, 1)
    bare = re.sub(r"\s*\(at [^)]*\)$", "", message)
    hint = "strings need quotes, lists need brackets, a section is [name]"
    return Problem(Place(path, line, column), "bad-toml", f"this is not TOML: {bare}", hint)
