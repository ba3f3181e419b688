import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from generator.model import Blank, Listing, Media, Node, Place, ProblemsError, Shown
from generator.rendering.typst_card import typst_card
from generator.rendering.typst_code import code_lines, listing_token
from generator.rendering.typst_text import LONGEST_WORD, chunks, clean, columns
from tests.support.paper import faced_deck, png, printed_deck


def card(folder: Path, body: str, **options: Any) -> dict[str, Any]:
    deck = faced_deck(folder, f"# C\n\n## Q? {{#q {options.pop('kind', '')}}}\n\n{body}", **options)
    (faces,) = deck.faces
    return typst_card(faces, deck.config)


def texts(tokens: object) -> str:
    """All that is printed of some tokens."""
    if isinstance(tokens, dict):
        kept = {k: v for k, v in tokens.items() if k not in ("t", "aligns", "latex")}
        return "".join(texts(value) for value in kept.values())
    if isinstance(tokens, list | tuple):
        return "".join(texts(value) for value in tokens)
    return tokens if isinstance(tokens, str) else ""


CLOZE = "The gradient is in {{c1::`param.grad`::where}} and {{c2::accumulates}}.\n\nMore."


def test_the_front_of_a_cloze_does_not_give_its_answers_away(tmp_path: Path) -> None:
    front = texts(card(tmp_path, CLOZE, kind=".cloze")["front"])
    assert "where" in front
    assert "[…]" in front
    assert "param.grad" not in front
    assert "accumulates" not in front


def test_the_back_of_a_cloze_has_the_whole_text_and_the_extra(tmp_path: Path) -> None:
    back = card(tmp_path, CLOZE, kind=".cloze")["back"]
    assert [token["t"] for token in back[0]["c"]] == ["text", "answer", "text", "answer", "text"]
    assert texts(back).replace("where", "") == "The gradient is in param.grad and accumulates.More."


def test_a_blank_in_code_is_empty_in_front_and_marked_behind() -> None:
    listing = Listing("conv = nn.Conv2d(3, 32)\n", (), (Blank(7, 23, 1),))
    front = listing_token(listing, hide=True)
    back = listing_token(listing, hide=False)
    assert front is not None and back is not None
    assert "Conv2d" not in json.dumps(front)
    assert front["code"][0]["r"][-1][0] == "b"
    assert ("a", "nn.Conv2d(3, 32)", 16) in back["code"][0]["r"]


def test_a_blank_over_two_lines_leaves_two_blanks() -> None:
    lines = code_lines("f(a,\n  b)", "python", [Blank(2, 8, 1)], hide=True)
    assert [[run[0] for run in line["r"]].count("b") for line in lines] == [1, 1]
    assert "a" not in texts(lines[0]["r"][-1][1])


def test_no_character_of_code_is_lost() -> None:
    code = "def f(x):\n    '''doc\n\n    more'''\n    return x  # 中文\n"
    lines = code_lines(code, "python")
    assert "\n".join("".join(run[1] for run in line["r"]) for line in lines) == code.rstrip("\n")
    assert lines[-1]["n"] == columns("    return x  # 中文") == 20


def test_the_sheet_shows_predicted_output_below_its_program_once(tmp_path: Path) -> None:
    place = Place("01.md", 5)
    deck = faced_deck(tmp_path, "# C\n\n## Q? {#q}\n\nA.\n")
    (faces,) = deck.faces
    front = Node("program", place, listing=Listing("print(1)"))
    back = Node("program", place, listing=Listing(None, (Shown("stdout", "1"),)))
    tokens = typst_card(dataclasses.replace(faces, front=(front,), back=(back,)), deck.config)
    (listing,) = tokens["sheet"]
    assert listing["code"] and listing["outs"]


def test_marks_are_never_lost(tmp_path: Path) -> None:
    body = '```python {.norun reason="no GPU"}\nx.cuda()\n```\n'
    (listing,) = card(tmp_path, body)["back"]
    assert (listing["mark"], listing["reason"]) == ("not run", "no GPU")


def test_every_block_that_markdown_has_is_printed(tmp_path: Path) -> None:
    body = """
### Heading

Text *em* **strong** ~~strike~~ `code` $x$ [link](https://example.org) <b>html</b>\\
next line[^1]

- [x] done
- [ ] open
- plain
  1. nested

> quote

| a | b |
|---|--:|
| 1 | 2 |

$$y$$

Term
: Definition

```text
verbatim
```

***

***

<div>
block
</div>

![alt](../media/a.png)

[^1]: Note.
"""
    sides = card(tmp_path, body, media={"../media/a.png": Media("a.png", png())})
    tokens = sides["front"] + sides["back"]
    kinds = [token["t"] for token in tokens]
    assert kinds == [
        "h", "p", "list", "quote", "table", "math", "definitions", "listing", "notes",
        "rule", "p", "image",
    ]  # fmt: skip
    assert [item["mark"] for item in tokens[2]["items"]] == ["☑", "☐", "•"]
    printed = texts(tokens)
    for word in ("html", "block", "next line", "nested", "Definition", "verbatim", "Note."):
        assert word in printed


def test_only_links_that_lead_to_the_web_become_links(tmp_path: Path) -> None:
    body = "[a](https://example.org/) [b](other.md) [c](javascript:alert)"
    (paragraph,) = card(tmp_path, body)["back"]
    assert [token.get("href") for token in paragraph["c"] if token["t"] == "link"] == [
        "https://example.org/"
    ]
    assert "b" in texts(paragraph)


def test_an_image_that_is_not_there_leaves_its_description(tmp_path: Path) -> None:
    tokens = card(tmp_path, "![a plot](../media/none.png)")["back"]
    assert texts(tokens) == "[a plot]"


def test_a_bad_formula_is_a_problem_at_its_card(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        card(tmp_path, r"Here: $\foo$")
    (problem,) = raised.value.problems
    assert problem.card == "q"
    assert problem.place.line == 5
    assert r"\foo" in problem.message


def test_images_of_authors_and_of_programs_are_both_found(tmp_path: Path) -> None:
    deck = printed_deck(
        tmp_path,
        "# C\n\n## Q {#q}\n\n![x](../media/a.png)\n\n```python\nplot()\n```\n",
        shown={"plot()": [Shown("image", "a plot", media=Media("b.png", png()))]},
        media={"../media/a.png": Media("a.png", png())},
    )
    assert sorted(deck.media) == ["a.png", "b.png"]


@pytest.mark.parametrize("text", ["", "short words only", "x" * 100, "a.b.c_d" * 9, "中文" * 30])
def test_a_long_word_gets_places_to_break_and_loses_nothing(text: str) -> None:
    pieces = chunks(text)
    assert "".join(pieces) == text
    longest = max((len(word) for piece in pieces for word in piece.split()), default=0)
    assert longest < LONGEST_WORD + 12 or "中" in text


def test_a_control_character_is_shown_and_not_printed() -> None:
    assert clean("a\x1b[0m\r\nb\u202e\u200b") == "a\\x1b[0m\nb"
    assert clean("a\tb") == "a   b"


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("jax.grad(np.sin)(1.0) + 1.25", ["1.0", "1.25", ".grad", "np"]),
        ("torch.nn.functional.cross_entropy(x)[0].item()", [".functional", ".item()"]),
    ],
)
def test_a_long_name_breaks_before_a_dot_and_never_within_a_number(
    text: str, apart: list[str]
) -> None:
    pieces = chunks(text)
    assert len(pieces) > 3
    assert all(any(part in piece for piece in pieces) for part in apart)
    assert not any(piece.endswith(".") for piece in pieces)
