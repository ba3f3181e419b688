"""Whatever an author types, reading it never fails and never loses its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model import Problem
from generator.model.walking import walk
from generator.reading.attributes import AttributeSyntaxError, parse_attributes
from generator.reading.chapter import read_chapter
from generator.reading.source import Source

PIECES = st.sampled_from(
    [
        "## ", "# ", "{#a}", "{#b .cloze}", "{.predict #c}", "\n", "\n\n", "```python", "```",
        "~~~", " {.hidden}", "```output\n", "---\n", "{{c1::", "}}", "::", "$", "$$\n", "| a | b |\n",
        "|---|---|\n", "- [x] ", "[^1]", "[^1]: ", "> ", "    ", "\t", "`", "{python} ", "![a](b.png)",
        "<b>", "**", "，", "字", "word", "\\", "\r\n", "Term\n: Def\n", "\x00", "\ufeff", "&amp;",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_and_every_node_and_problem_has_a_place_in_it(text: str) -> None:
    source = Source.of("card.md", text)
    problems: list[Problem] = []
    chapter, _ = read_chapter(source, "en", problems.append)
    places = [p.place for p in problems]
    for card in chapter.cards:
        nodes = walk((*card.question, *card.front, *card.back))
        places += [card.place, *(node.place for node in nodes)]
    for place in places:
        assert 1 <= place.line <= len(source.lines)
        assert 1 <= place.column <= len(source.line(place.line)) + 2


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.text(alphabet=st.characters(exclude_characters='{}"\\\n', codec="utf-8"), max_size=20),
        max_size=5,
    )
)
def test_quoted_values_arrive_as_they_were_written(values: dict[str, str]) -> None:
    text = "{" + " ".join(f'{key}="{value}"' for key, value in values.items()) + "}"
    attributes, used = parse_attributes(text + " rest")
    assert used == len(text)
    assert {a.key: a.value for a in attributes} == values


@given(st.text(alphabet='{}#.="ab \\\n%,', max_size=30))
def test_braces_are_parsed_or_refused_with_a_position_in_them(text: str) -> None:
    try:
        _, used = parse_attributes(text)
    except AttributeSyntaxError as error:
        assert 0 <= error.position <= len(text)
        assert error.hint
    else:
        assert text[used - 1] == "}"
