"""What the documentation names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.building.targets import TARGETS
from generator.cli import main
from generator.model.paper import PAPERS
from generator.reading import config
from tests.support.cli import ROOT

PAGES = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FILE = re.compile(r"`([\w/]+/(?!\w*NAME)[\w*]+\.(?:py|toml|typ))`")
NAMED = re.compile(r"`(_?[A-Z]\w{3,}|[a-z]+_[a-z_]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_leads_nowhere(page: Path) -> None:
    text = re.sub(r"(?m)^(`{3,}).*?^\1", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = [link for link in LINK.findall(text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_that_a_maintainer_is_sent_to_is_there(name: str) -> None:
    files = FILE.findall((ROOT / name).read_text("utf-8"))
    assert len(files) > 8
    places = (ROOT, ROOT / "generator")
    assert [file for file in files if not any(list(at.glob(file)) for at in places)] == []


def test_every_name_that_a_recipe_speaks_of_is_there() -> None:
    names = set(NAMED.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))) - {"NAME"}
    folders = (ROOT / "generator", ROOT / "tests" / "unit")
    known = {
        word
        for folder in folders
        for path in folder.rglob("*.py")
        for word in re.findall(r"\w+", path.read_text("utf-8"))
    }
    assert len(names) > 10 and names <= known, names - known


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "deck.md").read_text("utf-8")
    keys = [f"{section}.{key}" if section else key
            for section, names in config._KEYS.items() for key in names]  # fmt: skip
    tables = set(config._KEYS)
    for key in keys:
        assert f"`{key}`" in text or (key in tables) or f"`[{key}]`" in text, key
    assert all(f'"{paper}"' in text for paper in PAPERS)


def test_every_command_and_target_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert all(f"`proofdeck {name}" in text for name in main.commands)
    assert all(f"`{name}`" in text or f"--only {name}" in text for name in TARGETS)
    assert len(text.splitlines()) <= 125


def test_the_help_of_every_command_fits_its_line() -> None:
    for name, command in main.commands.items():
        short = command.get_short_help_str(limit=200)
        assert len(f"  {name:<9}{short}") <= 79, (name, short)
