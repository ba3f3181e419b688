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
