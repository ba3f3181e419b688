"""The files of the pages that a server of this computer shows, and of each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.rendering.palette import DARK, LIGHT
from generator.scheduling.study_settings import StudySettings
from generator.serving.page_files import COMMON
from tests.support.contrast import contrast

PACKAGE = COMMON.parent.parent
PAGES = [PACKAGE / "serving/page", PACKAGE / "studying/page"]
FILES = sorted(file for folder in (COMMON, *PAGES) for file in folder.iterdir())
SCRIPTS = [each for each in FILES if each.suffix == ".js"]
of_each_page = pytest.mark.parametrize("page", PAGES, ids=[each.parent.name for each in PAGES])
# The grounds that each ink stands on.
GROUNDS = {
    "ink": ("paper", "ground", "raised", "chosen", "hover"),
    "muted": ("paper", "ground", "raised", "chosen", "hover"),
    "accent": ("paper", "ground", "raised", "chosen", "hover"),
    "good": ("paper", "raised", "chosen", "hover", "good-ground"),
    "bad": ("paper", "raised", "chosen", "hover", "bad-ground"),
    "warn": ("paper", "raised", "chosen", "hover", "warn-ground"),
    "on-accent": ("accent",),
}


def colours() -> tuple[dict[str, str], dict[str, str]]:
    text = (COMMON / "colours.css").read_text("utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", text)
    return {name: light for name, light, _ in found}, {name: dark for name, _, dark in found}


@pytest.mark.parametrize("palette", colours(), ids=["light", "dark"])
def test_every_ink_of_the_page_can_be_read_on_every_ground_it_stands_on(
    palette: dict[str, str],
) -> None:
    found = {(ink, ground): round(contrast(palette[ink], palette[ground]), 2)
             for ink, grounds in GROUNDS.items() for ground in grounds}  # fmt: skip
    assert {pair: value for pair, value in found.items() if value < 4.5} == {}
    assert contrast(palette["edge"], palette["paper"]) >= 3  # of controls


def test_flags_and_bars_are_seen_on_every_ground() -> None:
    text = "".join((PAGES[1] / name).read_text("utf-8") for name in ("study.css", "charts.css"))
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", text)
    assert len(found) == 8  # seven flags
    for at, palette in enumerate(colours(), start=1):
        for each in found:
            for ground in ("paper", "ground", "raised", "hover"):
                assert contrast(each[at], palette[ground]) >= 3, (each, ground)


def test_the_paper_behind_a_card_is_the_card_s() -> None:
    text = (COMMON / "colours.css").read_text("utf-8")
    assert f"--card: {LIGHT.paper};" in text and f"--card-night: {DARK.paper};" in text


def test_text_of_a_deck_can_only_become_text() -> None:
    for file in SCRIPTS:
        text = file.read_text("utf-8")
        found = re.findall(r"\b(?:inner|outer|insertAdjacent)HTML\b|\bdocument\.write|\beval\(|srcdoc"
                           r"|new Function|setHTML", text)  # fmt: skip
        assert not found, file.name


def test_nothing_comes_from_the_net() -> None:
    for file in FILES:
        text = file.read_text("utf-8").replace('"http://www.w3.org/2000/svg"', "")
        assert not re.search(r"\w+://|@import|url\(", text), file.name


def test_every_file_is_used_and_every_file_that_is_used_is_there() -> None:
    common = {file.name for file in COMMON.iterdir()}
    unused = set(common)
    for page in PAGES:
        index = (page / "index.html").read_text("utf-8")
        used = {*re.findall(r'/static/([\w.-]+)"', index), "index.html"}
        own = {file.name for file in page.iterdir()}
        for file in (*page.iterdir(), *COMMON.iterdir()):
            if file.suffix == ".js":
                used |= set(re.findall(r'from "\./([\w.-]+)"', file.read_text("utf-8")))
        assert own <= used <= own | common, page
        assert not own & common, page
        unused -= used
    assert not unused


def test_the_settings_reach_every_retention_so_that_saving_changes_none_that_was_set() -> None:
    dialogs = (PACKAGE / "studying/page/dialogs.js").read_text("utf-8")
    found = re.search(r"min: (0\.\d+), max: (0\.\d+), step: (0\.\d+)", dialogs)
    assert found
    least, most, step = map(float, found.groups())
    for inside, outside in ((least, least - step), (most, most + step)):
        assert StudySettings(retention=inside).retention == inside
        with pytest.raises(ValueError, match="retention"):
            StudySettings(retention=outside)


TABLES = [file for page in PAGES for file in page.iterdir() if file.name.endswith("words.js")]


@pytest.mark.parametrize("table", TABLES, ids=[file.name for file in TABLES])
def test_both_languages_have_all_the_words_and_no_others(table: Path) -> None:
    english, chinese = table.read_text("utf-8").split("const ZH = ")
    names = [re.findall(r"^ {2}(\w+): ", each, re.MULTILINE) for each in (english, chinese)]
    assert names[0] == names[1] and len(names[0]) > 5
    values = [re.findall(r"^ {2}(\w+): .*?\n(?= {0,2}\S)", each, re.MULTILINE | re.DOTALL)
              for each in (english, chinese)]  # fmt: skip
    assert values[0] == values[1]


@of_each_page
def test_no_word_that_the_page_says_is_missing_from_its_tables(page: Path) -> None:
    scripts = [file for file in (*page.iterdir(), *COMMON.iterdir()) if file.suffix == ".js"]
    texts = [file.read_text("utf-8") for file in scripts]
    used = {
        name for text in texts for name in re.findall(r'\b(?:say|wordsFor|sayPage)\("(\w+)"', text)
    }
    index = (page / "index.html").read_text("utf-8")
    used |= set(re.findall(r'data-(?:word|label|hint)="(\w+)"', index))
    known = {name for file in TABLES if file.parent == page
             for name in re.findall(r"^ {2}(\w+): ", file.read_text("utf-8"), re.MULTILINE)}  # fmt: skip
    assert used <= known, used - known


@of_each_page
def test_the_page_stays_small(page: Path) -> None:
    files = (*page.iterdir(), *COMMON.iterdir())
    assert sum(file.stat().st_size for file in files) < 160_000
