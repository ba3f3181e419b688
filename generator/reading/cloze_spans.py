r"""Where clozes stand in text that has braces of its own: formulas and code.

Anki ends a cloze at the first `}}`. Here braces that open in the answer close in it, so that
`{{c1::\frac{1}{2}}}` and `{{c1::{"a": {}}}}` hide what they seem to. Where braces do not balance,
Anki's rule holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from generator.kinds.cloze import OPENING
from generator.kinds.gaps import numbers_in

# "colons" is code in which `::` is no mark of a hint.
Writing = Literal["tex", "code", "colons"]
_TOKEN: Final = {
    "tex": re.compile(rf"\\.|{OPENING.pattern}|\}}\}}|::|[{{}}]", re.DOTALL),
    "code": re.compile(rf"{OPENING.pattern}|\}}\}}|::|[\[\](){{}}]"),
}
_PLAIN: Final = re.compile(rf"{OPENING.pattern}|\}}\}}|::")


@dataclass(slots=True)
class Span:
    """A cloze of a text: its marks are from `start` to `inner` and from `hint_at`, where it has
    one, else `close`, to `end`.
    """

    start: int
    inner: int
    number: str
    close: int = -1
    hint_at: int = -1
    end: int = -1
    depth: int = field(default=0, repr=False)

    @property
    def stop(self) -> int:
        """Where the answer ends."""
        return self.close if self.hint_at < 0 else self.hint_at


def cloze_spans(text: str, writing: Writing) -> tuple[Span, ...]:
    """The clozes of a text that are closed, by where they start; one may hold others."""
    if "{{c" not in text:
        return ()
    closed, opened = _scan(text, 0, writing, balanced=True)
    if opened:
        first = min(span.start for span in opened)
        kept = [span for span in closed if span.end <= first]
        closed = kept + _scan(text, first, writing, balanced=False)[0]
    return tuple(sorted(closed, key=lambda span: span.start))


def numbers_written(text: str) -> str:
    """The numbers of a cloze in order and once each, with commas between."""
    return ",".join(map(str, numbers_in(text)))


def _scan(
    text: str, start: int, writing: Writing, *, balanced: bool
) -> tuple[list[Span], list[Span]]:
    closed: list[Span] = []
    opened: list[Span] = []
    for token, at in _tokens(text, start, writing, balanced=balanced):
        opening = OPENING.fullmatch(token)
        span = opened[-1] if opened else None
        if opening is not None:
            opened.append(Span(at, at + len(token), opening[1]))
        elif span is None:
            continue
        elif token == "}}":
            span.close, span.end = at, at + 2
            closed.append(opened.pop())
        elif token == "::":
            hinted = writing != "colons" and span.depth == 0 and span.hint_at < 0
            if hinted and text[span.inner : at].strip():
                span.hint_at = at
        else:
            span.depth = max(span.depth + (1 if token in "([{" else -1), 0)
    return closed, opened


def _tokens(
    text: str, start: int, writing: Writing, *, balanced: bool
) -> Iterator[tuple[str, int]]:
    """Marks and brackets in order. Of two closing braces the first may belong to the answer."""
    pattern = _PLAIN if not balanced else _TOKEN["tex" if writing == "tex" else "code"]
    braces: list[int] = []  # how many are open in each cloze
    at = start
    while (found := pattern.search(text, at)) is not None:
        token, at = found[0], found.end()
        if OPENING.fullmatch(token):
            braces.append(0)
        elif balanced and token == "{" and braces:
            braces[-1] += 1
        elif token == "}}":
            if balanced and braces and braces[-1]:
                braces[-1] -= 1
                token, at = "}", found.start() + 1
            elif braces:
                braces.pop()
            else:
                at = found.start() + 1
        elif token == "}" and braces and braces[-1]:
            braces[-1] -= 1
        if not token.startswith("\\"):
            yield token, found.start()


def unmarked(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[int, ...]]:
    """The text without the marks of its clozes, and where each of its characters stood, and its
    end.
    """
    gone = [(span.start, span.inner) for span in spans] + [(span.stop, span.end) for span in spans]
    kept: list[int] = []
    at = 0
    for start, end in sorted(gone):
        kept.extend(range(at, start))
        at = max(at, end)
    kept.extend(range(at, len(text) + 1))
    return "".join(text[index] for index in kept[:-1]), tuple(kept)
