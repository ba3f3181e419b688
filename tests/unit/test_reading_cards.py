"""What an author writes arrives as it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Node
from generator.model.walking import plain_text, walk
from generator.reading.whole_deck import read_deck
from tests.support.decks import read_card, read_text, write_deck


def kinds(nodes: tuple[Node, ...]) -> list[str]:
    return [node.kind for node in walk(nodes)]


def test_a_heading_gives_question_slug_and_kind(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## What is `x`? {#what-x .reversed}\n\nThis.\n")
    assert (plain_text(card.question), card.slug, card.kind) == (
        "What is x?", "what-x", "reversed")  # fmt: skip


def test_braces_in_a_question_that_are_no_attributes_stay_text(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## What does {x} do in `f'{x}'`? {#braces}\n\nThis.\n")
    assert plain_text(card.question) == "What does {x} do in f'{x}'?"


def test_front_matter_gives_every_card_its_subdeck_and_tags(tmp_path: Path) -> None:
    matter = '---\ndeck: "A::B"\ntags: [x, y]\n---\n# T\n\n'
    card = read_card(tmp_path, matter + "## Q {#q}\n\nA.\n")
    assert (card.subdeck, card.tags, card.chapter) == (("A", "B"), ("x", "y"), "T")


def test_a_thematic_break_moves_what_is_above_it_to_the_front(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\nfront\n\n---\n\nback\n\n---\n\nmore\n")
    assert kinds(card.front) == ["paragraph", "text"]
    assert kinds(card.back) == ["paragraph", "text", "rule", "paragraph", "text"]


def test_card_syntax_inside_code_is_never_taken_for_card_syntax(tmp_path: Path) -> None:
    text = (
        "## Q {#q}\n\n```text\n## no card {#no}\n---\n{{c1::x}}\n```\n\n`{{c1::y}}` $\\{{c1::z}}$\n"
    )
    card = read_card(tmp_path, text)
    assert not card.front
    assert "cloze" not in kinds(card.back)


def test_tilde_and_nested_fences_are_programs_too(tmp_path: Path) -> None:
    text = "## Q {#q}\n\n~~~python\na = 1\n~~~\n\n- item\n\n  ```python\n  if a:\n      b = 2\n  ```\n\n> ```python\n> c = 3\n> ```\n"
    card = read_card(tmp_path, text)
    assert [fence.code for fence in card.fences] == ["a = 1", "if a:\n    b = 2", "c = 3"]
    assert [(fence.place.line, fence.indent) for fence in card.fences] == [(3, 0), (9, 2), (14, 2)]


def test_an_output_fence_belongs_to_the_program_above_it(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\n```python\n1\n```\n\n```output\n1\n```\n")
    assert card.fences[0].claim is not None
    assert card.fences[0].claim.text == "1"
    assert kinds(card.back) == ["program"]


def test_all_fence_options_are_read(tmp_path: Path) -> None:
    options = (
        '.hidden raises=ValueError requires="torch>=2" requires=cuda env="A=b c" timeout=5 '
        "match=exact varies #name"
    )
    card = read_card(tmp_path, f"## Q {{#q}}\n\n```python {{{options}}}\n1\n```\n")
    fence = card.fences[0]
    assert fence.hidden
    assert fence.varies
    assert fence.raises == "ValueError"
    assert fence.requires == ("torch>=2", "cuda")
    assert fence.env == (("A", "b c"),)
    assert fence.timeout == 5
    assert fence.name == "name"


def test_setup_fences_run_before_every_card_of_their_file(tmp_path: Path) -> None:
    deck, problems = read_deck(
        write_deck(
            tmp_path,
            {
                "en/01.md": "# T\n\n```python {.setup}\nx = 1\n```\n\n## A {#a}\n\n1\n\n## B {#b}\n\n1\n",
                "en/02.md": "## C {#c}\n\n1\n",
            },
        )
    )
    assert not problems
    assert [[fence.code for fence in card.setup] for card in deck.cards()] == [["x = 1"]] * 2 + [[]]


def test_a_cloze_keeps_markup_math_and_braces_inside_it(tmp_path: Path) -> None:
    text = "## Q {#q .cloze}\n\nIt {{c1::is `{'a': {'b': 1}}` and `x[::2]` and $\\frac{a}{{b}}$::a *hint*}}.\n"
    card = read_card(tmp_path, text)
    cloze = next(node for node in walk(card.back) if node.kind == "cloze")
    assert cloze.attrs == {"number": "1", "hint": "a *hint*"}
    assert [node.text for node in cloze.children if node.kind != "text"] == [
        "{'a': {'b': 1}}", "x[::2]", r"\frac{a}{{b}}"]  # fmt: skip


def test_clozes_nest(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q .cloze}\n\n{{c1::outer {{c2::inner}} end}}\n")
    outer = card.back[0].children[0]
    assert [child.kind for child in outer.children] == ["text", "cloze", "text"]


def test_chinese_emphasis_and_line_breaks_work_beside_full_width_marks(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## 问？ {#q}\n\n**真，**她说\n你好\nabc\n")
    paragraph = card.back[0]
    assert [node.kind for node in paragraph.children] == [
        "strong", "text", "text", "softbreak", "text"]  # fmt: skip


def test_prices_are_not_math(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\nFrom $5 to $6, but $2x$.\n")
    math = [node.text for node in walk(card.back) if node.kind == "math"]
    assert math == ["2x"]


def test_inline_programs_are_expressions_of_the_card(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\nIt is `{python} 1 + 1`, not `{python}`.\n")
    assert [node.text for node in card.values] == ["1 + 1"]
    assert card.values[0].place.column == 17


@pytest.mark.parametrize("name", ["py", "python3", "Python", "py3"])
def test_inline_programs_go_by_every_name_of_python(tmp_path: Path, name: str) -> None:
    card = read_card(tmp_path, f"## Q {{#q}}\n\nIt is `{{{name}}} 1 + 1`, not `{{r}} 2`.\n")
    assert [node.text for node in card.values] == ["1 + 1"]


@pytest.mark.parametrize("written", ["{python}1 + 1", "{python 1 + 1}", "{py 1 + 1}"])
def test_an_inline_program_that_is_written_otherwise_is_named(tmp_path: Path, written: str) -> None:
    _, (problem,) = read_text(tmp_path, f"## Q {{#q}}\n\nIt is `{written}` here.\n")
    assert (problem.code, problem.place.line) == ("not-run-language", 3)
    assert "`{python} 1 + 1`" in problem.hint


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_are_right_whatever_ends_the_lines(tmp_path: Path, newline: str) -> None:
    text = newline.join(["# T", "", "## Q {#q}", "", "one `two`", "three **four**"])
    card = read_card(tmp_path, text)
    places = {
        node.text: (node.place.line, node.place.column) for node in walk(card.back) if node.text
    }
    assert places == {"one ": (5, 1), "two": (5, 6), "three ": (6, 1), "four": (6, 9)}


def test_footnotes_stay_with_the_card_that_cites_them(tmp_path: Path) -> None:
    deck, problems = read_text(
        tmp_path, "## A {#a}\n\nOne[^x].\n\n## B {#b}\n\nTwo.\n\n[^x]: The *note*.\n"
    )
    assert not problems
    first, second = deck.cards()
    assert first.back[-1].kind == "footnotes"
    assert first.back[-1].children[0].attrs == {"label": "1"}
    assert [node.kind for node in second.back] == ["paragraph"]


def test_a_footnote_of_the_question_stands_on_the_front(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q[^x]? {#q}\n\nA.\n\n[^x]: Note.\n")
    assert [node.attrs for node in card.question if node.kind == "footnote_ref"] == [{"label": "1"}]
    assert [node.kind for node in card.front] == ["footnotes"]


def test_task_lists_definition_lists_and_tables_are_read(tmp_path: Path) -> None:
    text = (
        "## Q {#q}\n\n- [ ] no\n- [x] yes\n\nTerm\n: Meaning\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n"
    )
    card = read_card(tmp_path, text)
    items = [n.attrs.get("checked") for n in walk(card.back) if n.kind == "list_item"]
    aligns = [n.attrs["align"] for n in walk(card.back) if n.kind == "cell"]
    assert items == ["false", "true"]
    assert aligns == ["center", "right"] * 2
    assert {"definition_list", "term", "definition"} <= set(kinds(card.back))
    assert [n.text for n in walk(card.back) if n.kind == "text"][:2] == ["no", "yes"]


@pytest.mark.parametrize(
    ("name", "start", "title"),
    [
        ("01-first-steps.md", "", "First steps"),
        ("01.md", "", "01"),
        ("01.md", "#\n\n", "01"),
        ("a.md", "---\ndeck: X::Y\n---\n", "Y"),
        ("a.md", "# *Own* title\n\n", "Own title"),
    ],
)
def test_every_chapter_has_a_title_to_print(
    tmp_path: Path, name: str, start: str, title: str
) -> None:
    deck, problems = read_deck(write_deck(tmp_path, {f"en/{name}": start + "## Q {#q}\n\nA.\n"}))
    assert not problems
    assert deck.chapters[0].title == title


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = {f"en/{name}.md": f"## Q {{#q{name}}}\n\nA\n" for name in ("10", "02", "01")}
    deck, _ = read_deck(write_deck(tmp_path, files))
    assert [card.slug for card in deck.cards()] == ["q01", "q02", "q10"]


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("[a, b::c]", ("a", "b::c")),
        ("a, b::c", ("a", "b::c")),
        ("a b", ("a", "b")),
        ("[2024]", ("2024",)),
        ("2024", ("2024",)),
        ("[2024-01-31, 1.10, 0x1f, yes, Off]", ("2024-01-31", "1.10", "0x1f", "yes", "Off")),
        ("\n- a\n- 1_000", ("a", "1_000")),
        ("", ()),
        ("[a, a]", ("a",)),
    ],
)
def test_the_tags_of_a_file_are_what_is_written(
    tmp_path: Path, written: str, tags: tuple[str, ...]
) -> None:
    card = read_card(tmp_path, f"---\ntags: {written}\n---\n\n## Q {{#q}}\n\nA.\n")
    assert card.tags == tags


@pytest.mark.parametrize(
    ("braces", "tags"),
    [
        ('{#q tags="a b::c"}', ("file", "a", "b::c")),
        ('{#q .cloze tags="a, b"}', ("file", "a", "b")),
        ("{tags=hard #q}", ("file", "hard")),
        ('{#q tags="file a" tags=b}', ("file", "a", "b")),
        ('{#q tags="' + " ".join(f"t{n}" for n in range(40)) + '"}', ("file", *(f"t{n}" for n in range(40)))),
        ("{#q}", ("file",)),
    ],
)  # fmt: skip
def test_a_card_has_tags_of_its_own_beside_those_of_its_file(
    tmp_path: Path, braces: str, tags: tuple[str, ...]
) -> None:
    deck, _ = read_text(tmp_path, f"---\ntags: [file]\n---\n\n## Q {braces}\n\nA {{{{c1::x}}}}.\n")
    (card,) = deck.cards()
    assert (card.slug, card.tags) == ("q", tags)
    assert plain_text(card.question) == "Q"


def test_words_before_the_braces_stay_where_they_stand_escaped_before(tmp_path: Path) -> None:
    for question, end in (
        ("{{c1:: 1. x<br>1\\. x }}1. x", "1. x"),
        ("{{c1:: \\*}} **word**", "word"),
    ):
        card = read_card(tmp_path, f"## {question} {{#x .cloze}}\n")
        assert plain_text(card.question).endswith(end)


def test_each_level_one_heading_among_the_cards_begins_a_sub_deck(tmp_path: Path) -> None:
    cards = [f"## {slug}? {{#{slug}}}\n\nA.\n\n" for slug in "abcd"]
    text = f"# One `x`\n\n{cards[0]}{cards[1]}# Two::Three\n\n<!-- note -->\n\n{cards[2]}# One `x`\n\n{cards[3]}"
    for matter, above in (("", ()), ("---\ndeck: Top\n---\n", ("Top",))):
        deck, problems = read_text(tmp_path, matter + text)
        assert problems == ()
        one = ("One x", (*above, "One x"))
        assert [(card.chapter, card.subdeck) for card in deck.cards()] == [
            one, one, ("Two::Three", (*above, "Two", "Three")), one]  # fmt: skip


def test_cards_above_all_titles_stay_in_the_deck_of_their_file(tmp_path: Path) -> None:
    text = "## A {#a}\n\nA.\n\n# Two\n\n## B {#b}\n\nA.\n"
    deck, _ = read_text(tmp_path, text)
    assert [(card.chapter, card.subdeck) for card in deck.cards()] == [
        ("01", ()),
        ("Two", ("Two",)),
    ]


def test_a_file_with_one_title_has_no_sub_deck_of_its_own(tmp_path: Path) -> None:
    deck, _ = read_text(tmp_path, "# One\n\n## A {#a}\n\nA.\n")
    assert [(card.chapter, card.subdeck) for card in deck.cards()] == [("One", ())]


def test_set_ups_above_the_first_card_run_before_the_cards_of_every_part(tmp_path: Path) -> None:
    text = (
        "# One\n\n```python {.setup}\nx = 1\n```\n\n## A {#a}\n\nA.\n\n# Two\n\n## B {#b}\n\nA.\n"
    )
    deck, problems = read_text(tmp_path, text)
    assert problems == ()
    assert [len(card.setup) for card in deck.cards()] == [1, 1]


def test_a_class_that_is_no_kind_is_a_tag_and_is_named(tmp_path: Path) -> None:
    deck, problems = read_text(tmp_path, "## Q {#q .hard .2024}\n\nA.\n")
    assert [card.tags for card in deck.cards()] == [("hard", "2024")]
    assert [(each.code, each.severity) for each in problems] == [("unknown-kind", "warning")] * 2


@pytest.mark.parametrize("word", ["predct", "Cloze", "multiple-choice", "hidden", "setup", "norun"])
def test_a_kind_misspelt_or_the_mark_of_a_fence_is_no_tag(tmp_path: Path, word: str) -> None:
    deck, problems = read_text(tmp_path, f"## Q {{#q .{word}}}\n\nA.\n")
    assert [card.tags for card in deck.cards()] == [()]
    assert [(each.code, each.severity) for each in problems] == [("unknown-kind", "error")]
