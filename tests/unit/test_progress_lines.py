"""Whoever waits for a build in a log is told how far it is, and no oftener than helps."""

from __future__ import annotations

import pytest

from generator.cli import progress_bars as module
from generator.cli.progress_bars import shown_progress


def test_a_log_gets_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    with shown_progress(quiet=False) as progress:
        progress.step("running", 30)
        for _ in range(30):
            now += 3
            progress.advance("card")
    said = capsys.readouterr().err.splitlines()
    assert said == ["running: 10 of 30", "running: 20 of 30", "running: 30 of 30"]


def test_nothing_is_said_of_what_is_soon_done_or_where_quiet_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    for quiet, seconds in ((False, 0.1), (True, 100.0)):
        with shown_progress(quiet=quiet) as progress:
            progress.step("running", 5)
            for _ in range(5):
                now += seconds
                progress.advance("card")
    assert capsys.readouterr().err == ""
