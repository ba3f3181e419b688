"""Targets that fail in each way there is, to see that the examination notices."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from generator.last_net import net
from generator.model import Place, Problem
from tests.fuzz.case import Case


def _raises(case: Case, folder: Path) -> Sequence[Problem]:
    if "bad" in case.text:
        raise KeyError(case.text)
    return ()


def _caught(case: Case, folder: Path) -> Sequence[Problem]:
    with net(lambda problem: None, Place("x.md"), "pretending"):
        raise KeyError(case.text)
    return ()


def _silent(case: Case, folder: Path) -> Sequence[Problem]:
    return (Problem(Place("x.md"), "code", " "),)


def _nowhere(case: Case, folder: Path) -> Sequence[Problem]:
    (folder / "x.md").write_text("one line")
    return (Problem(Place("x.md", 3), "code", "message"),)


def _endless(case: Case, folder: Path) -> Sequence[Problem]:
    return (Problem(Place("x.md"), "code", "x" * 900),) * 500


def _slow(case: Case, folder: Path) -> Sequence[Problem]:
    while True:
        try:
            sum(range(1000))
        except Exception:
            continue


def _hang(case: Case, folder: Path) -> Sequence[Problem]:
    sum(range(10**12))  # in native code, which heeds no signal
    return ()


def _dies(case: Case, folder: Path) -> Sequence[Problem]:
    os.abort()


BROKEN: Final[dict[str, Callable[[Case, Path], Sequence[Problem]]]] = {
    "raises": _raises,
    "caught": _caught,
    "silent": _silent,
    "nowhere": _nowhere,
    "endless": _endless,
    "slow": _slow,
    "hang": _hang,
    "dies": _dies,
}
