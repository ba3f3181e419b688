"""Which lines of a text are still in a later version of it, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# Between the first and the last line that differ, more lines than these are compared by nobody
# who types: all of them count as changed.
_MOST_COMPARED: Final = 500


@dataclass(frozen=True, slots=True)
class MovedLines:
    """Line numbers count from 1. `same` lines at the start and `same_end` at the end of both texts
    are equal; `between` gives the new numbers of equal lines in the middle.
    """

    old: int
    new: int
    same: int
    same_end: int
    between: Mapping[int, int]

    @classmethod
    def of(cls, old: Sequence[str], new: Sequence[str]) -> MovedLines:
        """How the lines of `old` stand in `new`."""
        shorter = min(len(old), len(new))
        same = next((n for n in range(shorter) if old[n] != new[n]), shorter)
        most = shorter - same
        same_end = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
        before, after = old[same : len(old) - same_end], new[same : len(new) - same_end]
        between: dict[int, int] = {}
        if 0 < max(len(before), len(after)) <= _MOST_COMPARED:
            matcher = SequenceMatcher(None, before, after, autojunk=False)
            for one, other, size in matcher.get_matching_blocks():
                for n in range(size):
                    between[same + one + n + 1] = same + other + n + 1
        return cls(len(old), len(new), same, same_end, between)

    @property
    def unchanged(self) -> bool:
        """Whether both texts are equal."""
        return self.old == self.new == self.same

    def line(self, old: int) -> int | None:
        """The number of a line in the new text, None where it has changed or is gone. The line
        after the last one is that of the new text.
        """
        if old <= self.same:
            return old
        if old > self.old - self.same_end:
            return old + self.new - self.old
        return self.between.get(old)

    def changed_before(self) -> Iterator[int]:
        """The old lines that are not in the new text."""
        for line in range(self.same + 1, self.old - self.same_end + 1):
            if line not in self.between:
                yield line

    def changed_after(self) -> Iterator[tuple[int, int]]:
        """The lines of the new text that are not from the old one, each with the old number of the
        line above it that is, 0 if none is.
        """
        back = {new: old for old, new in self.between.items()}
        above = self.same
        for line in range(self.same + 1, self.new - self.same_end + 1):
            if line in back:
                above = back[line]
            else:
                yield line, above
