"""Text exports of Anki, and CSV as Quizlet, Brainscape and spreadsheets write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.importing.decoding import read_text
from generator.importing.documents.delimited_cards import delimited_cards
from generator.importing.documents.delimited_rows import PLAIN_SIGNS, sign_of
from generator.importing.gathering import Gathering
from generator.model import ProblemsError
from generator.reading.source import Source
from tests.support.imported import counted, told


def read(text: str) -> Gathering:
    return delimited_cards(Source.of("cards.csv", text))


def plain(gathering: Gathering) -> list[tuple[str, str]]:
    return [(card.front, card.back) for card in gathering.cards]


def test_a_text_export_of_anki_keeps_guids_decks_types_and_tags() -> None:
    found = read(
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        "#tags column:6\n"
        'g1\tBasic\tA::B\t"say ""it"""\t<b>x</b>\tt u::v\n'
        'g2\tBasic (and reversed card)\tA\t"two\nlines"\ty\t\n'
        "# a comment\n"
        "g3\tCloze\tA\t{{c1::x}} y\tmore\t\n"
        "g4\tBasic (optional reversed card)\tA\tq\ta\t\n"
        "g5\tBasic (type in the answer)\tA\tq\ta\t\n"
    )
    cards = found.cards
    assert [card.guid for card in cards] == ["g1", "g2", "g3", "g4", "g5"]
    assert [card.kind for card in cards] == ["", "reversed", "cloze", "", "typed"]
    assert cards[0].deck == ("A", "B")
    assert cards[0].tags == ("t", "u::v")
    assert (cards[0].front, cards[0].back) == ('<div>say "it"</div>', "<div><b>x</b></div>")
    assert [card.place.line for card in cards] == [7, 8, 11, 12, 13]
    assert counted(found) == [(1, "comment")]


def test_an_optional_reverse_is_made_where_its_field_is_filled() -> None:
    head = "#separator:comma\n#notetype:Basic (optional reversed card)\n#html:false\n"
    found = read(head + "q,a,y\nr,b,\n")
    assert [card.kind for card in found.cards] == ["reversed", ""]
    assert plain(found) == [("<div>q</div>", "<div>a</div>"), ("<div>r</div>", "<div>b</div>")]


def test_names_of_columns_say_what_they_hold() -> None:
    found = read("Deck,Answer,Question,Hint,Tags\nD,a1,q1,h1,t\nD,a2,q2,,\n")
    assert plain(found) == [
        ("<div>q1</div>", "<div>a1</div><div><b>Hint</b></div><div>h1</div>"),
        ("<div>q2</div>", "<div>a2</div>"),
    ]
    assert found.cards[0].deck == ("D",)
    assert found.cards[0].tags == ("t",)


@pytest.mark.parametrize(
    "names", ["Frage;Antwort;Schlagworte", "问题;答案;标签", "Recto;Verso;Tags"]
)
def test_names_of_columns_are_no_card_in_other_languages(names: str) -> None:
    found = read(f"{names}\nq;a;t\n")
    assert plain(found) == [("<div>q</div>", "<div>a</div>")]
    assert found.cards[0].tags == ("t",)


def test_a_file_without_rows_is_said_to_be_empty() -> None:
    with pytest.raises(ProblemsError, match="no rows"):
        read("\n \n")


def test_plain_text_is_no_html_and_a_program_keeps_its_lines() -> None:
    found = read('What is <b>?,a & b\nRuns?,"for i in range(2):\n    print(i)"\n')
    assert plain(found) == [
        ("<div>What is &lt;b&gt;?</div>", "<div>a &amp; b</div>"),
        (
            "<div>Runs?</div>",
            '<div><pre><code class="language-python">for i in range(2):\n    print(i)</code></pre></div>',
        ),
    ]


def test_fences_in_a_table_are_markdown() -> None:
    (card,) = read('q,"a\n\n```python\nprint(1)\n```"\nr,b\n').cards[:1]
    assert (card.form, card.back) == ("markdown", "a\n\n```python\nprint(1)\n```")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a\tb\nc, d\te\n", "\t"),
        ("a;b, c\nd;e, f, g\n", ";"),
        ("a,b\nc,d\n", ","),
        ("a|b\nc|d\n", "|"),
        ("Hello there.\nNo sign here, but once.\n", ""),
    ],
)
def test_the_sign_between_columns_is_found(text: str, sign: str) -> None:
    assert sign_of(text.splitlines()) == sign


def test_prose_is_no_table() -> None:
    with pytest.raises(ProblemsError) as caught:
        delimited_cards(Source.of("x.txt", "One, two.\nThree, four.\n"), PLAIN_SIGNS)
    assert caught.value.problems[0].code == "no-import-format"


def test_a_broken_row_is_told_and_the_rest_is_read() -> None:
    found = read('q1,a1\nonly\n,a2\nx,y,z\n"open,b\nq3,a3\nq4,a4\n')
    assert [front for front, _ in plain(found)] == [f"<div>q{n}</div>" for n in (1, 3, 4)]
    assert [line.partition(";")[0] for line in sorted(told(found))] == [
        "2:1: the row `only` has no answer",
        "3:1: the row `a2` has no question",
        "4:1: the row `x` has 3 columns, and most rows have 2",
        "5:1: this row has a quote that is never closed",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "cards.csv"
    path.write_bytes("Wörter,Größe\nq,a\n".encode(encoding))
    assert read_text(path).text == "Wörter,Größe\nq,a\n"


def test_another_encoding_is_a_problem_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    path.write_bytes("ab\nWörter,x\n".encode("latin-1"))
    with pytest.raises(ProblemsError) as caught:
        read_text(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line, problem.place.column) == ("not-utf-8", 2, 2)
