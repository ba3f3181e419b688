"""`proofdeck lsp`: what an author sees of the problems of a deck while editing it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.support.cli import ROOT
from tests.support.decks import write_deck
from tests.support.editor import covered, editing

FALSE = "## 😀 One 中文? {#one}\n\n```python\n'😀中'; 1 + 1  # => 3\n```\n"
TRUE = FALSE.replace("=> 3", "=> 2")


def test_a_false_line_is_marked_as_it_is_saved_and_cleared_once_it_is_mended(
    tmp_path: Path,
) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": TRUE, "en/02.md": "## Two? {#two}\n\nYes.\n"})
    chapter = deck / "en/01.md"
    with editing(tmp_path) as editor:
        editor.open(chapter)
        editor.save(chapter, FALSE)
        (found,) = editor.until_code(chapter, "false-claim")
        assert covered(FALSE, found.range) == "# => 3"
        assert found.severity == types.DiagnosticSeverity.Error and found.source == "proofdeck"
        assert "but `2` came out" in found.message and "hint:" in found.message
        assert found.code_description is not None
        page, _, line = found.code_description.href.removeprefix("file://").partition("#L")
        assert Path(page).read_text("utf-8").split("\n")[int(line) - 1] == "### false-claim"
        editor.save(chapter, TRUE)
        editor.until_code(chapter)
        assert editor.quit() == 0
    assert not Path(page).exists()


def test_columns_are_counted_as_the_editor_asks_for(tmp_path: Path) -> None:
    chapter = write_deck(tmp_path / "deck", {"en/01.md": FALSE}) / "en/01.md"
    with editing(tmp_path, encodings=[types.PositionEncodingKind.Utf8]) as editor:
        assert editor.server.capabilities.position_encoding == "utf-8"
        editor.open(chapter)
        (found,) = editor.until_code(chapter, "false-claim")
        line = FALSE.split("\n")[3].encode()
        assert line[found.range.start.character : found.range.end.character] == b"# => 3"


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "BOM"])
def test_a_quick_fix_writes_what_came_out_and_the_deck_is_green(
    tmp_path: Path, ends: str, mark: str
) -> None:
    text = mark + FALSE.replace("\n", ends)
    chapter = write_deck(tmp_path / "deck", {"en/01.md": text}) / "en/01.md"
    with editing(tmp_path) as editor:
        editor.open(chapter)
        editor.texts[chapter] = text.removeprefix("\ufeff")  # editors keep the mark to themselves
        (found,) = editor.until_code(chapter, "false-claim")
        (fix,) = editor.fixes(chapter, found.range, ["quickfix"])
        assert fix.title == "Write what came out" and fix.is_preferred
        editor.apply(fix)
        assert editor.texts[chapter] == TRUE.replace("\n", ends)
        editor.until_code(chapter)  # its line has changed
        editor.save(chapter)
        editor.save(chapter, editor.texts[chapter].replace("#one", "#One"))
        editor.until_code(chapter, "bad-slug")


def test_without_its_package_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "hide.py").write_text(
        "import sys\nsys.modules['pygls'] = None\nfrom generator.__main__ import run\nrun()\n"
    )
    done = subprocess.run(
        [sys.executable, "hide.py", "lsp"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 1 and not done.stdout
    assert "pip install 'proofdeck[lsp]'" in done.stderr and "[missing-extra]" in done.stderr


TWO = """\
## One? {#one}

Prose with $\\fraz$.

```python
print(1)  # => 2
```

## Two? {#two}

```python
print(1)  # => 3
```
"""


def test_marks_move_with_lines_that_are_not_saved_and_say_nothing_of_changed_code(
    tmp_path: Path,
) -> None:
    chapter = write_deck(tmp_path / "deck", {"en/01.md": TWO}) / "en/01.md"
    with editing(tmp_path) as editor:
        editor.open(chapter)
        editor.until_code(chapter, "bad-math", "false-claim", "false-claim")
        text = "# Part\n\n" + TWO
        editor.type(chapter, text)
        moved = editor.until(chapter, lambda shown: shown[0].range.start.line == 4)
        assert [covered(text, each.range) for each in moved] == ["\\fraz", "# => 2", "# => 3"]
        text = text.replace("print(1)  # => 3", "a = 1\nprint(1)  # => 3")
        editor.type(chapter, text)  # which may have made it true
        editor.until_code(chapter, "bad-math", "false-claim")
        editor.type(chapter, text.replace("fraz", "frac12"))
        editor.until_code(chapter, "false-claim")
        editor.type(chapter, TWO)
        editor.until_code(chapter, "bad-math", "false-claim", "false-claim")
        editor.type(chapter, "```python\nx = 1\n```\n" + TWO)  # above all cards: a set-up
        editor.until_code(chapter, "bad-math")
        editor.close(chapter)  # what was typed is gone
        editor.until_code(chapter, "bad-math", "false-claim", "false-claim")


def test_everything_that_came_out_is_written_at_once(tmp_path: Path) -> None:
    text = TWO.replace("$\\fraz$", "words")
    chapter = write_deck(tmp_path / "deck", {"en/01.md": text}) / "en/01.md"
    with editing(tmp_path) as editor:
        editor.open(chapter)
        first, _ = editor.until_code(chapter, "false-claim", "false-claim")
        everywhere = types.Range(types.Position(0, 0), types.Position(0, 0))
        (every,) = editor.fixes(chapter, everywhere, ["source.fixAll"])
        assert not editor.fixes(chapter, everywhere)
        one, offered = editor.fixes(chapter, first.range)
        assert every.kind == "source.fixAll.proofdeck" and offered.title == every.title
        assert one.edit is not None and offered.edit == every.edit
        editor.type(chapter, "\n" + text)
        (every,) = editor.fixes(chapter, everywhere, ["source.fixAll.proofdeck"])
        editor.apply(every)
        assert editor.texts[chapter] == "\n" + text.replace("=> 2", "=> 1").replace("=> 3", "=> 1")
        editor.save(chapter)
        editor.save(chapter, editor.texts[chapter] + "\n## No slug\n\nX.\n")
        editor.until_code(chapter, "no-slug")


MISSPELT = """\
## First

A.

## Second {.predict tags='x'}

```python {.varis}
1
```

## Third {#third .clze}

{{c1::A}}.

## Fourth {#Fourth}

```python {mtach=close}
1
```

## Fifth {#fifth .odd}

A.
"""
MENDED = """\
## First {#first}

A.

## Second {#second .predict tags='x'}

```python {.varies}
1
```

## Third {#third .cloze}

{{c1::A}}.

## Fourth {#fourth}

```python {match=close}
1
```

## Fifth {#fifth tags="odd"}

A.
"""


def test_what_can_be_meant_in_one_way_only_is_mended_at_a_click(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": MISSPELT}, toml='nam = "demo"\n')
    chapter, settings = deck / "en/01.md", deck / "deck.toml"
    with editing(tmp_path) as editor:
        editor.open(settings, "toml")
        found = editor.until(settings, lambda shown: len(shown) == 2)
        (fix,) = [fix for each in found for fix in editor.fixes(settings, each.range)][:1]
        assert fix.title == "Write `name`"
        editor.apply(fix)
        editor.save(settings)
        editor.until_code(settings)
        editor.open(chapter)
        found = editor.until(chapter, lambda shown: len(shown) > 6)
        for each in found:
            fixes = editor.fixes(chapter, each.range)
            assert sum(fix.is_preferred or False for fix in fixes if fix.diagnostics == [each]) <= 1
        offered = {fix.title: fix for each in found for fix in editor.fixes(chapter, each.range)}
        assert {
            "Write the slug `{#first}`", "Write the slug `{#second}`", "Write `varies`",
            "Write the slugs of all 2 cards", "Write `cloze`", 'Write `tags="clze"`',
            "Write `#fourth`", 'Write `tags="odd"`', "Write `match`",
        } == {*offered}  # fmt: skip
        for title in {*offered} - {"Write the slug `{#first}`", 'Write `tags="clze"`'}:
            if "second" not in title:
                now = [fix for each in found for fix in editor.fixes(chapter, each.range)]
                editor.apply(next(fix for fix in now if fix.title == title))
        assert editor.texts[chapter] == MENDED
        editor.save(chapter)
        editor.until_code(chapter)


def test_a_chapter_of_a_broken_deck_says_that_it_was_not_checked(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": FALSE})
    chapter, settings = deck / "en/01.md", deck / "deck.toml"
    with editing(tmp_path) as editor:
        editor.open(chapter)
        editor.open(settings, "toml")
        editor.until_code(chapter, "false-claim")
        editor.save(settings, 'name = "demo\n')
        (wrong,) = editor.until(settings, bool)
        (note,) = editor.until_code(chapter, str(wrong.code))
        assert "deck.toml" in note.message and "not checked" in note.message
        assert note.range.start == types.Position(0, 0)
        assert note.related_information is not None
        assert note.related_information[0].location.uri == settings.as_uri()
        editor.save(settings, 'name = "demo"\n')
        editor.until_code(settings)
        editor.until_code(chapter, "false-claim")
        settings.unlink()
        event = types.FileEvent(settings.as_uri(), types.FileChangeType.Deleted)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        editor.save(chapter)
        editor.until_code(chapter)


def test_decks_of_one_workspace_are_checked_side_by_side_and_other_files_left_alone(
    tmp_path: Path,
) -> None:
    one = write_deck(tmp_path / "one", {"en/01.md": FALSE, "README.md": "## X\n"}) / "en/01.md"
    files = {"en/01.md": TRUE, "en/02.md": FALSE.replace("one", "two")}
    two = write_deck(tmp_path / "two", files) / "en/01.md"
    notes = tmp_path / "notes.md"
    notes.write_text("## No card of a deck\n", "utf-8")
    with editing(tmp_path) as editor:
        for path in (notes, one, two, one.parent.parent / "README.md"):
            editor.open(path)
        editor.until_code(one, "false-claim")
        editor.until_code(two.with_name("02.md"), "false-claim")  # which nobody has opened
        two.with_name("02.md").write_text(TRUE.replace("one", "two"), "utf-8")
        event = types.FileEvent(two.with_name("02.md").as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        editor.until_code(two.with_name("02.md"))
        same = two.with_name("03.md")
        same.write_text(TRUE, "utf-8")
        editor.open(same)
        (found,) = editor.until_code(same, "duplicate-slug")
        assert found.related_information is not None
        assert found.related_information[0].location.uri == two.as_uri()
        at = types.HoverParams(editor.identifier(notes), types.Position(0, 0))
        assert editor.ask("text_document_hover_async", at) is None
        assert notes not in editor.published
        assert not editor.published.get(one.parent.parent / "README.md")


def test_a_save_is_checked_though_a_program_runs_that_was_saved_before(tmp_path: Path) -> None:
    slow = "## Slow? {#slow}\n\n```python\nimport time; time.sleep(1000)\n```\n"
    files = {"en/01.md": slow, "en/02.md": TRUE}
    deck = write_deck(tmp_path / "deck", files, toml='name = "x"\n[run]\ntimeout = 2000\n')
    with editing(tmp_path) as editor:
        editor.open(deck / "en/02.md")
        editor.save(deck / "en/02.md", FALSE)
        editor.until_code(deck / "en/02.md", "false-claim")
        editor.open(deck / "en/01.md")
        editor.save(deck / "en/02.md", TRUE)
        editor.until_code(deck / "en/02.md")
        editor.save(deck / "en/01.md", slow.replace("time.sleep(1000)", "1  # => 2"))
        editor.until_code(deck / "en/01.md", "false-claim")
        assert "begin" in [each["kind"] for each in editor.progress]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_programs_of_somebody_else_are_not_run_and_the_chapter_says_how_to(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    text = f"## One? {{#one}}\n\n```python\nopen({str(proof)!r}, 'w')\n1  # => 2\n```\n"
    chapter = write_deck(tmp_path / "deck", {"en/01.md": text}) / "en/01.md"
    os.chown(chapter, 12345, 12345)
    with editing(tmp_path, "--sandbox", "off") as editor:
        editor.open(chapter)
        (found,) = editor.until_code(chapter, "untrusted")
        assert "nothing was run" in found.message and "--trust" in found.message
        editor.until_code(chapter.parent.parent / "deck.toml", "untrusted")
    assert not proof.exists()


def test_of_many_decks_those_that_nobody_looks_at_are_let_go_without_a_mark(tmp_path: Path) -> None:
    prose = "## One? {#one}\n\nProse with $\\fraz$.\n"
    chapters = [write_deck(tmp_path / name, {"en/01.md": prose}) / "en/01.md" for name in "abcdef"]
    with editing(tmp_path) as editor:
        for chapter in chapters:
            editor.open(chapter)
            editor.until_code(chapter, "bad-math")
            editor.close(chapter)
        editor.until_code(chapters[0])
        editor.until_code(chapters[1])
        assert all(editor.published[chapter] for chapter in chapters[2:])
        editor.open(chapters[0])
        editor.until_code(chapters[0], "bad-math")
