"""`proofdeck lsp` ends with its editor, whatever it is doing, and leaves nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.support.decks import write_deck
from tests.support.editor import GENEROUS, Editor, editing
from tests.support.ended import left_running

ENDLESS = """\
## Endless? {#endless}

```python
import os, time
print("this is not the protocol", flush=True)
os.system("echo nor is this")
open("ran", "w")
time.sleep(1000)
```
"""


def _signal(number: signal.Signals) -> Callable[[Editor], int]:
    def end(editor: Editor) -> int:
        editor.process.send_signal(number)
        return editor.wait()

    return end


def _close(editor: Editor) -> int:
    assert editor.process.stdin is not None
    editor._loop.call_soon_threadsafe(editor.process.stdin.close)
    return editor.wait()


def _exit(editor: Editor) -> int:
    editor.client.exit(types.ExitParams() if hasattr(types, "ExitParams") else None)
    return editor.wait()


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (Editor.quit, 0),
        (_exit, 1),  # without asking to shut down first
        (_close, 0),
        (_signal(signal.SIGINT), 130),
        (_signal(signal.SIGTERM), 143),
        (_signal(signal.SIGKILL), -9),
    ],
    ids=["quit", "exit", "close", "INT", "TERM", "KILL"],
)
def test_nothing_runs_on_when_the_editor_is_gone(
    tmp_path: Path, end: Callable[[Editor], int], code: int
) -> None:
    toml = 'name = "x"\n[run]\ntimeout = 2000\n'
    chapter = write_deck(tmp_path / "deck", {"en/01.md": ENDLESS}, toml=toml) / "en/01.md"
    with editing(tmp_path) as editor:
        editor.open(chapter)
        deadline = time.monotonic() + GENEROUS
        while not any("running: 0 of 1" in str(each) for each in editor.progress):
            assert time.monotonic() < deadline, editor.progress
            time.sleep(0.05)
        assert end(editor) == code
        assert left_running(tmp_path) == []
    if end is not None and code >= 0:
        assert [*(tmp_path / "tmp").iterdir()] == []
