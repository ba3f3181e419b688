"""docs/importing.md names the options of an import as Anki does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from anki._backend import RustBackend
from anki.collection import Collection

from tests.support.cli import ROOT

_ROW = re.compile(r"(?m)^\| ([A-Z][\w ]+) \((\w+)\) \| \**([\w ]+)\**(?: \((\w+)\))? \|")
_ROWS = _ROW.findall((ROOT / "docs" / "importing.md").read_text("utf-8"))


@pytest.mark.parametrize(("language", "column"), [("en", 0), ("zh-CN", 1)])
def test_a_reader_finds_each_option_under_the_name_that_it_has_in_anki(
    tmp_path: Path, language: str, column: int
) -> None:
    col = Collection(str(tmp_path / "one.anki2"), backend=RustBackend(langs=[language]))
    try:
        said = col.tr
        options = [
            said.importing_also_import_progress(),
            said.importing_with_deck_configs(),
            said.importing_updates(),
            said.importing_merge_notetypes(),
            said.importing_update_notes(),
            said.importing_update_notetypes(),
        ]
        chosen = [said.importing_update_always(), said.importing_update_if_newer()]
    finally:
        col.close()
    assert [row[column] for row in _ROWS] == options
    assert [row[2 + column] for row in _ROWS][-2:] == chosen
