"""What says that a block is not to be run, in the words of the tools that run documents."""

from __future__ import annotations

import re
from typing import Final, Literal

from generator.auditing.pages.page import Leaf
from generator.reading.fence_names import read_info

_TOKEN: Final = re.compile(r"[^\s:=.,()\[\]'\"]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MARKS: Final = _words(
    "skip skipif +skip norun no-run no_run notest no-test no_test noexec no-exec noeval no-eval "
    "skip-next skip-test skip-execution phmdoctest-skip doctest-skip"
)
# Tags of a notebook's cell, and of MyST's.
LEAVING_OUT: Final = _words("skip-execution skip_execution no-execute norun no-run")
_FALSE: Final = _words("false no off skip f 0")
# `#| eval: false` of Quarto, `:tags: [skip-execution]` and `tags: …` of MyST, `:options: +SKIP` and
# `:skipif: True` of Sphinx.
_OPTION: Final = re.compile(
    r"(?:#\||:)?\s*(?P<key>eval|execute|tags|options|skipif)\s*:\s*(?P<value>\S.*)", re.IGNORECASE
)
_AMONG_OPTIONS: Final = re.compile(r"#\||:\w|---|\w+:|\s*$")
_MOST: Final = 500  # characters of a mark


def mark_of_comment(text: str) -> Literal["next", "start", "end", "all"] | None:
    """What a comment says of the blocks below it; None where it is about anything else.

    Sybil writes `skip: next`, `skip: start` and `skip: end`, pytest-codeblocks
    `pytest-codeblocks:skip`, others `pytest.mark.skip`, `phmdoctest-skip` or `notest`.
    """
    if len(text) > _MOST:
        return None
    words = [word.lower() for word in _TOKEN.findall(text.strip("- \t"))]
    marks = [number for number, word in enumerate(words[:4]) if word in _MARKS]
    if not marks:
        return "next" if len(words) == 2 and words[0] in _TESTS and words[1] in _FALSE else None
    behind = words[marks[0] + 1 :]
    if "end" in behind[:2]:
        return "end"
    if "start" in behind[:2]:
        return "start"
    if "all" in behind[:1] and len(words) <= 3:
        return "all"
    # A remark such as "skip this if you know it" has further words.
    return "next" if not behind or "next" in behind[:3] or len(words) <= 3 else None


_TESTS: Final = _words("test run exec eval execute")


def mark_of_listing(leaf: Leaf) -> str:
    """The mark by which a listing says that it is not to be run; empty where it has none."""
    info = read_info(leaf.info)
    if info.left_out:
        return info.left_out
    start = leaf.text[:_MOST].lstrip("\n").split("\n")
    for line in (*leaf.info[:_MOST].replace(" :", "\n:").split("\n")[1:], *start):
        if not _AMONG_OPTIONS.match(line):
            break
        found = _OPTION.match(line)
        if found and _leaves_out(found["key"].lower(), found["value"].strip().lower()):
            return line.strip()
    return ""


def _leaves_out(key: str, value: str) -> bool:
    words = re.split(r"[\s,\[\]'\"]+", value)
    match key:
        case "tags":
            return not LEAVING_OUT.isdisjoint(words)
        case "options":
            return "+skip" in words
        case "skipif":
            return value == "true"
        case _:
            return value in _FALSE
