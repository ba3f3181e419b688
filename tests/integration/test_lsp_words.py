"""`proofdeck lsp`: what an author is told at a place, and where an author is led."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.support.decks import write_deck
from tests.support.editor import Editor, editing

ENGLISH = """\
---
tags: basics
---
# Sums

## 😀 A sum? {#sum .predict tags="easy one::two"}

```python
a = 1  # a = 1
b = "😀"; a + 1
```

`{python} a * 7` is lucky.

## Another? {#other}

See [the sum](#sum).
"""
CHINESE = """\
## 另一张？ {#other}

见[和](#other)。
"""
TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n'


@pytest.fixture(name="deck", scope="module")
def _deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    files = {"en/01.md": ENGLISH, "zh/01.md": CHINESE}
    return write_deck(folder / "deck", files, toml=TOML)


@pytest.fixture(name="editor", scope="module")
def _editor(deck: Path) -> Iterator[Editor]:
    with editing(deck.parent) as editor:
        for name in ("en/01.md", "zh/01.md"):
            editor.open(deck / name)
        editor.open(deck / "deck.toml", "toml")
        editor.until_code(deck / "en/01.md", "missing-twin", "dead-link")
        yield editor


def hover(editor: Editor, path: Path, line: int, column: int) -> str:
    at = types.HoverParams(editor.identifier(path), types.Position(line - 1, column))
    found = editor.ask("text_document_hover_async", at)
    if found is None:
        return ""
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


def test_a_line_says_what_it_printed_and_with_what_that_was_proved(
    editor: Editor, deck: Path
) -> None:
    path = deck / "en/01.md"
    while not (said := hover(editor, path, 9, 0)):  # its runs are known a moment after its problems
        time.sleep(0.05)
    assert "`a` is worth\n\n```text\n1\n```" in said
    assert "verified · Python 3." in said and time.strftime("checked %Y-") in said
    assert "is worth\n\n```text\n2\n```" in hover(editor, path, 10, 2)
    assert "`a * 7` is worth\n\n```text\n7\n```" in hover(editor, path, 13, 3)
    assert "verified" in hover(editor, path, 6, 17)  # the slug
    assert "what the code prints" in hover(editor, path, 6, 22)
    assert hover(editor, path, 8, 5).startswith("`python`")
    assert not hover(editor, path, 4, 3)


def test_a_changed_line_does_not_say_what_it_printed_before(editor: Editor, deck: Path) -> None:
    path = deck / "en/01.md"
    text = editor.texts[path]
    editor.type(path, "\n\n" + text.replace("a + 1", "a + 2"))
    assert not hover(editor, path, 12, 2)
    assert "not known" in hover(editor, path, 11, 0)  # the same card
    editor.type(path, "\n\n" + text.replace("See", "Look at"))
    assert "`a` is worth" in hover(editor, path, 11, 0)
    editor.type(path, text)


def test_settings_say_what_they_mean(editor: Editor, deck: Path) -> None:
    assert "folder of chapters" in hover(editor, deck / "deck.toml", 2, 3)


def completed(editor: Editor, path: Path, line: int, text: str) -> list[str]:
    """What is offered behind a text that is written as a new line above a line."""
    before = editor.texts[path]
    lines = before.split("\n")
    editor.type(path, "\n".join([*lines[: line - 1], text, *lines[line - 1 :]]))
    at = types.CompletionParams(
        editor.identifier(path), types.Position(line - 1, len(text.encode("utf-16-le")) // 2)
    )
    found = editor.ask("text_document_completion_async", at)
    editor.type(path, before)
    assert found is not None
    return [each.label for each in found.items]


def test_slugs_of_twins_and_tags_are_offered_and_no_link_that_leads_nowhere_on_a_card(
    editor: Editor, deck: Path
) -> None:
    english, chinese = deck / "en/01.md", deck / "zh/01.md"
    assert "#sum" in completed(editor, chinese, 4, "## 😀 和？ {#")
    assert "#other" not in completed(editor, chinese, 4, "## 😀 和？ {#")
    tags = completed(editor, english, 18, '## 😀 {#new tags="')
    assert {"basics", "easy", "one::two"} <= {*tags}
    assert completed(editor, english, 18, "😀 see [it](#") == []
    assert ".hidden" in completed(editor, english, 18, "```python {.")
    assert "paper = " in completed(editor, deck / "deck.toml", 3, "print.")


def led(editor: Editor, path: Path, line: int, column: int) -> list[tuple[str, int]]:
    at = types.DefinitionParams(editor.identifier(path), types.Position(line - 1, column))
    found = editor.ask("text_document_definition_async", at)
    assert isinstance(found, list)
    return [(each.uri, each.range.start.line + 1) for each in found]


def test_a_slug_leads_to_its_twin_and_a_link_to_its_card(editor: Editor, deck: Path) -> None:
    english, chinese = deck / "en/01.md", deck / "zh/01.md"
    assert led(editor, english, 15, 16) == [(chinese.as_uri(), 1)]
    assert led(editor, chinese, 1, 3) == [(english.as_uri(), 15)]
    assert led(editor, chinese, 3, 7) == [(chinese.as_uri(), 1)]
    assert led(editor, english, 17, 18) == [(english.as_uri(), 6)]
    assert led(editor, english, 6, 3) == []
    text = editor.texts[english]
    editor.type(english, "\n" + text)  # not saved
    assert led(editor, chinese, 1, 3) == [(english.as_uri(), 16)]
    editor.type(english, text)


def test_cards_are_listed_for_a_file_and_found_in_all_decks(editor: Editor, deck: Path) -> None:
    path = deck / "en/01.md"
    (part,) = editor.ask(
        "text_document_document_symbol_async", types.DocumentSymbolParams(editor.identifier(path))
    )
    assert part.name == "Sums"
    assert [(each.name, each.detail) for each in part.children] == [
        ("😀 A sum?", "#sum .predict"), ("Another?", "#other"),
    ]  # fmt: skip
    found = editor.ask("workspace_symbol_async", types.WorkspaceSymbolParams("othr"))
    assert {each.name for each in found} == {"other"} and len(found) == 2
    assert editor.ask("workspace_symbol_async", types.WorkspaceSymbolParams("zzz")) == []
