"""What an editor offers and says at a place of a chapter that is being written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pygls")

from generator.kinds.table import KINDS
from generator.language import PYTHON
from generator.language_server import meanings
from generator.language_server.completing import Completing, words_of_toml
from generator.language_server.cursor import ChapterText, Headline
from generator.language_server.findings import Findings
from generator.language_server.hovering import hover_of_toml, hover_of_word
from generator.language_server.known_cards import KnownCards
from generator.language_server.toml_keys import toml_keys
from generator.language_server.wayfinding import outline, places_meant
from generator.model import Place
from generator.model.paper import PAPERS
from generator.reading import config
from generator.reading.fence_names import read_info
from generator.reading.fence_options import MARKS, OPTIONS
from tests.support.cli import ROOT

NOTHING = KnownCards(Findings(Path("/deck")))


def offered(marked: str, tags: tuple[str, ...] = ()) -> dict[str, str]:
    """What each word makes of the line, offered where `|` stands."""
    lines = marked.split("\n")
    line, column = next((n, at) for n, text in enumerate(lines, 1) if (at := text.find("|")) >= 0)
    lines[line - 1] = text = lines[line - 1].replace("|", "", 1)
    words = Completing(ChapterText(lines), "/deck/en/1.md", NOTHING, tags).words(line, column)
    return {word.text: text[: word.start] + word.text + text[word.end :] for word in words}


def said(marked: str) -> str:
    lines = marked.split("\n")
    line, column = next((n, at) for n, text in enumerate(lines, 1) if (at := text.find("|")) >= 0)
    lines[line - 1] = text = lines[line - 1].replace("|", "", 1)
    token = ChapterText(lines).token(line, column)
    return hover_of_word(text, token, NOTHING, "/deck/en/1.md")


@pytest.mark.parametrize(
    ("written", "word", "becomes"),
    [
        ("## Q {#a .|}", ".predict", "## Q {#a .predict}"),
        ("## Q {#a .pre|", ".bug .predict", "## Q {#a .bug .predict"),
        ("## Q {#a |}", ".cloze", "## Q {#a .cloze}"),
        ("## Q {#a |}", 'tags="', '## Q {#a tags="}'),
        ("## Tensor shape? {#|}", "#tensor-shape", "## Tensor shape? {#tensor-shape}"),
        ("## Tensor shape? {|", "#tensor-shape", "## Tensor shape? {#tensor-shape"),
        ('## Q {#a tags="|"}', "one::two", '## Q {#a tags="one::two"}'),
        ('## Q {#a tags="x o|"}', "one::two", '## Q {#a tags="x one::two"}'),
        ('## Q {#a tags="x |"}', "one::two", '## Q {#a tags="x one::two"}'),
        ("---\ntags: [x, o|]\n---", "one::two", "tags: [x, one::two]"),
        ("---\nta|\n---", "tags: ", "tags: "),
        ("```|", "python", "```python"),
        ("- ```py|", "pycon", "- ```pycon"),
        ("```python {|}", ".hidden", "```python {.hidden}"),
        ("```python {.hid|}", ".hidden", "```python {.hidden}"),
        ("```python {.hidden ti|}", "timeout=", "```python {.hidden timeout=}"),
        ("```python {match=|}", "ellipsis", "```python {match=ellipsis}"),
        ("## Q {#q}\n```python {#one}\n```\n```python {agrees=|}", "one", "```python {agrees=one}"),
        ('```python {requires="|"}', "cuda", '```python {requires="cuda"}'),
    ],
)
def test_a_word_is_completed_where_it_can_stand(written: str, word: str, becomes: str) -> None:
    assert offered(written, ("one::two",)).get(word) == becomes


@pytest.mark.parametrize(
    "written",
    ["Some |prose.", "```python\nx = 1 |\n```", "```python\nx = {|}\n```", "# Part |", "---\nx: |"],
)
def test_nothing_is_offered_where_no_word_of_ours_can_stand(written: str) -> None:
    assert not offered(written, ("one",))


def test_every_option_and_every_language_has_its_meaning_as_the_documentation_has_it() -> None:
    table = (ROOT / "docs" / "cards.md").read_text("utf-8")
    options = meanings.fence_options()
    assert set(options) == {*MARKS, *OPTIONS}
    for name, meaning in options.items():
        if name not in ("setup", "reason"):  # which are told in sentences
            assert f"| {meaning} |" in table, name
        assert name in meanings.fence_example(name)
    for name in meanings.languages():
        assert PYTHON.dialect(name) or read_info(name).is_output
    assert all("`" + kind + "`" in table for kind in meanings.kinds())


def test_every_setting_has_its_meaning() -> None:
    keys = {(key.section, key.name): key.meaning for key in toml_keys()}
    known = {(section, key) for section, names in config._KEYS.items() for key in names}
    known |= {("print.points", kind) for kind in KINDS}
    assert known == keys.keys() and all(keys.values())


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("## Q {#a .pre|dict}", ("`.predict`", "what the code prints")),
        ("## Q {#a .bug .pre|dict}", ("`.bug .predict`", "without the traceback")),
        ('## Q {#a ta|gs="x"}', ("`tags`", "tags of this card")),
        ("## Q {#|a}", ("`#a`", "history")),
        ("```python {.hid|den}", ("`.hidden`", "runs, not shown")),
        ("```python {match=cl|ose}", ("`match=", "how a claim is held")),
        ("```out|put", ("`output`", "held against")),
        ("---\nde|ck: A\n---", ("`deck`", "sub-deck")),
    ],
)
def test_a_word_is_explained(written: str, words: tuple[str, ...]) -> None:
    assert all(word in said(written) for word in words)


def test_a_word_without_a_meaning_of_its_own_is_passed_over() -> None:
    assert not said("## Q about .pre|dict")
    assert not said("Some |prose") and not said("```python\n.hid|den\n```")


TOML = [
    'name = "x"', "allow_html = ", 'print.paper = ""', "[run]", "ti", "[print]", 'paper = "A4"', "[a]",
]  # fmt: skip


def test_settings_are_explained_and_completed() -> None:
    assert "Start of the name" in hover_of_toml(TOML, 1, 2)
    assert "`A4`, `Letter`" in hover_of_toml(TOML, 3, 2).replace('"', "") + hover_of_toml(
        TOML, 7, 10
    ).replace('"', "")
    assert "[run]" in hover_of_toml(TOML, 4, 2) and not hover_of_toml(TOML, 8, 2)
    assert [word.text for word in words_of_toml(TOML, 5, 2)] == ["timeout = ", "memory = "]
    assert [word.text for word in words_of_toml(TOML, 2, 13)] == ["true", "false"]
    papers = [word.text for word in words_of_toml(TOML, 7, 10)]
    assert papers == [f'"{name}"' for name in PAPERS]
    sections = [word.text for word in words_of_toml(TOML, 8, 1)]
    assert {"title", *config._KEYS} == {"", *sections}


CARDS = """\
---
deck: T
---
# Part

## Plain `x` {#plain}

~~~
## no card
~~~

```python {#one}
1
```

## 中文? {#zh .bug .predict tags="a"}

```python {agrees=one}
```

```python {#one}
```

# Next

## Unfinished {
"""
CHAPTER = CARDS.splitlines()


def test_an_outline_has_the_cards_below_the_parts() -> None:
    text = ChapterText(CHAPTER)
    assert list(text.headlines()) == [
        Headline(4, 1, "Part", ""),
        Headline(6, 2, "Plain `x`", "plain"),
        Headline(16, 2, "中文?", "zh", ("bug", "predict")),
        Headline(24, 1, "Next", ""),
        Headline(26, 2, "Unfinished {", ""),
    ]
    first, second = outline(text)
    assert [(each.heading.line, each.last) for each in (first, *first.below)] == [
        (4, 23), (6, 15), (16, 23),
    ]  # fmt: skip
    assert [each.heading.line for each in second.below] == [26]


def test_a_fence_that_another_agrees_with_is_found_on_its_own_card() -> None:
    text = ChapterText(CHAPTER)
    column = CHAPTER[17].index("one")
    assert [*places_meant(text, "x", 18, column, NOTHING)] == [Place("x", 21)]


@given(st.text(alphabet="#{}.=\"'`~[]()- \n:a\t😀", max_size=60))
def test_any_text_can_be_under_the_cursor(text: str) -> None:
    lines = text.split("\n")
    chapter = ChapterText(lines)
    completing = Completing(chapter, "/deck/en/1.md", NOTHING, ("tag",))
    outline(chapter)
    for line, content in enumerate(lines, 1):
        for column in range(len(content) + 1):
            token = chapter.token(line, column)
            assert token.start <= column <= token.end <= len(content)
            hover_of_word(content, token, NOTHING, "/deck/en/1.md")
            for word in completing.words(line, column):
                assert word.start <= column <= word.end <= len(content)
            list(places_meant(chapter, "/deck/en/1.md", line, column, NOTHING))
            hover_of_toml(lines, line, column)
            for word in words_of_toml(lines, line, column):
                assert word.start <= word.end <= len(content)
