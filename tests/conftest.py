"""For all tests: nothing that is known needs the last net (`generator/last_net.py`)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from generator.last_net import COUNTED

# No example has a time of its own: a busy machine makes any of them late.
settings.register_profile("any machine", parent=settings(), deadline=None)
settings.load_profile("any machine")


def pytest_xdist_auto_num_workers() -> int:
    """One more process than cores: in every third second a test waits for a program to end."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else 2


@pytest.fixture(scope="session", autouse=True)
def _caught() -> Iterator[Path]:
    """What the net catches, here and in every command that a test runs."""
    with tempfile.TemporaryDirectory(prefix="proofdeck-caught-") as folder:
        file = Path(folder) / "caught.txt"
        file.touch()
        before = os.environ.get(COUNTED)
        os.environ[COUNTED] = str(file)
        yield file
        if before is None:
            del os.environ[COUNTED]
        else:
            os.environ[COUNTED] = before


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    """What tests keep is neither looked for nor left in the cache of whoever runs them."""
    made = tempfile.TemporaryDirectory(prefix="proofdeck-cache-")
    with made as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROOFDECK_CACHE", folder)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_system_fonts() -> Iterator[None]:
    """What a test prints does not depend on the fonts of its machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROOFDECK_FONTS", "")
        yield


@pytest.fixture
def caught(_caught: Path) -> Callable[[], str]:
    """For a test that needs the net: what it has caught since the test began."""
    start = len(_caught.read_bytes())
    return lambda: _caught.read_bytes()[start:].decode("utf-8")


@pytest.fixture(autouse=True)
def _nothing_caught(_caught: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    start = len(_caught.read_bytes())
    yield
    found = _caught.read_bytes()[start:].decode("utf-8")
    if found and "caught" not in request.fixturenames:
        pytest.fail(f"the last net caught an error of Proofdeck's own:\n{found}", pytrace=False)
