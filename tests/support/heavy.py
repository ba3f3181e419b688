"""Decks that are hard to read: more of one thing than anybody writes, and files that are none.

Run as a module, it reads those that are named, one after the other, and prints a line of JSON
for each: whoever starts it sees which one never ended.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

from generator.model import ProblemsError, in_order
from generator.reading.whole_deck import read_deck
from generator.writing.lock import Lock

CARD: Final = "# Title\n\n## Question {#one}\n\n"
CLOZE: Final = "# Title\n\n## Question {#one .cloze}\n\n"
NAME: Final = 'name = "heavy"\n'
SECONDS: Final = 15  # of the processor, for a deck: the dearest take two

CHAPTERS: Final[dict[str, str]] = {
    # blocks
    "quotes": CARD + ">" * 5000 + " x\n",
    "lists": CARD + "".join(" " * (2 * i) + "- a\n" for i in range(800)),
    "lists-in-a-line": CARD + "- " * 5000 + "x\n",
    "definitions-in-a-line": CARD + "T\n: " * 5000 + "x\n",
    "definition-lists": CARD + "T\n: a\n\n" * 3000,
    "numbered-items": CARD + "".join(f"{i}. x\n" for i in range(5000)),
    "rules": CARD + "---\n\n" * 5000,
    "underlined-headings": CARD + "a\n===\n" * 3000,
    "empty-lines": CARD + "\n" * 300_000 + "x\n",
    "lazy-quote": CARD + ">" * 15 + " x\n" + "y\n" * 3000,
    "tabs": CARD + "\t" * 10_000 + "x\n",
    "options": "# T\n\n## Q {#q .choice}\n\n" + "- [ ] a\n" * 5000 + "- [x] b\n",
    **{
        f"many-blocks-{name}": CARD + block * 100_000
        for name, block in {
            "headings": "## a\n", "titles": "a\n=\n", "rules": "---\n", "items": "- a\n", "items-left-empty": "-\n",
            "items-of-two-lists": "- a\n* a\n", "numbered": "1. a\n", "tasks": "- [ ] a\n", "fences": "```\n```\n",
            "programs": "```python\n1\n```\n", "quotes": "> a\n\n", "quotes-in-quotes": ">>>> a\n\n",
            "quoted-lines": "> a\n", "notes": "[^1]: a\n\n", "html": "<div>\n\n", "comments": "<!-- a -->\n",
            "tables": "|a|\n|-|\n|b|\n\n", "heads": "|a|\n|-|\n", "paragraphs": "a\n\n", "lines": "a\n", "breaks": "a  \n",
            "definitions": "a\n: b\n\n", "definitions-in-a-row": ": b\n", "formulas": "$$\nx\n$$\n\n", "code": "    a\n\nb\n\n",
            "images": "![a](x.png)\n\n", "nested-lists": "- a\n  - b\n",
        }.items()
    },
    **{
        f"many-lines-of-{name}": CARD + (mark * (9000 // len(mark)) + "\n\n") * 60
        for name, mark in {
            "brackets": "[", "notes": "^[a", "images": "![a](", "links": "[a](b) ", "words": "*a* ", "lines": "a\n",
            "breaks": "a  \n", "addresses": "<http://a> ", "cdata": "x <![CDATA[",
        }.items()
    },
    # tables
    "columns": CARD + "|" * 20_000 + "\n" + "|-" * 20_000 + "|\n",
    "table-heads": CARD + "|a|b|\n|-|-|\n|1|2|\n" * 4000,
    "rows-left-empty": CARD + "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|\n" * 3000,
    "narrow-rows-left-empty": CARD + "x|y\n-|-\n" + "x\n" * 30_000,
    "tables": CARD + ("|a" * 99 + "|\n" + "|-" * 99 + "|\n" + "|\n" * 90 + "\n") * 20,
    # a paragraph
    "word": CARD + "x" * 1_000_000 + "\n",
    "brackets": CARD + "[" * 100_000 + "\n",
    "links-open": CARD + "[a](" * 20_000 + "\n",
    "images-open": CARD + "![a](" * 20_000 + "\n",
    "stars": CARD + "*a " * 50_000 + "\n",
    "stars-of-two-kinds": CARD + "**a *b " * 20_000 + "\n",
    "ticks": CARD + "".join("`" * i + " " for i in range(1, 700)) + "\n",
    "angles": CARD + "<a " * 50_000 + "\n",
    "entities": CARD + "&" * 100_000 + "\n",
    "dollars": CARD + "$" * 50_000 + "\n",
    "combining": CARD + "a" + "\u0301" * 50_000 + "\n",
    "notes-cited": CARD + "[^1]" * 20_000 + "\n\n[^1]: x\n",
    # several paragraphs that are just short enough
    **{
        f"many-{name}": CARD + (mark * (9000 // len(mark)) + "\n\n") * 4
        for name, mark in {
            "brackets": "[", "links": "[a](", "images": "![a](", "stars": "*a ", "bold": "**a *b ",
            "comments": "x <!--", "cdata": "x <![CDATA[", "instructions": "x <?",
            "declarations": "x <!A ", "attributes": "<a b='", "autolinks": "<http://",
            "entities": "&#x41;", "backslashes": "\\", "escaped-ticks": "\\``", "dollars": "$a ",
            "strikes": "~~a ", "underscores": "_a __b ", "clozes": "{{c1::", "notes": "^[a",
        }.items()
    },
    "nested-images": CARD + "![" * 300 + "a" + "](x)" * 300 + "\n",
    "nested-notes": CARD + "^[" * 300 + "a" + "]" * 300 + "\n",
    "nested-links": CARD + "[" * 300 + "a" + "](x)" * 300 + "\n",
    "nested-emphasis": CARD + "*_" * 2000 + "a" + "_*" * 2000 + "\n",
    "separators": CARD + "\u2028x" * 5000 + "\n",
    "controls": CARD + "".join(map(chr, range(32))) * 300 + "\n",
    "carriage-returns": CARD.replace("\n", "\r") + "x\r" * 5000,
    "mixed-line-ends": CARD.replace("\n", "\r\n") + "x\r\n\ry\n\r" * 2000,
    "byte-order-marks": "\ufeff" * 100 + CARD + "x\n",
    # HTML
    "comments": CARD + "<!--" * 30_000 + "\n",
    "cdata": CARD + "<![CDATA[" * 20_000 + "\n",
    "instructions": CARD + "<?" * 50_000 + "\n",
    "html-blocks": CARD + "<div>\n\n" * 3000,
    # definitions
    "references": CARD + "x\n\n" + "".join(f"[a{i}]: http://x\n" for i in range(20_000)),
    "long-reference": CARD + "[a]: http://x/" + "y" * 5000 + "\n\n" + "[a] " * 2000 + "\n",
    "notes-in-a-row": CARD + "a[^0]\n\n" + "".join(f"[^{i}]: x[^{i+1}]\n\n" for i in range(2000)),
    "notes-in-a-ring": CARD + "a[^1]\n\n[^1]: b[^2]\n\n[^2]: c[^1]\n",
    # headings and options
    "classes": "# T\n\n## Q {#q " + ".a " * 50_000 + "}\n\nx\n",
    "fewer-classes": "# T\n\n## Q {#q " + ".a " * 3000 + "}\n\nx\n",
    "braces": "# T\n\n## Q " + "{" * 50_000 + "\n\nx\n",
    "slug": "# T\n\n## Q {#" + "s" * 5000 + "!}\n\nx\n",
    "same-slugs": "# T\n\n" + "## Q {#q}\n\nx\n\n" * 2000,
    "no-slugs": "# T\n\n" + "## Q\n\nx\n\n" * 2000,
    "fence-options": CARD + "```python {" + 'env="A=1" ' * 5000 + "}\n1\n```\n",
    "fence-language": CARD + "```" + "x" * 50_000 + "\na\n```\n",
    "fence-open": CARD + "`" * 50_000 + "python\n1\n",
    "fences": CARD + "```python\n1\n```\n\n" * 3000,
    "long-line-of-code": CARD + "```text\n" + "x" * 300_000 + "\n```\n",
    "long-code": CARD + "```text\n" + "x\n" * 30_000 + "```\n",
    "stray-outputs": CARD + "```output\nx\n```\n" * 2000,
    "blanks": CLOZE + '```python {blank="a"}\nx = "' + "a" * 9000 + '"\n```\n',
    "stated-results": CARD + "```python\n" + "print(1)  # => 1\n" * 900 + "```\n",
    # clozes
    "nested-clozes": CLOZE + "{{c1::" * 3000 + "x" + "}}" * 3000 + "\n",
    "many-clozes": CLOZE + " ".join(f"{{{{c{i % 900 + 1}::x}}}}" for i in range(1500)) + "\n",
    # images
    "image-name": CARD + "![a](" + "b" * 5000 + ".png)\n",
    "image-name-with-null": CARD + "![a](a%00.png)\n",
    "image-address": CARD + "![a](http://[)\n",
    "image-many-times": "[a]: x.png\n\n" + CARD + "![a]" * 2000 + "\n",
    # requirements
    **{
        f"requirement-{index}": CARD + f'```python {{requires="{text}"}}\n1\n```\n'
        for index, text in enumerate(
            ("torch 2.6", "torch; extra ==", "numpy>=x", "", "-", "x @ file:///etc/passwd",
             "numpy; " + "(" * 2000, "numpy; " + "(" * 250, "numpy" + ">=1," * 2000)
        )
    },
    # front matter
    **{
        f"front-matter-{name}": f"---\n{text}\n---\n\n{CARD}x\n"
        for name, text in {
            "nested": "tags: " + "[" * 3000 + "]" * 3000,
            "date": "deck: 2024-99-99\ntags: [2024-13-45, 1e9999, .nan]",
            "number": "deck: " + "1" * 10_000,
            "hexadecimal": "? 0x" + "f" * 9000 + "\n: x",
            "sexagesimal": "deck: 1:" + "5" * 40 + ":9",
            "key": "? [a, b]\n: x\n{a: b}: c",
            "doubled": "tags: [a]\n" * 1000,
            "keys": "\n".join(f"k{i}: 1" for i in range(1500)),
            "bytes": "tags: !!binary x",
            "object": "tags: !!python/object/apply:os.system [x]",
            "truth": "deck: !!bool x",
            "itself": "tags: &a [*a]",
            "laughs": "a: &a [x,x]\nb: &b [*a,*a]\ntags: *b",
            "half-character": 'deck: "\\ud800x"',
            "null": 'tags: ["a\\0b"]',
            "long": "a: " + "x" * 100_000,
        }.items()
    },
}  # fmt: skip

SETTINGS: Final[dict[str, str]] = {
    "nested": "x = " + "[" * 3000 + "]" * 3000,
    "nested-tables": "x = " + "{a=" * 3000,
    "number": "x = " + "1" * 5000,
    "memory": "[run]\nmemory = 0x" + "f" * 9000,
    "memory-of-the-world": '[run]\nmemory = "' + "9" * 400 + 'GiB"',
    "timeout": "[run]\ntimeout = 0x" + "f" * 9000,
    "no-number": "[run]\ntimeout = nan\nmemory = inf",
    "date": "x = 2024-13-45",
    "dates": "title = 2024-12-05\nlanguages = 07:32:00",
    "keys": "".join(f"k{i} = 1\n" for i in range(5000)),
    "titles": "[title]\n" + "".join(f"k{i} = 'x'\n" for i in range(4000)),
    "parts-of-a-key": "a" + ".a" * 30_000 + " = 1",
    "brackets": "[" * 60_000,
    "languages": "languages = [" + "'../..'," * 3000 + "]",
    "comment": "#" + "x" * 5_000_000,
    "null": "x = '\0'",
}


def _note(**changes: object) -> str:
    entry = {"guid": "a", "kind": "basic", "digest": "d", "modified": 1, **changes}
    return json.dumps({"version": 1, "notetypes": {}, "notes": {"en/one": entry}})


LOCKS: Final[dict[str, str]] = {
    "nested": "[" * 100_000,
    "number": '{"version": ' + "1" * 5000 + "}",
    "empty": "",
    "list": "[]",
    "infinity": '{"version": 1e999}',
    "after-the-end-of-time": _note(modified=10**30),
    "before-time": _note(modified=-5),
    "half-a-character": _note(guid="\ud800"),
}


def _chapter(text: str) -> Callable[[Path], None]:
    return lambda folder: _write(folder / "en/01.md", text)


def _settings(text: str) -> Callable[[Path], None]:
    return lambda folder: _write(folder / "deck.toml", NAME + text)


def _lock(text: str) -> Callable[[Path], None]:
    return lambda folder: _write(folder / "deck.lock", text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="")


def _instead(name: str, put: Callable[[Path], None]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        path = folder / name
        path.unlink(missing_ok=True)
        put(path)

    return make


_STRANGE: Final[dict[str, Callable[[Path], None]]] = {
    "pipe": os.mkfifo,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "link-to-itself": lambda path: path.symlink_to(path.name),
    "link-out": lambda path: path.symlink_to("/etc/passwd"),
    "folder": Path.mkdir,
}
_NAMES: Final = {
    "chapter": "en/01.md", "image": "en/x.png", "settings": "deck.toml", "lock": "deck.lock",
}  # fmt: skip

DECKS: Final[dict[str, Callable[[Path], None]]] = {
    **{f"chapter-{name}": _chapter(text) for name, text in CHAPTERS.items()},
    **{f"settings-{name}": _settings(text) for name, text in SETTINGS.items()},
    **{f"lock-{name}": _lock(text) for name, text in LOCKS.items()},
    **{
        f"{what}-is-{strange}": _instead(name, put)
        for what, name in _NAMES.items()
        for strange, put in _STRANGE.items()
    },
    "chapter-too-large": _chapter(CARD + "x\n\n" * 2_000_000),
}


def read(name: str, folder: Path) -> dict[str, object]:
    """What comes of reading a deck of that name, made in an empty folder."""
    (folder / "en").mkdir()
    _write(folder / "deck.toml", NAME)
    _write(folder / "en/01.md", CARD + ("![a](x.png)\n" if name.startswith("image-") else "x\n"))
    DECKS[name](folder)
    cards = 0
    try:
        deck, problems = read_deck(folder)
        cards = len(deck.cards())
        Lock.read(folder / "deck.lock")
    except ProblemsError as error:
        problems = error.problems
    except Exception:
        return {"name": name, "failed": traceback.format_exc()}
    shown = [[each.place.line, each.code, each.message, each.hint] for each in in_order(problems)]
    return {"name": name, "cards": cards, "problems": shown}


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    for name in sys.argv[1:] or DECKS:
        used = resource.getrusage(resource.RUSAGE_SELF)
        end = math.ceil(used.ru_utime + used.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(read(name, Path(folder))), flush=True)


if __name__ == "__main__":
    main()
