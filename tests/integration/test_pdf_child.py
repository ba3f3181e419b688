"""The PDF compiler on machines that are set up in other ways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.launching import isolated
from generator.writing import compiler
from generator.writing.pdf import CheatSheetWriter
from tests.support.paper import printed_deck

CARD = "# C\n\n## Q? {#q}\n\nYes.\n"
BOUNDED = """
import resource
from tests.integration.test_pdf_child import printed
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
print(printed(__import__("sys").argv[1])[:4])
"""


def printed(folder: Path | str) -> bytes:
    return CheatSheetWriter().write(printed_deck(Path(folder), CARD), Path(folder)).read_bytes()


def test_packages_that_an_isolated_python_does_not_see_still_print_a_deck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bare(python: str, *arguments: str) -> list[str]:
        return isolated(python, "-S", *arguments)

    monkeypatch.setattr(compiler, "isolated", bare)
    assert printed(tmp_path).startswith(b"%PDF")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_limit_of_the_shell_on_memory_does_not_keep_a_deck_from_being_printed(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", BOUNDED, str(tmp_path)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout == "b'%PDF'\n", done.stderr
