"""Clozes wherever people write them: each hides what it seems to, or is named."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace
from pathlib import Path

import pytest

from generator.model import CellRun, Output, Problem, Structure
from generator.reading.attributes import AttributeSyntaxError, parse_attributes
from generator.reading.cloze_spans import cloze_spans, unmarked
from generator.rendering.anki_notes import AnkiNote, render_note
from generator.rendering.typst_card import typst_card
from tests.support.anki_decks import CONFIG
from tests.support.both_media import in_both
from tests.support.decks import read_card, read_text
from tests.support.kinds import faces_of, failed, printed

CLOZE = "## Q {#q .cloze}\n\n"


def note_of(folder: Path, body: str, heading: str = CLOZE) -> AnkiNote:
    return render_note(faces_of(folder, heading + body), CONFIG)


def read_problems(folder: Path, text: str) -> tuple[Problem, ...]:
    return read_text(folder, text)[1]


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("$E = {{c2::mc^2}}$ {{c1::x}}", r"\(E = {{c2::mc^2}}\) {{c1::x}}"),
        ("$$(1+{{c1::2}})-(1+{{c2::3}})$$", r"\[(1+{{c1::2}})-(1+{{c2::3}})\]"),
        (r"$\frac{{{c1::a}}}{b}$", r"\(\frac&#123;{{c1::a}}&#125;&#123;b&#125;\)"),
        # Braces of TeX are none of Anki's, and the answer is a group where a command takes it.
        (r"$x = {{c1::\frac{1}{2}}}$",
         r"\(x = {{c1::\frac&#123;1&#125;&#123;2&#125;}}\)"),
        ("$x^{{c1::2}}$", r"\(x^&#123;{{c1::2}}&#125;\)"),
        (r"$a {{c1::+}} b_{{c1::i}}$", r"\(a {{c1::+}} b_&#123;{{c1::i}}&#125;\)"),
        (r"${{c1::a + {{c2::b}}::two words}}$",
         r"\({{c1::a + {{c2::b}}::\text&#123;two words&#125;}}\)"),
        ("{{c1::a {{c2::b}} c}}", "{{c1::a {{c2::b}} c}}"),
        ("{{c1,2::both}} {{c2 , 1::x}} {{c3::y}}".replace(" , ", ","),
         "{{c1,2::both}} {{c1,2::x}} {{c3::y}}"),
    ],
)  # fmt: skip
def test_a_cloze_hides_in_anki_what_it_seems_to_hide(
    tmp_path: Path, written: str, field: str
) -> None:
    text = note_of(tmp_path, written + "\n").fields["Text"]
    assert text.split("</div>\n", 1)[1].replace("<p>", "").replace("</p>", "").strip() in (
        field, f'<div class="math">{field}</div>')  # fmt: skip


def test_a_cloze_of_several_numbers_is_on_each_of_these_cards(tmp_path: Path) -> None:
    assert note_of(tmp_path, "{{c1,3::both}} {{c2::x}}\n").cloze_numbers == (1, 2, 3)


def test_a_formula_is_blank_on_the_front_of_paper_and_whole_behind(tmp_path: Path) -> None:
    card = typst_card(faces_of(tmp_path, CLOZE + "$$E = {{c1::mc^2}}$$\n"), CONFIG)
    assert "mc" not in str(card["front"])
    assert "mc^2" in str(card["back"]) and "mc^2" in str(card["sheet"])


def test_a_cloze_that_parts_a_row_of_a_matrix_is_still_hidden_on_paper(tmp_path: Path) -> None:
    body = "$$\\begin{pmatrix} {{c1::a & b}} \\end{pmatrix}$$\n"
    card = typst_card(faces_of(tmp_path, CLOZE + body), CONFIG)
    assert "'s': 'a'" not in str(card["front"]) and "'s': 'a'" in str(card["back"])


@pytest.mark.parametrize(
    ("body", "message", "severity"),
    [
        ("{{c0::a}} {{c1::b}}\n", "no card for cloze 0", "error"),
        ("A {{word}} and {{c1::b}}\n", "`{{word}}` is not a cloze: it has no number", "warning"),
        ("A {c3::x} and {{c1::b}}\n", "it has one brace at each end", "error"),
        ("A {{c2:x}} and {{c1::b}}\n", "it does not start with `{{c`", "error"),
        ("A {{C2::x}} and {{c1::b}}\n", "it does not start with `{{c`", "error"),
        ("A {{ c2::x }} and {{c1::b}}\n", "`{{ c2::x }}` is not a cloze: it does not", "error"),
        ("A {{2::x}} and {{c1::b}}\n", "`{{2::x}}` is not a cloze: it does not start", "error"),
        (
            "｛｛c2::x｝｝ and {{c1::b}}\n",
            "`｛｛c2::x｝｝` is not a cloze: it has full-width",
            "error",
        ),
        ("{{c2：：x}} and {{c1::b}}\n", "it has full-width signs", "error"),
        ("{{c1::b}}[^1]\n\n[^1]: {{c2::x}}\n", "a cloze in a footnote hides nothing", "error"),
        ("<div>{{c2::b</div>\n\n{{c1::b}}\n", "never closed", "error"),
        ("$a {{c2::b$ and {{c1::b}}\n", "never closed", "error"),
        ("{{c1::b}}\n\n```text\n{{c2::x\n```\n", "never closed", "error"),
        ("{{c1::b}}\n\n```python\nx = 1  # {{c2::x\n```\n", "never closed", "error"),
    ],
)
def test_what_looks_like_a_cloze_and_hides_nothing_is_named(
    tmp_path: Path, body: str, message: str, severity: str
) -> None:
    (problem,) = read_problems(tmp_path, CLOZE + body)
    assert message in problem.message
    assert (problem.code, problem.severity) == ("bad-cloze", severity)
    assert problem.place.line >= 3 and problem.card == "q"


@pytest.mark.parametrize("body", ["\\{{c2::a}}", "\\{\\{c2::a\\}\\}", "｛集合｝：a", "`{{c2::a}}`"])
def test_braces_that_are_meant_are_no_problem(tmp_path: Path, body: str) -> None:
    assert read_problems(tmp_path, f"{CLOZE}{body} and {{{{c2::b}}}} {{{{c1::c}}}}\n") == ()


def test_the_mark_of_a_footnote_stands_in_the_text_of_a_cloze(tmp_path: Path) -> None:
    card = in_both(tmp_path, "{{c1::a}}[^1]\n\n[^1]: B", heading=CLOZE.strip())
    assert '{{c1::a}}<sup class="footnote-ref">1</sup>' in card.front
    assert '<ol class="footnotes"><li value="1">' in card.html


@pytest.mark.parametrize(
    ("fence", "code", "hidden"),
    [
        ('js {blank="let"}', "let x; let y", ["{{c2::let}} x; {{c2::let}} y"]),
        ('{.js blank=["x", "y"]}', "let x; let y", ["{{c2::x}}", "{{c3::y}}"]),
        ('text {blank="{{c5::x::which?}}"}', "an x", ["{{c5::x::which?}}"]),
    ],
)
def test_code_that_is_not_run_may_have_blanks_too(
    tmp_path: Path, fence: str, code: str, hidden: list[str]
) -> None:
    card = in_both(tmp_path, f"```{fence}\n{code}\n```\n\n{{{{c1::a}}}}", heading=CLOZE.strip())
    text = re.sub(r"</?span[^>]*>", "", card.front)
    assert all(each in text for each in hidden)
    assert card.problems == []


@pytest.mark.parametrize(
    ("heading", "fence", "code"),
    [
        ("## Q {#q .cloze}", 'js {blank="nope"}', "bad-value"),
        ("## Q {#q}", 'js {blank="let"}', "bad-options"),
        ("## Q {#q}", "js {.hidden}", "unknown-option"),
        ("## Q {#q}", "js {1,3-5}", ""),
        ("## Q {#q}", 'js title="a.js"', ""),
    ],
)
def test_options_of_code_that_is_not_run_are_used_or_named(
    tmp_path: Path, heading: str, fence: str, code: str
) -> None:
    text = "{{c1::a}}" if "cloze" in heading else "A."
    card = in_both(tmp_path, f"{text}\n\n```{fence}\nlet x\n```", heading=heading)
    assert [each.code for each in card.told] == [code][: bool(code)]


def test_a_cloze_in_the_description_of_an_image_is_named(tmp_path: Path) -> None:
    problems = read_problems(tmp_path, CLOZE + "![a {{c2::b}}](a.png) {{c1::b}}\n")
    assert "a cloze in the description of an image hides nothing" in [p.message for p in problems]


def test_a_cloze_around_blocks_of_html_is_named(tmp_path: Path) -> None:
    body = "<div>{{c2::<ul><li>b</ul>}}</div>\n\n{{c1::b}}\n"
    (problem,) = read_problems(tmp_path, CLOZE + body)
    assert problem.code == "bad-cloze" and "hides more than a line of text" in problem.message
    assert (problem.place.line, problem.place.column) == (3, 6)


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("{{c1::s[::-1]}}", "{{c1::s[&#58;&#58;-1]}}"),
        ("{{c1::s[::-1]::which part?}}", "{{c1::s[&#58;&#58;-1]::which part?}}"),
        ("{{c1::a (b::which?}}", "{{c1::a (b::which?}}"),
        ("{{c1::`[` a::which?}}", "{{c1::<code>[</code> a::which?}}"),
        ("<p>{{c1::s[::-1]}}</p>", "{{c1::s[&#58;&#58;-1]}}"),
    ],
)
def test_two_colons_in_brackets_of_an_answer_begin_no_hint(
    tmp_path: Path, written: str, field: str
) -> None:
    assert field in note_of(tmp_path, f"{written}\n").fields["Text"]


def test_a_cloze_in_a_formula_of_another_kind_of_card_is_named(tmp_path: Path) -> None:
    (problem,) = read_problems(tmp_path, "## Q {#q}\n\n$E = {{c1::mc^2}}$\n")
    assert "not marked `.cloze`" in problem.message


def test_code_runs_without_the_marks_of_its_clozes(tmp_path: Path) -> None:
    body = '```python\nd = {{c1::{"a": {"b": 1}}}}\nprint({{c2::d["a"]::which part?}})  # => {\'b\': 1}\n```\n'
    card = read_card(tmp_path, CLOZE + body)
    (fence,) = card.fences
    assert fence.code == 'd = {"a": {"b": 1}}\nprint(d["a"])  # => {\'b\': 1}'
    assert [(gap.text, gap.numbers, gap.hint) for gap in fence.blanks] == [
        ('{"a": {"b": 1}}', (1,), ""), ('d["a"]', (2,), "which part?")]  # fmt: skip
    # The claim is where the author sees it.
    (claim,) = fence.stated
    line = body.split("\n")[2]
    assert claim.place.line == 5 and line[claim.place.column - 1] == "#"


def test_code_that_is_not_run_may_have_clozes_too(tmp_path: Path) -> None:
    note = note_of(tmp_path, "```cpp\n{{c1::std::vector<int>}} v;\n```\n")
    assert "{{c1::" in note.fields["Text"] and "}}" in note.fields["Text"]
    card = typst_card(faces_of(tmp_path, CLOZE + "```bash\nls {{c1::-la}}\n```\n"), CONFIG)
    assert "-la" not in str(card["front"]) and "-la" in str(card["back"])


def test_a_hint_in_code_stands_in_its_blank_on_paper(tmp_path: Path) -> None:
    body = "```python {.norun reason=r}\n{{c1::f(x)::which call, and of what?}} + {{c2::1}}\n```\n"
    (listing,) = typst_card(faces_of(tmp_path, CLOZE + body), CONFIG)["front"]
    (line,) = listing["code"]
    blanks = [(text, width) for ink, text, width in line["r"] if ink == "b"]
    assert blanks == [("which call, and of what?", 25), ("[…]", 1)]


def test_code_of_other_cards_is_left_as_it_is(tmp_path: Path) -> None:
    body = '## Q {#q}\n\n```python\nprint("{{c1::x}}")\n```\n'
    assert read_card(tmp_path, body).fences[0].code == 'print("{{c1::x}}")'


def test_a_session_hides_what_is_marked_in_it(tmp_path: Path) -> None:
    body = "```pycon\n>>> x = {{c1::3}}\n>>> x\n3\n```\n"
    card = read_card(tmp_path, CLOZE + body)
    assert card.fences[0].code.startswith("x = 3")
    assert card.fences[0].blanks[0].numbers == (1,)


@pytest.mark.parametrize(
    ("options", "code", "hidden"),
    [
        (r'blank="\"a\""', 'd = ["a"]', ['"a"']),
        ("""blank='"a"'""", 'd = ["a"]', ['"a"']),
        ('blank="{x:.2f}"', 'print(f"{x:.2f}")', ["{x:.2f}"]),
        ('blank=["a", "{b: 1}"]', "a = {b: 1}", ["a", "{b: 1}"]),
        ("""blank=["it's", 'say "hi"']""", 'x = "it\'s", \'say "hi"\'', ["it's", 'say "hi"']),
        (r'blank="\d+"', r"re.findall(r'\d+')", [r"\d+"]),
        ('blank="x == 1  # ok"', "y = x == 1  # ok", ["x == 1  # ok"]),
    ],
)
def test_a_blank_hides_any_text(tmp_path: Path, options: str, code: str, hidden: list[str]) -> None:
    card = read_card(tmp_path, f"{CLOZE}```python {{.norun reason=r {options}}}\n{code}\n```\n")
    assert [gap.text for gap in card.fences[0].blanks] == hidden


def test_blanks_continue_the_numbers_or_have_their_own(tmp_path: Path) -> None:
    body = '{{c1::x}}\n\n```python {blank=["{{c5::a::a name}}", "b", "{{c1,5::c}}"]}\na, b, c = 1, 2, 3\n```\n'
    note = render_note(faces_of(tmp_path, CLOZE + body, CellRun()), CONFIG)
    text = note.fields["Text"]
    assert note.cloze_numbers == (1, 5, 6)
    assert "::a name}}" in text and "{{c1,5::" in text and "{{c6::" in text


@pytest.mark.parametrize("text", ["{a=[]}", '{a=["b" "c"]}', '{a=["b"', "{a='b}", "{a=[b]}"])
def test_a_list_of_values_that_is_broken_says_so(text: str) -> None:
    with pytest.raises(AttributeSyntaxError) as error:
        parse_attributes(text)
    assert error.value.hint and 0 <= error.value.position <= len(text)


def test_programs_to_compare_hide_a_blank_in_front_and_mark_it_behind(tmp_path: Path) -> None:
    body = '```python {#a}\nsum([1, 2])\n```\n\n```python {agrees=a blank="1 + 2"}\n1 + 2\n```\n'
    three = CellRun((Output("value", "3"),), value=Structure("int", "number", values=(3,)))

    def note_of_pair(body: str) -> AnkiNote:
        return render_note(
            faces_of(tmp_path, "## Q {#q .compare}\n\n" + body, three, three), CONFIG
        )

    note = note_of_pair(body)
    assert note.notetype == "basic"  # the history of a card stays when it gets a blank
    front, back = note.fields["Front"], note.fields["Back"]
    assert '<span class="cloze">[...]</span>' in front and "sum" in front
    assert front.count('class="listing"') == 2 and 'class="columns"' in front
    assert back.count('<span class="cloze">') == 1 and "[...]" not in back
    without = note_of_pair(body.replace(' blank="1 + 2"', ""))
    assert "listing" not in without.fields["Front"]


def test_a_bug_to_predict_keeps_its_traceback_for_the_back(tmp_path: Path) -> None:
    body = "```python {raises=KeyError}\n{}[1]\n```\n\nmended:\n\n```python\nprint(1)\n```\n"
    faces = faces_of(
        tmp_path, "## Q {#q .predict .bug}\n\n" + body, failed("KeyError: 1"), printed("1")
    )
    note = render_note(faces, CONFIG)
    assert "KeyError" not in note.fields["Front"] and "{}[1]" in _text(note.fields["Front"])
    assert note.fields["Back"].index("KeyError") < note.fields["Back"].index("mended")


def _text(html: str) -> str:
    return entities.unescape(re.sub(r"<[^>]+>", "", html))


def test_a_typed_cloze_asks_for_one_line(tmp_path: Path) -> None:
    heading = "## Q {#q .cloze .typed}\n\n"
    assert note_of(tmp_path, "{{c1::x}}\n", heading).fields["Typed"] == "1"
    assert note_of(tmp_path, "{{c1::x}}\n").fields["Typed"] == ""
    (problem,) = read_problems(tmp_path, f"{heading}{{{{c1::{'x' * 81}}}}}\n")
    assert (problem.code, problem.place.line) == ("bad-typed", 3)
    body = "```python\n{{c1::f(\n  1)}}\n```\n"
    (problem,) = read_problems(tmp_path, heading + body)
    assert "2 lines" in problem.message


@pytest.mark.parametrize(
    ("heading", "language", "asked"),
    [
        ("What does `jax.vmap` do?", "en", "Which function does this?"),
        ("What is a pytree?", "en", "What is this called?"),
        ("`nn.CrossEntropyLoss`", "en", "Which class is this?"),
        ("`len(x)`", "en", "Which function does this?"),
        ("What is a graph break of `torch.compile`?", "en", "What is this called?"),
        ("`jax.vmap` 做什么？", "zh", "哪个函数有这个作用？"),
        ("什么是 pytree？", "zh", "这叫什么？"),
        ('Q {#q .reversed reverse="Which `{x}`, in $y$?"}', "en",
         r"Which <code>{x}</code>, in \(y\)?"),
    ],
)  # fmt: skip
def test_the_second_card_of_a_reversed_one_asks_something(
    tmp_path: Path, heading: str, language: str, asked: str
) -> None:
    line = heading if "{#q" in heading else f"{heading} {{#q .reversed}}"
    faces = faces_of(tmp_path, f"## {line}\n\nA.\n")
    faces = replace(faces, card=replace(faces.card, language=language))
    assert render_note(faces, CONFIG).fields["Reverse"] == asked
    assert "reverse" not in render_note(faces, CONFIG).fields["Front"]


def test_a_question_for_a_card_that_is_not_reversed_is_named(tmp_path: Path) -> None:
    for heading in ('## Q {#q reverse="Why?"}', '## Q {#q .reversed reverse=" "}'):
        (problem,) = read_problems(tmp_path, f"{heading}\n\nA.\n")
        assert problem.code == "bad-options" and "reverse" in problem.message


def test_two_kinds_that_do_not_go_together_are_named(tmp_path: Path) -> None:
    (problem,) = read_problems(tmp_path, "## Q {#q .cloze .predict}\n\n{{c1::x}}\n")
    assert problem.code == "unknown-kind"


def test_unclosed_clozes_take_linear_time() -> None:
    for text in ("{{c1::" * 20_000, "{{c1::{" * 20_000, "{{c1::a}}" * 20_000, "}}" * 50_000):
        spans = cloze_spans(text, "code")
        assert len(unmarked(text, spans)[0]) <= len(text)
