"""Text → text that is nearly like it: the ways in which files are broken, by people and on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

MOST: Final = 60_000  # characters; what is honest, and long, may take longer than a bound allows
_STRANGE: Final = (
    "\0", "\x01", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u200b", "\u200d", "\u2028", "\u2029",
    "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufdd0", "\U0001f44d\U0001f3fd", "\U000e0001", "\ud800", "\udc80",
    "\udcff", "e\u0301", "\u0300" * 9, "中", "：", "，", "「", "\u3000", "א", "ﬁ", "İ", "ß", "\U0010ffff", "\x1f",
)  # fmt: skip
_NUMBERS: Final = (
    "0", "-1", "1", "00", "1e999", "-1e-999", "nan", "inf", "9" * 30, "9" * 5000, "0x" + "f" * 300, "1_0",
    "2147483648", "9223372036854775808", "1.5", ".5", "1,5", "١", "²",
)  # fmt: skip
_PAIRS: Final = (
    ("*", "*"), ("**", "**"), ("_", "_"), ("~~", "~~"), ("`", "`"), ("$", "$"), ("\n$$\n", "\n$$\n"),
    ("[", "](x)"), ("![", "](pic.png)"), ("^[", "]"), ("{{c1::", "}}"), ("{{c2::", "::hint}}"), ("<b>", "</b>"),
    ("<div>\n", "\n</div>"), ("<!--", "-->"), ("(", ")"), ("{", "}"), ("[", "]"), ('"', '"'), ("'", "'"),
    ('"""', '"""'), ("\\frac{", "}{2}"), ("\\left(", "\\right)"), ("{'a': ", "}"), ("lambda: ", ""), ("not ", ""),
)  # fmt: skip
_MARGINS: Final = ("> ", ">", "- ", "1. ", "    ", "  ", "\t", ": ", "| ", "[^1]: ", "# ", "#")
_GROUP: Final = re.compile(r"\{[^{}\n]{0,200}\}")
_DIGITS: Final = re.compile(r"\d+(?:\.\d+)?")


class Mutator:
    """Changes text as `random` has it, with pieces from `tokens` and from other `seeds`."""

    def __init__(self, random: Random, tokens: Sequence[str], seeds: Sequence[str]) -> None:
        self._random = random
        self._tokens = tokens
        self._seeds = seeds
        self._ways: tuple[Callable[[str], str], ...] = (
            self._lines, self._lines, self._blocks, self._insert, self._insert, self._insert,
            self._replace, self._repeat, self._repeat, self._odd, self._cut, self._swap_options,
            self._nest, self._margins, self._splice, self._number, self._ends, self._characters,
        )  # fmt: skip

    def __call__(self, text: str) -> str:
        for _ in range(min(1 + int(self._random.expovariate(0.45)), 12)):
            changed = self._random.choice(self._ways)(text)
            text = changed if len(changed) <= MOST else changed[:MOST]
        return text

    def _span(self, text: str, longest: int = 40) -> tuple[int, int]:
        start = self._random.randint(0, len(text))
        return start, min(len(text), start + self._random.randint(0, longest))

    def _token(self) -> str:
        return self._random.choice(self._tokens)

    def _shuffled(self, parts: list[str], joint: str) -> str:
        """Parts with one, or some in a row, taken out, doubled, moved or exchanged."""
        start = self._random.randrange(len(parts))
        end = min(len(parts), start + self._random.choice((1, 1, 1, 2, 3, 8)))
        piece, rest = parts[start:end], parts[:start] + parts[end:]
        match self._random.randrange(4):
            case 0:
                return joint.join(rest)
            case 1:
                at = start
                piece = piece * 2
            case 2:
                at = self._random.randint(0, len(rest))
            case _:
                at = start
                self._random.shuffle(piece)
        return joint.join(rest[:at] + piece + rest[at:])

    def _lines(self, text: str) -> str:
        return self._shuffled(text.split("\n"), "\n")

    def _blocks(self, text: str) -> str:
        return self._shuffled(text.split("\n\n"), "\n\n")

    def _insert(self, text: str) -> str:
        places = [match.start() for match in re.finditer(r"\b|\n|$", text[:MOST])]
        at = self._random.choice(places) if places and self._random.random() < 0.8 else 0
        piece = self._token()
        if self._random.random() < 0.3:
            piece = f"\n{piece}\n"
        return text[:at] + piece + text[at:]

    def _replace(self, text: str) -> str:
        start, end = self._span(text)
        return text[:start] + self._token() + text[end:]

    def _repeat(self, text: str) -> str:
        """A piece 2^k times, where it stands or on its own."""
        match self._random.randrange(4):
            case 0:
                start, end = self._span(text, 12)
                piece = text[start:end]
            case 1:
                lines = text.split("\n")
                number = self._random.randrange(len(lines))
                start = sum(len(line) + 1 for line in lines[:number])
                piece = lines[number] + "\n"
                end = start + len(lines[number])
            case 2:
                start = end = self._random.randint(0, len(text))
                piece = self._token() + self._random.choice(("", " ", "\n", "\n\n", "a"))
            case _:
                start = end = self._random.randint(0, len(text))
                piece = self._random.choice(_STRANGE) + self._random.choice(("", "a", " "))
        count = min(2 ** self._random.randint(1, 14), max(1, MOST // max(len(piece), 1)))
        return text[:start] + piece * count + text[end:]

    def _odd(self, text: str) -> str:
        start, end = self._span(text, 1)
        return text[:start] + self._random.choice(_STRANGE) + text[end:]

    def _cut(self, text: str) -> str:
        at = self._random.randint(0, len(text))
        return text[:at] if self._random.random() < 0.7 else text[at:]

    def _swap_options(self, text: str) -> str:
        """Exchange two `{…}`, or make up a new one from the tokens."""
        groups = list(_GROUP.finditer(text))
        if not groups:
            return self._insert(text)
        one, other = self._random.choice(groups), self._random.choice(groups)
        new = other[0]
        if self._random.random() < 0.6:
            new = "{" + " ".join(self._token() for _ in range(self._random.randint(0, 4))) + "}"
        return text[: one.start()] + new + text[one.end() :]

    def _nest(self, text: str) -> str:
        before, after = self._random.choice(_PAIRS)
        start, end = self._span(text, 60)
        depth = self._random.choice((1, 1, 2, 5, 20, 60, 200, 1000))
        return text[:start] + before * depth + text[start:end] + after * depth + text[end:]

    def _margins(self, text: str) -> str:
        """Some lines in a row further in: in a quote, a list, code."""
        lines = text.split("\n")
        start = self._random.randrange(len(lines))
        end = start + self._random.choice((1, 2, 5, 30))
        depth = self._random.choice((1, 1, 1, 2, 5, 50))
        margin = self._random.choice(_MARGINS) * depth
        lines[start:end] = [margin + line for line in lines[start:end]]
        return "\n".join(lines)

    def _splice(self, text: str) -> str:
        other = self._random.choice(self._seeds).split("\n")
        start = self._random.randrange(len(other))
        piece = "\n".join(other[start : start + self._random.randint(1, 20)])
        at = self._random.randint(0, len(text))
        return text[:at] + piece + text[at:]

    def _number(self, text: str) -> str:
        found = list(_DIGITS.finditer(text))
        if not found:
            return self._odd(text)
        one = self._random.choice(found)
        return text[: one.start()] + self._random.choice(_NUMBERS) + text[one.end() :]

    def _ends(self, text: str) -> str:
        end = self._random.choice(
            ("\r\n", "\r", "\n\r", "\n\n", " \n", "\\\n", "\u2028", "", "\v\n")
        )
        if self._random.random() < 0.5:
            return text.replace("\n", end)
        at = text.find("\n", self._random.randint(0, len(text)))
        return text if at < 0 else text[:at] + end + text[at + 1 :]

    def _characters(self, text: str) -> str:
        start, end = self._span(text, 3)
        piece = text[start:end]
        changed = self._random.choice(
            ("", piece * 2, piece[::-1], piece.swapcase(), " ", "\\" + piece)
        )
        return text[:start] + changed + text[end:]
