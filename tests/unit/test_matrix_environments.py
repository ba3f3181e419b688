"""Environments to throw away: made once, and never believed half built."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from generator.matrix.environments import Environments, InstallError
from generator.matrix.needs import needed_beside, unmet_there
from generator.matrix.worker_columns import WorkerColumn
from generator.running import Facts
from generator.spreading.described import Described
from generator.spreading.engine import Engine
from tests.support.decks import read_card
from tests.support.running import program
from tests.support.wheels import offline, write_wheel


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheels"
    for version in ("1.0", "2.0"):
        write_wheel(folder, "tiny", version, f"version = {version!r}\n")
    for name, value in offline(folder).items():
        monkeypatch.setenv(name, value)
    return folder


def test_a_half_built_environment_is_built_again_and_a_whole_one_is_kept(
    tmp_path: Path, wheels: Path
) -> None:
    environments = Environments(tmp_path)
    first = environments.get(["tiny>=1"], ["tiny<2"])
    assert first.packages == {"tiny": "1.0"}
    folder = Path(first.python).parents[1]
    kept = folder / "kept"
    kept.touch()
    assert environments.get(["tiny>=1"], ["tiny<2"]) == first
    assert kept.exists()
    (folder / "proofdeck.json").unlink()
    assert environments.get(["tiny>=1"], ["tiny<2"]) == first
    assert not kept.exists()
    imported = subprocess.run(
        [first.python, "-c", "import tiny; print(tiny.version)"], capture_output=True, check=True
    )
    assert imported.stdout == b"1.0\n"


def test_what_cannot_be_installed_says_why_and_is_tried_again(tmp_path: Path, wheels: Path) -> None:
    environments = Environments(tmp_path)
    with pytest.raises(InstallError, match=r"tiny==3\.0"):
        environments.get(["tiny==3.0"])
    write_wheel(wheels, "tiny", "3.0", "")
    assert environments.get(["tiny==3.0"]).packages == {"tiny": "3.0"}


def test_what_cards_import_besides_is_pinned_without_its_local_version() -> None:
    facts = Facts.of()
    programs = [program("import numpy, json\nfrom pytest import raises"), program("import torch")]
    found = dict(text.split("==") for text in needed_beside(programs, ["Torch==2.12.*"], facts))
    assert set(found) == {"numpy", "pytest"}
    versions = {
        each.name: each.version for each in facts.closure(facts.providers(["numpy"])["numpy"])
    }
    assert found["numpy"] == versions["numpy"].partition("+")[0]
    assert needed_beside([program("import torch")], [], facts)[0].startswith("torch==2.")
    assert "+" not in needed_beside([program("import torch")], [], facts)[0]


@pytest.mark.parametrize("version", ["0.9", "0.9.of-our-own"])
def test_a_card_is_not_run_where_a_column_lacks_what_it_requires(
    tmp_path: Path, version: str
) -> None:
    # its module is `bs4`, so it is found by the name that the card requires
    required = '## Q {#q}\n\n```python {requires="beautifulsoup4>=1"}\nprint(1)\n```\n'
    card = read_card(tmp_path, required)
    there = SimpleNamespace(version_of={"beautifulsoup4": version}.get)
    assert unmet_there(card, cast(Facts, there)) == (
        f"needs beautifulsoup4>=1, but {version} is installed"
    )
    column = WorkerColumn(
        "old",
        replace(Described.of(), packages={"beautifulsoup4": version}),
        cast(Engine, SimpleNamespace(devices={"cuda"}, level="")),
    )
    assert column.unmet(card) == f"needs beautifulsoup4>=1, but {version} is installed"
    assert unmet_there(card, Facts.of()) == ""
