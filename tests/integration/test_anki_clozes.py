"""Clozes of every shape in the real Anki: what is hidden, on which card, and what is typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from anki.collection import Card, Collection

from tests.support.anki_decks import collection, import_package
from tests.support.cli import proofdeck
from tests.support.decks import write_deck

TEXT = r"""# Clozes

## Energy {#energy .cloze}

The law by {{c1::Einstein}}: $E = {{c2::mc^2}}$.

## Fraction {#fraction .cloze}

$$x = {{c1::\frac{1}{{2}}}}$$

## Both {#both .cloze}

{{c1,2::both}} and {{c1::one}} and {{c2::two {{c3::three}}}}

## Code {#code .cloze}

```text
a {{c1::b::first}} {{c2::c}}
```

```cpp
{{c3::std::vector<int>}} v;
```

## Typed {#typed .cloze .typed}

It is {{c1::`sort`}} and $y = {{c2::x}}$.
"""


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("clozes")
    write_deck(folder / "cards", {"en/01.md": TEXT})
    done = proofdeck("build", cwd=folder)
    assert (done.code, done.err) == (0, ""), done.out
    with collection(folder) as opened:
        import_package(opened, folder / "build" / "demo-en.apkg")
        yield opened


def cards(anki: Collection, slug: str) -> list[Card]:
    return [anki.get_card(found) for found in sorted(anki.find_cards(f"Slug:{slug}"))]


def shown(card: Card) -> str:
    return card.question().split("</style>")[-1]


def test_a_cloze_in_a_formula_makes_its_own_card(anki: Collection) -> None:
    first, second = cards(anki, "energy")
    assert r"\(E = mc^2\)" in shown(first) and "Einstein</span>" not in shown(first)
    assert r"\(E = [...]\)" in shown(second) and "Einstein</span>" in shown(second)
    assert r"\(E = mc^2\)" in second.answer()


def test_braces_of_a_formula_do_not_end_its_cloze(anki: Collection) -> None:
    (card,) = cards(anki, "fraction")
    assert r"\[x = [...]\]" in shown(card)
    braces = r"\frac{1}{{2}}".replace("{", "&#123;").replace("}", "&#125;")
    assert rf"\[x = {braces}\]" in card.answer()


def test_a_text_of_several_numbers_is_hidden_on_each_of_their_cards(anki: Collection) -> None:
    hidden = [shown(card).count("[...]") for card in cards(anki, "both")]
    assert hidden == [2, 2, 1]
    assert "three</span>" not in shown(cards(anki, "both")[2])


def test_code_that_is_only_shown_is_hidden_with_its_hint(anki: Collection) -> None:
    first, second, third = cards(anki, "code")
    assert "[first]" in shown(first)
    assert "[...]" in shown(second) and "first" not in shown(second)
    assert "[...]" in shown(third)  # `::` is code there, and no hint


def test_a_typed_cloze_has_a_box_on_each_card(anki: Collection) -> None:
    for card in cards(anki, "typed"):
        assert card.question().count("[[type:cloze:Text]]") == 1
        assert card.answer().count("[[type:cloze:Text]]") == 1
    first, _ = cards(anki, "typed")
    text = first.note()["Text"]
    assert anki.extract_cloze_for_typing(text, 1) == "<code>sort</code>"
    assert anki.extract_cloze_for_typing(text, 2) == "x"
    for card in cards(anki, "energy"):
        assert "[[type:" not in card.question() + card.answer()
