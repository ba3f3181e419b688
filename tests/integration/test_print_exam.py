"""Exams and quizzes, measured in their PDFs."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from generator.building.built import Built
from generator.building.deck import check_deck
from generator.model.exam_settings import ExamSettings
from generator.model.print_settings import PrintSettings
from generator.printing.chosen_cards import cards_known
from generator.printing.exam_papers import exam_papers
from generator.printing.exam_questions import Question, questions_of
from generator.printing.printouts import Printout
from generator.printing.products import PRODUCTS
from generator.writing.pdf import CutCardsWriter, pdf_of
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.overlaps import overlaps
from tests.support.paper import pdf_text, printed_deck

MM = 72 / 25.4
ANSWERS = ["answerbasic", "rightone", "answergap", "answerout", "solutionname"]
TEXT = """# Chapter

## Plain? {#plain-slug}

It is answerbasic.

## Which? {#choice-slug .choice}

- [x] rightone
- [ ] wrongone
- [ ] wrongtwo
- [ ] wrongthree

## Gap? {#gap-slug .cloze}

The beside {{c1::answergap}} and {{c2::gaptwo}} and more of this long text and then it goes beneath.

## What comes? {#predict-slug .predict}

```python
print("answer" + "out", 1, 2, sep=chr(10))
```

## Write it {#exercise-slug .exercise}

Begin.

```python {.starter}
def solve(): ...
```

```python {.solution}
def solve():
    solutionname = 1
    return solutionname
```

```python {.tests}
assert solve() == 1
```
"""
TEXT_ZH = (
    TEXT.replace("Plain?", "这是什么？").replace("Which?", "选哪个？").replace("It is", "这是")
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The deck in both languages, checked once."""
    folder = tmp_path_factory.mktemp("exam") / "deck"
    toml = 'name = "demo"\nlanguages = ["en", "zh"]\n'
    write_deck(folder, {"en/01.md": TEXT, "zh/01.md": TEXT_ZH}, toml=toml)
    checked = check_deck(folder, only=(), fresh=True)
    assert not checked.failed, checked.problems
    return checked


def papers(
    built: Built, what: str, settings: ExamSettings, *, language: str = "en"
) -> dict[str, Printout]:
    """The files by what their names end with."""
    deck = built.rendered(language)
    known = cards_known(Path(built.config.folder), ())
    kinds = {name: card.kind for name, card in known.items()}
    questions, unasked = questions_of(built, deck, kinds, settings)
    assert unasked == {}
    return {each.ending: each for each in exam_papers(what, deck, questions, settings)}


def pdf(paper: Printout, what: str, size: str = "A4", **settings: Any) -> bytes:
    printing = PrintSettings(**settings)
    told = {**PRODUCTS[what].paper_of(size, printing), **paper.told}
    wishes = PRODUCTS[what].wishes(printing)
    return pdf_of(paper.deck, "exam.typ", told, wishes, CutCardsWriter())


def text_of(data: bytes, path: Path) -> str:
    path.write_bytes(data)
    return pdf_text(path)


def page_texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def boxes(data: bytes) -> list[tuple[float, float]]:
    """Width and height of all that is drawn, in millimetres."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            for path in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
                left, low, right, top = path.get_bounds()
                found.append(((right - left) / MM, (top - low) / MM))
    return found


def test_an_exam_has_no_answer_on_it_and_its_key_has_all(built: Built, tmp_path: Path) -> None:
    found = papers(built, "exam", ExamSettings(versions=("A", "B")))
    assert list(found) == ["-A", "-A-key", "-B", "-B-key"]
    for version in "AB":
        exam = pdf(found[f"-{version}"], "exam")
        text = text_of(exam, tmp_path / "exam.pdf")
        said = [each for each in ANSWERS if each in text.replace("rightone", "", 1)]
        assert said == []
        assert "-slug" not in text and f"Version {version}" in text and "Name" in text
        with pikepdf.open(BytesIO(exam)) as opened:
            assert not opened.attachments
        key = text_of(pdf(found[f"-{version}-key"], "exam"), tmp_path / "key.pdf")
        assert all(each in key for each in ANSWERS)
        assert key.count("-slug") == 5 and "Python 3." in key


def test_the_letters_of_a_key_are_those_of_its_version(built: Built) -> None:
    settings = ExamSettings(seed=3, versions=("A", "B", "C"))
    found = papers(built, "exam", settings)
    options = set()
    for version in settings.versions:
        (asked,) = (c for c in found[f"-{version}"].deck.cards if c.note.slug == "choice-slug")
        (told,) = (c for c in found[f"-{version}-key"].deck.cards if c.note.slug == "choice-slug")

        front, back = json.loads(asked.tokens), json.loads(told.tokens)
        assert front["number"] == back["number"]
        shown = {
            item["letter"]: item["c"][0]["c"][0]["s"][0] for item in front["front"][-1]["items"]
        }
        assert sorted(shown) == ["A", "B", "C", "D"]
        assert shown[back["letters"]] == "rightone"
        assert all(item["box"] == "open" for item in front["front"][-1]["items"])
        options.add(tuple(shown.values()))
    assert len(options) == 3


def test_each_kind_has_the_room_that_its_answer_needs(built: Built) -> None:
    (exam, _) = papers(built, "exam", ExamSettings()).values()
    drawn = boxes(pdf(exam, "exam"))
    # A box for three lines of output, as wide as a column.
    assert any(
        width == pytest.approx(86, abs=0.5) and height == pytest.approx(21, abs=0.5)
        for width, height in drawn
    )
    # Squares of 5 mm: 36 across the paper, and a line more.
    upright = [height for width, height in drawn if width < 0.5 and height > 50]
    assert len(upright) == math.floor(178 / 5) + 1
    assert upright[0] == pytest.approx(60, abs=0.5)
    rules = [
        width for width, height in drawn if height < 0.3 and width == pytest.approx(86, abs=0.5)
    ]
    assert len(rules) >= 2


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("what", ["exam", "quiz"])
def test_nothing_is_printed_over_anything_or_outside_of_the_margins(
    what: str, language: str, built: Built, tmp_path: Path
) -> None:
    found = papers(built, what, ExamSettings(), language=language)
    for size, wide in (("A4", 210), ("A5", 148)):
        for paper in found.values():
            path = tmp_path / "it.pdf"
            path.write_bytes(pdf(paper, what, size))
            assert list(overlaps(path)) == []
            with pypdfium2.PdfDocument(path) as document:
                for page in document:
                    text = page.get_textpage()
                    chars = [
                        text.get_charbox(i)
                        for i in range(text.count_chars())
                        if text.get_text_range(i, 1).strip()
                    ]
                    assert min(left for left, _, _, _ in chars) >= 10 * MM
                    assert max(right for _, _, right, _ in chars) <= (wide - 10) * MM
                    assert min(low for _, low, _, _ in chars) >= 6 * MM


def test_a_gap_in_a_text_has_room_for_a_hand_above_its_line(built: Built) -> None:
    (exam, _) = papers(built, "exam", ExamSettings()).values()
    (quiz,) = papers(built, "quiz", ExamSettings()).values()

    def lines(data: bytes) -> float:
        """How far the two lines of the cloze are apart, in millimetres."""
        with pypdfium2.PdfDocument(data) as document:
            text = document[0].get_textpage()
            whole = text.get_text_range()
            tops = [
                text.get_charbox(whole.index(word), loose=True)[3] for word in ("beside", "beneath")
            ]
        return (tops[0] - tops[1]) / MM

    assert lines(pdf(exam, "exam")) > 1.3 * lines(pdf(quiz, "quiz"))


def test_the_key_of_a_quiz_is_upside_down_at_its_foot(built: Built) -> None:
    (quiz,) = papers(built, "quiz", ExamSettings()).values()
    data = pdf(quiz, "quiz")
    turned, upright = [], []
    with pypdfium2.PdfDocument(data) as document:
        assert len(document) == 1
        text = document[0].get_textpage()
        whole = text.get_text_range()
        for i in range(text.count_chars()):
            angle = round(pypdfium2.raw.FPDFText_GetCharAngle(text, i) * 57.29578) % 360
            middle = text.get_charbox(i)[1]
            if whole[i].strip() and middle > 18 * MM:  # above the line at the foot
                (turned if angle == 180 else upright).append(middle)
    assert turned and max(turned) < min(upright)
    assert all(answer in whole for answer in ("answerbasic", "answergap", "answerout"))


def quiz_of(text: str, folder: Path) -> Path:
    """The quiz of all cards of a chapter."""
    deck = printed_deck(folder / "deck", text)
    questions = [Question(card, "basic", json.loads(card.tokens), 2) for card in deck.cards]
    (quiz,) = exam_papers("quiz", deck, questions, ExamSettings(count=len(questions)))
    path = folder / "quiz.pdf"
    path.write_bytes(pdf(quiz, "quiz"))
    return path


def test_a_long_answer_of_a_quiz_does_not_lie_over_itself(tmp_path: Path) -> None:
    program = "\n".join(f"line{i} = {i}" for i in range(20))
    path = quiz_of(
        "# C\n\n## Short? {#a}\n\nYes.\n\n## Long? {#b}\n\n"
        f"```python\n{program}\nprint(*range(90))\n```\n\n## Other? {{#c}}\n\nNo.\n",
        tmp_path,
    )
    assert list(overlaps(path)) == []
    tops = []
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage()
        whole = text.get_text_range()
        for word in ("line0", "line19"):
            _, low, _, top = text.get_charbox(whole.index(word))
            tops.append((low + top) / 2)
        edges = [
            path.get_bounds()
            for path in document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
        ]
    assert any(low < min(tops) and max(tops) < top for _, low, _, top in edges)  # one box has both


def test_the_key_of_a_quiz_has_what_its_first_words_announce(tmp_path: Path) -> None:
    path = quiz_of(
        "# C\n\n## Code? {#a}\n\nIt adds up:\n\n```python\nprint('announced')\n```\n\nNotneeded.\n\n"
        "## Sum? {#b}\n\nIt is equal to\n\n$$\\text{formula}$$\n\nFurther.\n\n"
        "## Plain? {#c}\n\nEnough.\n\n```python\nprint('toomuch')\n```\n",
        tmp_path,
    )
    text = pdf_text(path)
    assert "announced" in text and "formula" in text
    assert not any(word in text for word in ("Notneeded", "Further", "toomuch"))


@pytest.mark.parametrize("count", [5, 9, 10])
def test_no_question_of_a_quiz_comes_after_the_answers(count: int, tmp_path: Path) -> None:
    program = "\n".join(f"line{i} = {i}" for i in range(16))
    cards = "".join(
        f"\n## Ask{i}x? {{#q{i}}}\n\n```python\n{program}\n```\n\n---\n\nAnswer{i}x.{' More.' * 110}\n"
        for i in range(count)
    )
    deck = printed_deck(tmp_path / "deck", f"# C\n{cards}")
    questions = [Question(card, "basic", json.loads(card.tokens), 2) for card in deck.cards]
    (quiz,) = exam_papers("quiz", deck, questions, ExamSettings(count=count))
    pages = page_texts(pdf(quiz, "quiz"))
    asked = [i for i, page in enumerate(pages) if re.search(r"Ask\d+x", page)]
    answered = [i for i, page in enumerate(pages) if re.search(r"Answer\d+x", page)]
    assert max(asked) <= min(answered) and max(answered) == len(pages) - 1
    assert {f"Answer{i}x" for i in range(count)} <= set(re.findall(r"Answer\d+x", "".join(pages)))


def test_the_same_seed_gives_the_same_file_tagged_and_with_bookmarks(built: Built) -> None:
    settings = ExamSettings(count=4, seed=5)
    first = papers(built, "exam", settings)
    again = papers(built, "exam", settings)
    for ending, paper in first.items():
        data = pdf(paper, "exam")
        assert pdf(again[ending], "exam") == data
        with pikepdf.open(BytesIO(data)) as opened, opened.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
            (title,) = opened.open_outline().root
            assert len(title.children) == 4
    other = papers(built, "exam", ExamSettings(count=4, seed=6))
    slugs = [[card.note.slug for card in each[""].deck.cards] for each in (first, other)]
    assert slugs[0] != slugs[1]


def test_a_question_longer_than_a_column_goes_on_in_the_next(tmp_path: Path) -> None:
    lines = "\n".join(f"line{i} = {i}" for i in range(150))
    text = f"# C\n\n## Long? {{#long}}\n\n```python\n{lines}\n```\n\n---\n\nYes.\n"

    deck = printed_deck(tmp_path / "deck", text)
    (card,) = deck.cards
    asked = [Question(card, "basic", json.loads(card.tokens), 2)]
    (exam, _) = exam_papers("exam", deck, asked, ExamSettings())
    said = text_of(pdf(exam, "exam"), tmp_path / "long.pdf")
    assert all(f"line{i} = {i}" in said for i in range(150))
    assert list(overlaps(tmp_path / "long.pdf")) == []


FILES: Mapping[str, str] = {
    "en/01.md": "# One\n\n## First? {#first}\n\nAnswer one.\n\n## Second? {#second .typed}\n\n"
    "`{python} 40 + 2`\n\n## Who knows `torch.einsum`? {#telling .typed}\n\n`torch.einsum`\n\n"
    '## Unproved? {#unproved}\n\n```python {.norun reason="none"}\nfetch()\n```\n',
}


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path / "deck", FILES)


def test_cards_that_cannot_be_asked_are_named(deck: Path, tmp_path: Path) -> None:
    done = proofdeck("print", deck, "--what", "exam", "--versions", "2", cwd=tmp_path)
    assert done.code == 0
    assert done.out.splitlines()[-2:] == [
        "left out: telling: its front gives the answer away",
        "left out: unproved: its program is not run, so nothing proves the answer",
    ]
    made = sorted(path.name for path in (tmp_path / "print").iterdir())
    assert [name.partition("-en-")[2] for name in made] == [
        "exam-A-key.pdf", "exam-A.pdf", "exam-B-key.pdf", "exam-B.pdf",
    ]  # fmt: skip
    first = {path.name: path.read_bytes() for path in (tmp_path / "print").iterdir()}
    proofdeck("print", deck, "--what", "exam", "--versions", "2", "-o", "again", cwd=tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == first


@pytest.mark.parametrize(
    ("options", "told"),
    [(["--n", "3", "--what", "exam"], "take --n 2"), (["--n", "0", "--what", "quiz"], "1 or more"),
     (["--seed", "x", "--what", "exam"], "not a whole number"),
     (["--versions", "A,1", "--what", "exam"], "`1` is no version"),
     (["--versions", "30", "--what", "exam"], "1 to 26"), (["--n", "3"], "add --what exam"),
     (["--what", "exam", "--slug", "telling"], "none of 1 card can be asked"),
     (["--what", "exam", "--paper", "card"], "needs sheets"),
     (["--what", "exam", "--points", "bgu=3"], "did you mean `bug`"),
     (["--what", "exam", "--points", "bug"], "not a whole number"), (["--points", "bug=3"], "add --what"),
     (["--what", "exam", "--language", "en+en"], "only cards have two languages")],
)  # fmt: skip
def test_an_exam_that_there_cannot_be_is_wrong_usage(
    options: list[str], told: str, deck: Path, tmp_path: Path
) -> None:
    done = proofdeck("print", deck, *options, cwd=tmp_path)
    assert done.code == 2 and told in done.err
    assert not (tmp_path / "print").exists()


def test_deck_toml_has_the_usual_numbers_of_an_exam_and_the_command_the_last_word(
    tmp_path: Path,
) -> None:
    toml = (
        'name = "demo"\n[print]\nn = 9\nseed = 4\nversions = 2\npoints = {basic = 5, typed = 3}\n'
    )
    text = "# C\n\n## One? {#one}\n\nOne.\n\n## Two? {#two .typed}\n\n`{python} 1 + 1`\n"
    deck = write_deck(tmp_path / "deck", {"en/01.md": text}, toml=toml)
    done = proofdeck("print", deck, "--what", "exam", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")  # fewer than the usual number is no error
    text = pdf_text(tmp_path / "print" / "demo-en-exam-B.pdf")
    assert "/ 8" in text and "/ 5" in text and "/ 3" in text and "seed 4" in text
    asked = ("--versions", "1", "--points", "basic=7", "--seed", "5")
    assert proofdeck("print", deck, "--what", "exam", *asked, cwd=tmp_path).code == 0
    text = pdf_text(tmp_path / "print" / "demo-en-exam.pdf")
    assert "/ 10" in text and "/ 7" in text and "/ 3" in text and "seed 5" in text
