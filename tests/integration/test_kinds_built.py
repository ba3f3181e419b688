"""Every kind of card through the real programs, the real Anki and the real PDF compiler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from anki.collection import Card, Collection

from tests.support.anki_decks import collection, import_package, texts
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.kinds import FILES, TOML
from tests.support.paper import pdf_text

LANGUAGES = ["en", "zh"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what a build of every kind wrote."""
    folder = tmp_path_factory.mktemp("kinds")
    write_deck(folder / "cards", FILES, toml=TOML)
    done = proofdeck("build", cwd=folder)
    assert (done.code, done.err) == (0, ""), done.out
    return folder / "build"


@pytest.fixture(scope="module")
def anki(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with collection(tmp_path_factory.mktemp("anki")) as opened:
        for language in LANGUAGES:
            import_package(opened, built / f"kinds-{language}.apkg")
        yield opened


def card(anki: Collection, slug: str, language: str = "en") -> Card:
    locale = {"en": "en", "zh": "zh-CN"}[language]
    (found,) = anki.find_cards(f'"Slug:{slug}" "Language:{locale}"')
    return anki.get_card(found)


def compared(anki: Collection, slug: str, provided: str) -> str:
    """What Anki shows after something was typed on a card."""
    one = card(anki, slug)
    assert one.question().count("[[type:Typed]]") == 1
    assert one.answer().count("[[type:Typed]]") == 1
    return anki.compare_answer(expected=one.note()["Typed"], provided=provided)


@pytest.mark.parametrize(
    ("slug", "right", "wrong"),
    [
        ("typed", "False", "True"),
        ("typed-markup", """<b>&amp; [sound:x] {{c1::y}} \\(z\\) '"."""[:-1], "<b>& {{c1::y}}"),
    ],
)
def test_what_is_typed_right_is_all_good_and_what_is_wrong_is_marked(
    anki: Collection, slug: str, right: str, wrong: str
) -> None:
    good, bad = compared(anki, slug, right), compared(anki, slug, wrong)
    assert "typeBad" not in good and "typeMissed" not in good
    assert "typeBad" in bad or "typeMissed" in bad


def test_a_card_that_asks_for_nothing_typed_has_no_box(anki: Collection) -> None:
    for slug in ("choice", "bug", "compare"):
        one = card(anki, slug)
        assert "[[type:" not in one.question() + one.answer()


def asked_options(html: str) -> list[str]:
    lists = texts(html, lambda tag, _: tag == "li")
    return [" ".join(one.replace("☐", "").replace("☑", "").split()) for one in lists]


def test_the_front_of_a_choice_does_not_tell_which_is_right(anki: Collection) -> None:
    question = card(anki, "choice").question()
    assert len(asked_options(question)) == 4
    assert question.count("☐") == 4
    front = question.partition('class="question"')[2]
    for told in ("☑", "correct", "right", "wrong", "reason", "checked", "copies", "Behind"):
        assert told not in front
    assert "[2] ==" not in "".join(texts(front, lambda tag, _: tag == "code"))


def test_the_back_of_a_choice_marks_the_right_one_and_gives_the_reasons(anki: Collection) -> None:
    one = card(anki, "choice")
    back = one.answer().partition('<hr id="answer">')[2]
    asked, told = asked_options(one.question()), asked_options(back)
    assert all(answer.startswith(option) for option, answer in zip(asked, told, strict=True))
    (right,) = texts(back, lambda tag, kind: (tag, kind) == ("li", "correct"))
    assert right.startswith("☑") and "[1, 1]" in right and "Because repetition" in right
    assert back.count("☑") == 1 and back.count("☐") == 3
    assert "Arrays do so" in back and "Behind the list." in back


def test_both_languages_show_the_options_in_one_order(anki: Collection) -> None:
    english, chinese = (
        asked_options(card(anki, "choice", language).question()) for language in LANGUAGES
    )
    assert english == chinese


def test_a_bug_shows_its_traceback_in_front_and_its_mend_behind(anki: Collection) -> None:
    one = card(anki, "bug")
    question, answer = one.question(), one.answer()
    (raised,) = texts(question, lambda tag, kind: kind == "output error")
    assert raised.endswith("TypeError: object of type 'int' has no len()")
    assert texts(question, lambda tag, kind: kind == "output stdout") == ["before"]
    assert "has no length" not in question and "[3, 3]" not in question
    back = answer.partition('<hr id="answer">')[2]
    assert texts(back, lambda tag, kind: tag == "pre") == ["len([3, 3])", "2"]


def test_programs_that_agree_stand_in_columns_on_the_back_alone(anki: Collection) -> None:
    one = card(anki, "compare")
    assert "sum(" not in one.question()
    assert texts(one.question(), lambda tag, kind: kind == "column") == []
    left, right = texts(one.answer(), lambda tag, kind: kind == "column")
    assert left.startswith("total = 0") and left.endswith("6")
    assert right == "sum([1, 2, 3])6"
    assert "unseen" not in one.answer()


def test_what_was_built_of_every_kind_can_be_verified(built: Path) -> None:
    for language in LANGUAGES:
        done = proofdeck("verify", built / f"kinds-{language}.apkg", "--trust", cwd=built.parent)
        assert done.code == 0, done.out + done.err
        assert "4 still true, 0 now different" in done.out
        assert "1 without a program" in done.out


def alternatives(path: Path) -> list[str]:
    """What a screen reader says of the drawings of a PDF."""
    with pikepdf.open(path) as pdf:
        return [
            str(one["/Alt"])
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
        ]


def page_texts(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in pdf]
    pdf.close()
    return pages


def test_a_cut_out_choice_marks_its_options_behind_alone(built: Path) -> None:
    path = built / "kinds-en-cards.pdf"
    fronts, backs = page_texts(path)[::2], page_texts(path)[1::2]
    for option in ("[2]", "TypeError", "none of these, 一个也不是"):
        assert any(option in page for page in fronts)
        assert any(option in page for page in backs)
    assert not any("copies" in page or "has no length" in page for page in fronts)
    assert any("Because repetition joins copies." in page for page in backs)
    assert any("Traceback" in page for page in fronts)
    assert sorted(alternatives(path)) == ["right", "wrong", "wrong", "wrong"]


def test_a_cheat_sheet_shows_every_answer_once(built: Path) -> None:
    path = built / "kinds-en-cheatsheet.pdf"
    text = pdf_text(path)
    for once in ("none of these", "Because repetition", 'print("before")', "has no length", "sum("):
        assert text.count(once) == 1
    assert sorted(alternatives(path)) == ["right", "wrong", "wrong", "wrong"]
    chinese = built / "kinds-zh-cheatsheet.pdf"
    assert sorted(alternatives(chinese)) == ["正确", "错误", "错误", "错误"]


def test_programs_to_compare_are_printed_side_by_side(built: Path) -> None:
    pdf = pypdfium2.PdfDocument(built / "kinds-en-cards.pdf")
    (page,) = [one.get_textpage() for one in pdf if "sum(" in one.get_textpage().get_text_range()]
    printed = page.get_text_range()
    left, right = (
        page.get_charbox(printed.index(word), loose=True) for word in ("total = 0", "sum(")
    )
    pdf.close()
    assert left[1] == pytest.approx(right[1], abs=0.1)
    assert left[0] + 100 < right[0]


@pytest.mark.parametrize(
    "line", ["x = 1  # " + "wide " * 9, "x = 1" + "\n" + "\n".join(["x += 1"] * 40)]
)
def test_programs_too_wide_or_too_tall_to_stand_side_by_side_lose_nothing(
    tmp_path: Path, line: str
) -> None:
    text = "## Q {#q .compare}\n\n```python {#one}\n%s\nx, 'one'[:0]\n```\n\n"
    text += "```python {agrees=one}\n%s\n(x, '')  # second\n```\n"
    write_deck(tmp_path / "cards", {"en/01.md": text % (line, line)})
    done = proofdeck("build", cwd=tmp_path)
    assert (done.code, "[print-long]" in done.err) == (0, "\n" in line), done.out
    for name in ("cards", "cheatsheet"):
        printed = re.sub(r"\s", "", pdf_text(tmp_path / f"build/demo-en-{name}.pdf"))
        assert printed.count("x=1") == 2 and printed.count("second") == 1
        assert printed.count("x+=1") == 2 * line.count("x += 1")
        assert printed.count("wide") == 2 * line.count("wide")


def test_an_answer_to_type_has_a_line_to_write_it_on(tmp_path: Path, built: Path) -> None:
    def strokes(path: Path) -> int:
        pdf = pypdfium2.PdfDocument(path)
        objects = [one for one in pdf[0].get_objects() if one.type == 2]
        pdf.close()
        return len(objects)

    plain = {"en/01.md": FILES["en/01.md"].replace(" .typed", "")}
    write_deck(tmp_path / "cards", plain, toml='name = "kinds"\n')
    done = proofdeck("build", cwd=tmp_path)
    assert done.code == 0, done.err
    without = strokes(tmp_path / "build/kinds-en-cards.pdf")
    assert strokes(built / "kinds-en-cards.pdf") == without + 2
