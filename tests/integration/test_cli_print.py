"""`proofdeck print`, as its users run it."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from generator.building.deck_files import LOCK_NAME
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import now_ms
from generator.scheduling.study_values import DAY
from generator.writing.lock import lock_of_text
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.git import commit, needs_git
from tests.support.paper import pdf_text

TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n[print]\npaper = "Letter"\ncard = "3x5"\n'
FILES = {
    "en/01-one.md": "---\ntags: [py]\n---\n# One\n\n## First? {#first .typed}\n\n`{python} 40 + 2`\n\n"
    "## Second? {#second}\n\nAnswer two.\n",
    "en/02-two.md": "# Two\n\n## Third? {#third}\n\nAnswer three.\n",
    "zh/01-one.md": "# 一\n\n## 第一？ {#first .typed}\n\n`{python} 40 + 2`\n\n"
    "## 第二？ {#second}\n\n答案二。\n",
    "zh/02-two.md": "# 二\n\n## 第三？ {#third}\n\n答案三。\n",
}


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path / "deck", FILES, toml=TOML)


def test_a_deck_is_printed_as_it_and_the_command_line_say(deck: Path, tmp_path: Path) -> None:
    done = proofdeck("print", deck, "--language", "en", "--guide", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "print/demo-en-cards.pdf",
        "  3 cards, 2 sheets, two-sided, long edge, 100 %",
    ]
    with pikepdf.open(tmp_path / "print" / "demo-en-cards.pdf") as pdf:
        sizes = [[round(float(side)) for side in page.mediabox[2:]] for page in pdf.pages]
    assert sizes == [[792, 612]] * 4  # four index cards lie on a sheet on its side
    first = (tmp_path / "print" / "demo-en-cards.pdf").read_bytes()
    again = proofdeck("print", deck, "--language", "en", "--guide", "-o", "again", cwd=tmp_path)
    assert again.code == 0
    assert (tmp_path / "again" / "demo-en-cards.pdf").read_bytes() == first

    done = proofdeck(
        "print", deck, "--what", "reference", "--what", "cards", "--paper", "a5", "--card", "A7",
        "--flip", "fold", "-q", cwd=tmp_path,
    )  # fmt: skip
    assert (done.code, done.out, done.err) == (0, "", "")
    made = {path.name for path in (tmp_path / "print").iterdir()}
    assert made == {f"demo-{each}.pdf" for each in
                    ("en-cards", "zh-cards", "en-reference", "zh-reference")}  # fmt: skip


@pytest.mark.parametrize(
    ("options", "ending", "cards"),
    [(["--chapter", "01-one"], "-01-one", ["First?", "Second?"]),
     (["--chapter", "Two"], "-Two", ["Third?"]), (["--tag", "py", "--kind", "typed"], "-py-typed",
     ["First?"]), (["--slug", "third", "--slug", "first"], "-third-first", ["First?", "Third?"])],
)  # fmt: skip
def test_only_the_cards_that_are_asked_for_are_printed(
    options: list[str], ending: str, cards: list[str], deck: Path, tmp_path: Path
) -> None:
    done = proofdeck("print", deck, "--language", "en", *options, cwd=tmp_path)
    assert done.code == 0
    text = pdf_text(tmp_path / "print" / f"demo-en{ending}-cards.pdf")
    assert [each for each in ("First?", "Second?", "Third?") if each in text] == cards


def test_a_card_may_ask_in_one_language_and_answer_in_another(deck: Path, tmp_path: Path) -> None:
    path = deck / "zh" / "02-two.md"
    path.write_text("# 二\n\n## 四？ {#fourth}\n\n答案四。\n", "utf-8")
    done = proofdeck("print", deck, "--language", "both", cwd=tmp_path)
    assert done.out.splitlines() == [
        "print/demo-en-zh-cards.pdf",
        "  2 cards, 1 sheet, two-sided, long edge, 100 %",
        "  1 card is not in both languages, and left out",
    ]
    text = pdf_text(tmp_path / "print" / "demo-en-zh-cards.pdf")
    assert all(each in text for each in ("Second?", "第二？", "答案二。", "一"))
    assert "Answer two" not in text and "Third?" not in text
    done = proofdeck("print", deck, "--language", "both", "--what", "reference", cwd=tmp_path)
    assert done.code == 2 and "only cards have two languages" in done.err


@needs_git
def test_only_cards_that_changed_are_printed_for_an_old_pile(deck: Path, tmp_path: Path) -> None:
    assert proofdeck("build", deck, "--only", "apkg", cwd=tmp_path).code == 0
    commit(deck)
    done = proofdeck("print", deck, "--since", "HEAD", cwd=tmp_path)
    assert (done.code, done.out) == (0, "no card is as you asked for: nothing was printed\n")
    done = proofdeck("print", deck, "--since", "HEAD", "--quiet", cwd=tmp_path)
    assert done.out == "" and "nothing was printed" in done.err
    path = deck / "en" / "02-two.md"
    path.write_text(path.read_text("utf-8").replace("three", "3") + "\n## New? {#new}\n\nYes.\n")
    done = proofdeck("print", deck, "--since", "HEAD", cwd=tmp_path)
    assert done.code == 0 and "demo-zh" not in done.out
    text = pdf_text(tmp_path / "print" / "demo-en-since-HEAD-cards.pdf")
    assert "Third?" in text and "New?" in text and "First?" not in text


def test_a_deck_with_a_false_card_is_not_printed(deck: Path, tmp_path: Path) -> None:
    path = deck / "en" / "02-two.md"
    path.write_text(path.read_text("utf-8") + "\n```python\n1 + 1\n```\n\n```output\n3\n```\n")
    done = proofdeck("print", deck, "--slug", "first", cwd=tmp_path)
    assert done.code == 1 and "false-claim" in done.err
    assert not (tmp_path / "print").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [(["--slug", "fisrt"], "did you mean `first`"), (["--tag", "java"], "known here: `py`"),
     (["--card", "a99"], "no card is called 'a99'"), (["--language", "fr"], "known here"),
     (["--card", "10x10"], "from 50 × 35 mm to 420 × 420 mm"),
     (["--paper", "b5"], "'A4', 'Letter', 'A5'"),
     (["--back-offset", "1"], "X,Y in millimetres"), (["--back-offset", "nan,0"], "at most 5 mm"),
     (["--what", "sheets", "--guide"], "is for cards"), (["--paper", "A5", "--card", "avery-5371"],
     "add --paper Letter")],
)  # fmt: skip
def test_what_cannot_be_printed_is_wrong_usage(
    options: list[str], told: str, deck: Path, tmp_path: Path
) -> None:
    done = proofdeck("print", deck, *options, cwd=tmp_path)
    assert done.code == 2 and told in done.err


def test_what_cannot_be_read_on_the_chosen_card_is_said(tmp_path: Path) -> None:
    text = "# C\n\n## Q? {#q}\n\n" + "\n\n".join(f"Paragraph {i} of it." for i in range(24))
    deck = write_deck(tmp_path / "deck", {"en/01.md": text + "\n"})
    done = proofdeck("print", deck, cwd=tmp_path)
    assert done.code == 0 and "print-long" not in done.err
    done = proofdeck("print", deck, "--card", "business", cwd=tmp_path)
    assert done.code == 0 and "print-long" in done.err


def test_cards_that_are_due_in_an_export_of_anki_are_printed(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fsrs")
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "studied"))
    assert proofdeck("build", deck, "--only", "apkg", cwd=tmp_path).code == 0
    path = deck / LOCK_NAME
    guid = lock_of_text(path.read_text("utf-8"), LOCK_NAME).entries["en/second"].guid
    with ReviewLog.open() as log:
        log.grade(CardKey(guid, 0), 3, token="t", now=now_ms() - 90 * DAY)
    asked = ("reviews", "to-anki", deck, "-l", "en", "-o", "out.apkg")
    assert proofdeck(*asked, cwd=tmp_path).code == 0
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "nothing"))
    done = proofdeck("print", deck, "--due", cwd=tmp_path)
    assert done.out == "no card is as you asked for: nothing was printed\n"
    done = proofdeck("print", deck, "--due", "--from-anki", "out.apkg", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    text = pdf_text(tmp_path / "print" / "demo-en-due-cards.pdf")
    assert "Second?" in text and "First?" not in text
    done = proofdeck("print", deck, "--from-anki", "out.apkg", cwd=tmp_path)
    assert done.code == 2 and "add --due or --failed" in done.err
    done = proofdeck("print", deck, "--due", "--from-anki", "deck/deck.toml", cwd=tmp_path)
    assert done.code == 1 and "no-package" in done.err
