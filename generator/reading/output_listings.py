"""Listings of a card that say they are the output of a program, and are not marked as `output`.

Nothing holds them against what comes out, so that they are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from generator.model import Fence, Node, Place, Unread
from generator.model.walking import plain_text
from generator.reading.fence_names import FenceInfo
from generator.reading.introductions import certainty_of
from generator.reading.programs import looks_like_program

# Names of listings in which an output may stand that is not marked as such.
PLAIN: Final = frozenset(
    {"", "text", "txt", "plain", "plaintext", "none", "console", "terminal", "term", "log", "ansi",
     "sh", "bash", "shell", "shell-session", "sh-session", "zsh", "pytb", "python-traceback",
     "traceback", "raw", "nohighlight", "no-highlight", "md", "tex", "literal", "parsed-literal",
     "pycon", "pytb3", "cmd", "powershell", "ascii", "error"}
)  # fmt: skip
_OUTPUT: Final = re.compile(
    r"(?:[\w-]*[-_])?(?:outputs?|stdout|stderr|result|error)|out", re.IGNORECASE
)
_OPTION: Final = re.compile(r"(?<![\w-])(?:outputs?|stdout)(?![\w-])", re.IGNORECASE)
_TITLED: Final = re.compile(r"\b(?:title|caption|name|label)\s*=?\s*[\"']([^\"']*)[\"']")
_MOST_OPTIONS: Final = 1_000  # characters
_MOST_BETWEEN: Final = 2  # paragraphs between a program and its output
_MOST_WORDS: Final = 12  # before an output in the same paragraph
_APART: Final = frozenset({"bullet_list", "ordered_list", "blockquote"})
_AROUND: Final = frozenset({"callout", "element_block"})
_SAYING: Final = frozenset({"paragraph", "heading"})
_ARROW: Final = re.compile(r"(?:[-=]+>|[→⇒➜➔⟹↳])\s*\S")
_LABELLED: Final = re.compile(r"(?:outputs?|prints|输出|打印)\s*[:：]\s*[^\s`]+", re.IGNORECASE)
_MOST_STATED: Final = 80  # characters of a paragraph that is an output
_ENDS: Final = " .。!！"

_MARK: Final = "mark it ```output, right below the program"
_SAID: Final = "it is said to be what comes out, but is not marked as `output`"
_RIGHT_BELOW: Final = "it is right below a program, but is not marked as its `output`"
_IN_WORDS: Final = "what a sentence says comes out is not checked"


def says_output(info: FenceInfo) -> bool:
    """Whether an info string marks a listing as what comes out, in any tool's words."""
    if info.is_output or _OUTPUT.fullmatch(info.directive or info.word):
        return True
    if info.dialect is not None:
        return False
    options = info.options[:_MOST_OPTIONS]
    titled = _TITLED.search(options)
    if titled is not None:
        return certainty_of(titled[1]) == "sure"
    return info.word.lower() in PLAIN and _OPTION.search(options) is not None


def name_outputs(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The blocks, each program with what is said to come out of it among its `unread`."""
    finder = _Finder()
    finder.read(nodes)
    return _with(nodes, finder.found) if finder.found else nodes


class _Finder:
    """What is said to come out of each program: `found` by its place."""

    def __init__(self) -> None:
        self.found: dict[Place, list[Unread]] = {}
        self._start(None)

    def _start(self, program: Fence | None) -> None:
        self._program = program  # the last one, while what follows may be its output
        self._words: list[str] = []  # of each block since then

    def read(self, nodes: Sequence[Node]) -> None:
        """Read blocks in order, with those that they hold."""
        for node in nodes:
            if node.fence is not None:
                self._start(node.fence)
            elif node.kind in _APART:  # what is above them is not about what they hold
                self._start(None)
                for each in node.children:
                    self.read(each.children if each.kind == "list_item" else [each])
                self._start(None)
            elif node.kind == "callout_title" or node.attrs.get("tag") == "summary":
                self._say(plain_text(node.children))
            elif node.kind in _AROUND:
                self.read(node.children)
            else:
                self._read(node)

    def _read(self, node: Node) -> None:
        if self._program is not None and self._program.norun is None:
            found = _listing(node, self._words, self._program) or _sentence(node, self._program)
            if found is not None:
                self.found.setdefault(self._program.place, []).append(found)
        self._say(plain_text(node.children) if node.kind in _SAYING else "")

    def _say(self, words: str) -> None:
        self._words.append(words[:_MOST_OPTIONS])
        if len(self._words) > _MOST_BETWEEN:
            self._start(None)


def _with(nodes: tuple[Node, ...], found: dict[Place, list[Unread]]) -> tuple[Node, ...]:
    return tuple(
        replace(node, fence=replace(node.fence, unread=(*node.fence.unread, *found[node.place])))
        if node.fence is not None and node.place in found
        else replace(node, children=_with(node.children, found))
        if node.kind in _APART | _AROUND | {"list_item"}
        else node
        for node in nodes
    )


def _listing(node: Node, words: Sequence[str], above: Fence) -> Unread | None:
    """What is to be said of a listing below a program with `words` between them."""
    if node.kind != "fence" or not node.text.strip():
        return None
    said = certainty_of(words[-1]) if words else "maybe"
    plain = node.attrs["language"].lower() in PLAIN
    if "output" in node.attrs or said == "sure" or (said == "loose" and plain):
        why = _SAID
    elif _is_alone(words, node, above):
        why = _RIGHT_BELOW
    else:
        return None
    first = next(line for line in node.text.split("\n") if line.strip())
    return Unread(node.place, first.strip(), why, _MARK)


def _is_alone(words: Sequence[str], node: Node, above: Fence) -> bool:
    """Whether a listing that is marked as nothing is right below a program without an output."""
    if words or node.attrs["language"] or above.hidden or above.claim is not None:
        return False
    return not looks_like_program(node.text)


def _sentence(node: Node, above: Fence) -> Unread | None:
    """What is to be said of a paragraph such as "Output: `4`", which may repeat an output."""
    if node.kind != "paragraph" or not node.children:
        return None
    text = plain_text(node.children).strip()
    bare = all(each.kind != "code" for each in node.children)
    stated = _ARROW.match(text) or (bare and _LABELLED.fullmatch(text))
    if stated and len(text) <= _MOST_STATED:
        return Unread(node.place, text, _IN_WORDS, _MARK)
    at = next((n for n, each in enumerate(node.children) if each.kind == "code"), 0)
    before, behind = plain_text(node.children[:at]), plain_text(node.children[at + 1 :])
    if not at or behind.strip(_ENDS) or len(before.split()) > _MOST_WORDS:
        return None
    if before.rstrip().endswith((".", "。")) or certainty_of(before) != "sure":
        return None
    code = node.children[at]
    if above.claim is not None and code.text.strip() == above.claim.text.strip():
        return None
    return Unread(code.place, code.text, _IN_WORDS, _MARK)
