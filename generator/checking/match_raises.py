"""Whether what was raised is what a fence's `raises=` promises."""

from __future__ import annotations

import re

from generator.model import Raised


def raises_name(expected: str) -> str:
    """The exception's name in `raises="ValueError"` or `raises="ValueError: bad shape"`."""
    return expected.partition(":")[0].strip()


def raises_matches(expected: str, raised: Raised) -> str | None:
    """None where the exception is the promised one, else why not, in plain words.

    The name is that of the class itself, with or without its module; a base class is another.
    A message after the name must occur in the exception's, word for word (`size 1` is not in
    `size 10`), however it is broken into lines: messages of libraries are long, and hold
    parts that change with every release.
    """
    name, colon, message = expected.partition(":")
    name, message = name.strip(), " ".join(message.split())
    if name not in (raised.name, raised.qualified):
        base = f", a kind of {name}" if name in raised.bases else ""
        return f"this should raise {name}, but raised {raised.name}{base}"
    if not colon:
        return None
    if not message:
        return f"`{expected.strip()}` states no message; leave out the colon or state one"
    said = " ".join(_message(raised).split())
    start = r"(?<!\w)" if re.match(r"\w", message) else ""
    end = r"(?!\w|\.\w)" if re.search(r"\w$", message) else ""
    if re.search(start + re.escape(message) + end, said):
        return None
    return f"this should raise {name} with `{message}`, but its message is `{said}`"


def _message(raised: Raised) -> str:
    """The text after the exception's name; what stands before it names a file, not the error."""
    names = "|".join(map(re.escape, {raised.qualified, raised.name}))
    found = re.search(rf"^(?:[\w.]+\.)?(?:{names})(?::[ \n]|$)", raised.text, re.MULTILINE)
    return raised.text[found.end() :] if found else raised.text
