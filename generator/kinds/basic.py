"""The plain card, and the one that is also asked the other way round."""

from __future__ import annotations

from typing import Final

from generator.kinds.kind import Kind, as_written, no_answer

BASIC: Final = Kind(
    name="basic",
    front="the question",
    back="the answer",
    problems=no_answer,
    sides=as_written,
)
REVERSED: Final = Kind(
    name="reversed",
    front="the question; on a second card the answer",
    back="the answer; on the second card the question",
    problems=no_answer,
    sides=as_written,
    reverse=True,
)
