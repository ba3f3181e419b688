"""A deck of any size, to measure how a build grows: `python -m tests.benchmarks.synthetic`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

PER_CHAPTER: Final = 50  # cards of one file
_LANGUAGES: Final = ("en", "zh")
_TEXT: Final = {
    "en": ("What does step {n} print?", "It adds **{n}** and doubles the sum: `total` is exact."),
    "zh": ("第 {n} 步打印什么？", "先加 **{n}**，再把和翻倍：`total` 是精确的。"),
}
_CARD: Final = """\
## {question} {{#step-{n}{kind}}}

```python
start = {n}
total = (start + {n}) * 2
for item in range(3):
    total += item
print("total", total)
```

```output
total {total}
```

{answer}

"""


def write_deck(folder: Path, notes: int, languages: tuple[str, ...] = _LANGUAGES) -> None:
    """Write a deck with `notes` notes in all, as many in each language, into `folder`.

    Every note has text, a program of its own, and its output; the programs need no package.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ", ".join(f'"{language}"' for language in languages)
    (folder / "deck.toml").write_text(f'name = "steps"\nlanguages = [{names}]\n', "utf-8")
    each = notes // len(languages)
    for language in languages:
        (folder / language).mkdir(exist_ok=True)
        for first in range(0, each, PER_CHAPTER):
            number = first // PER_CHAPTER + 1
            cards = [_card(n, language) for n in range(first, min(first + PER_CHAPTER, each))]
            head = f"---\ndeck: Part {number}\n---\n\n# Part {number}\n\n"
            path = folder / language / f"{number:04}.md"
            path.write_text(head + "".join(cards), "utf-8")


def _card(n: int, language: str) -> str:
    question, answer = (text.format(n=n) for text in _TEXT[language])
    kind = " .predict" if n % 2 else ""
    return _CARD.format(question=question, answer=answer, n=n, kind=kind, total=4 * n + 3)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("notes", type=int)
    asked = parser.parse_args()
    write_deck(asked.folder, asked.notes)


if __name__ == "__main__":
    _main()
