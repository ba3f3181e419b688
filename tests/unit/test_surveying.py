"""`proofdeck list` and `stats` tell what a deck holds, and nothing that is not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from generator.building.deck import check_deck
from generator.cli import main
from generator.surveying.filters import Filter, NoSuchNameError
from generator.surveying.survey import survey
from generator.surveying.word_count import count_words, words_of
from tests.support.decks import read_card, write_deck

SUM = "```python\nprint(1 + 1)\n```\n\n```output\n2\n```\n"
FILES = {
    "en/01-sums.md": f"---\ntags: [math::sum]\n---\n\n# Sums\n\n## One and one? {{#sum .predict}}\n\n{SUM}",
    "en/sub/02.md": "# More\n\n## Plain {#plain}\n\nSome text here.\n",
    "zh/01-sums.md": f"# 加法\n\n## 一加一？ {{#sum .predict}}\n\n{SUM}",
}
TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n'


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    return write_deck(tmp_path / "deck", FILES, toml=TOML)


def proofdeck(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_a_card_is_one_line_whatever_its_languages(deck: Path) -> None:
    done = proofdeck("list", deck)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "sum    predict  Sums  en zh  not checked  One and one?",
        "plain  basic    More  en     no code      Plain",
    ]
    assert "2 cards\nNot checked:" in done.stderr


def test_columns_stand_below_each_other_beside_chinese(deck: Path) -> None:
    lines = proofdeck("list", deck, "--language", "zh", "--language", "en").stdout.splitlines()
    (deck / "zh" / "02.md").write_text("# 二\n\n## 长长的题目？ {#long}\n\nx\n", "utf-8")
    lines = proofdeck("list", deck, "--language", "zh").stdout.splitlines()
    assert len(lines) == 2
    starts = [cell_len(line[: line.index("zh")]) for line in lines]
    assert starts[0] == starts[1]


def test_no_card_is_called_verified_that_was_not_checked_as_it_is(deck: Path) -> None:
    assert not check_deck(deck, only=()).failed
    states = {(each.card.language, each.card.slug): each for each in survey(deck).cards}
    assert states["en", "sum"].status == states["zh", "sum"].status == "verified"
    assert (states["en", "sum"].seconds or 0) > 0
    path = deck / "en" / "01-sums.md"
    path.write_text(path.read_text("utf-8").replace("1 + 1", "1 + 2"), "utf-8")
    assert "not checked (en), verified (zh)" in proofdeck("list", deck).stdout
    counted = json.loads(proofdeck("stats", deck, "--format", "json").stdout)["languages"]
    assert counted["en"]["seconds"] is None
    assert counted["en"]["statuses"] == {"not-checked": 1, "no-code": 1}
    assert counted["en"]["unverified"] == 1
    assert counted["zh"]["seconds"] > 0
    assert "unknown" in proofdeck("stats", deck).stdout


def test_a_deck_with_problems_is_listed_and_they_are_named(deck: Path) -> None:
    (deck / "en" / "03.md").write_text("## No slug\n\nx\n\n## Good {#good}\n\nx\n", "utf-8")
    (deck / "en" / "04.md").write_bytes(b"\xff\n")
    for command in ("list", "stats"):
        done = proofdeck(command, deck)
        assert done.exit_code == 1
        assert "[no-slug]" in done.stderr and "[not-utf-8]" in done.stderr
    assert "good " in proofdeck("list", deck).stdout
    assert "(no slug)" in proofdeck("list", deck).stdout


def test_the_json_list_has_a_card_for_each_language(deck: Path) -> None:
    listed = json.loads(proofdeck("list", deck, "--format", "json").stdout)
    assert [(one["language"], one["slug"], one["file"], one["line"]) for one in listed["cards"]] == [
        ("en", "sum", "01-sums", 7), ("en", "plain", "sub/02", 3), ("zh", "sum", "01-sums", 3)]  # fmt: skip
    assert listed["cards"][0]["tags"] == ["math::sum"]


@pytest.mark.parametrize(
    ("wanted", "slugs"),
    [
        (Filter(), "sum plain sum"),
        (Filter(tags=["math"]), "sum"),
        (Filter(tags=["Math::Sum"]), "sum"),
        (Filter(kinds=[".basic"]), "plain"),
        (Filter(kinds=["basic", "predict"], languages=["zh"]), "sum"),
        (Filter(chapters=["01-sums.md"]), "sum sum"),
        (Filter(chapters=["加法"]), "sum"),
        (Filter(chapters=["sub/"]), "plain"),
        (Filter(chapters=["sub/02"], kinds=["predict"]), ""),
    ],
)
def test_cards_are_found_by_their_names(deck: Path, wanted: Filter, slugs: str) -> None:
    assert " ".join(each.card.slug for each in wanted.of(survey(deck).cards)) == slugs


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Filter(tags=["mth"]), "no card has the tag `mth`: did you mean"),
        (Filter(tags=["qqqq"]), "no card has the tag `qqqq`: known here: `math::sum`"),
        (Filter(kinds=["predit"]), "no card is of the kind `predit`: did you mean `predict`?"),
        (Filter(chapters=["Sms"]), "no card is in a chapter `Sms`: did you mean `01-sums`?"),
        (Filter(languages=["fr"]), "no card is in the language `fr`: known here: `en`, `zh`"),
    ],
)
def test_a_name_that_no_card_has_is_a_mistake(deck: Path, wanted: Filter, message: str) -> None:
    with pytest.raises(NoSuchNameError) as caught:
        wanted.of(survey(deck).cards)
    assert str(caught.value).startswith(message)
    done = proofdeck("list", deck, "--kind", "predit")
    assert (done.exit_code, "did you mean `predict`?" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0), ("one two", 2), ("don't — stop!", 2), ("x.shape is (2, 2)", 4), ("张量，形状。", 4),
        ("PyTorch的张量 is", 5), ("state-of-the-art", 1), ("...", 0), ("カード 1", 4),
    ],
)  # fmt: skip
def test_words_and_chinese_characters_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


def test_programs_and_formulas_are_no_words(tmp_path: Path) -> None:
    text = f"## What is *it*? {{#it}}\n\nOne `two`\nthree $x + y$.\n\n- four\n- five\n\n{SUM}"
    assert words_of(read_card(tmp_path, text)) == 8
