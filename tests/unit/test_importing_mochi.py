"""Packages of Mochi, in both of its notations."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.importing.documents.file_readers import read_mochi
from generator.importing.packages.edn_text import plain_transit, read_edn
from generator.model import ProblemsError
from tests.support.pixels import PNG


def package(folder: Path, data: Any, **files: bytes) -> Path:
    path = folder / "cards.mochi"
    with zipfile.ZipFile(path, "w") as archive:
        if isinstance(data, str):
            archive.writestr("data.edn", data)
        else:
            archive.writestr("data.json", json.dumps(data))
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def deck(*cards: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "~:version": 2,
        "~:decks": [{"~:id": "~:d", "~:name": "D", "~:cards": list(cards)}],
        **more,
    }


def test_cards_decks_tags_and_media_are_read(tmp_path: Path) -> None:
    data = {
        "~:decks": [
            {"~:id": "~:sub", "~:parent-id": "~:top", "~:name": "Sub", "~:cards": {"~#list": [
                {"~:content": "The {{1::cat}} on {{a mat}} ![](@media/p.png)", "~:tags": {"~#set": ["t"]}},
            ]}},
            {"~:id": "~:top", "~:name": "Top", "~:cards": {"~#list": [
                {"~:content": "Q\n---\nA\n---\nmore", "~:pos": "b"},
                {"~:content": "first\n---\nx", "~:pos": "a", "~:review-reverse?": True},
                {"~:content": "old\n---\nx", "~:trashed?": {"~#dt": 1}},
                {"~:content": "alone"},
            ]}},
        ]
    }  # fmt: skip
    found = read_mochi(package(tmp_path, data, p_png=PNG), tmp_path)
    assert [(card.front, card.back, card.kind, card.deck, card.tags) for card in found.cards] == [
        ("The {{c1::cat}} on {{c2::a mat}} ![](media/p.png)", "", "cloze", ("Top", "Sub"), ("t",)),
        ("first", "x", "reversed", ("Top",), ()),
        ("Q", "A\n\n***\n\nmore", "", ("Top",), ()),
    ]
    assert found.media["media/p.png"].read_bytes() == PNG
    assert [out.reason.partition(";")[0] for out in found.left_out] == ["it has one side"]
    assert dict(found.passed_over) == {
        ("card in the archive or trash", "cards in the archive or trash"): 1
    }


def test_a_template_is_filled(tmp_path: Path) -> None:
    template = {
        "~:id": "~:t",
        "~:content": "# << Front >>\n---\n<<Back>>",
        "~:fields": {"~:name": {"~:name": "Front"}, "~:b": {"~:name": "Back"}},
    }
    card = {
        "~:name": "Q",
        "~:template-id": "~:t",
        "~:fields": {"~:name": {"~:value": "Q"}, "~:b": {"~:value": "A"}},
    }
    (read,) = read_mochi(
        package(tmp_path, deck(card, **{"~:templates": [template]})), tmp_path
    ).cards
    assert (read.front, read.back) == ("### Q", "A")


def test_edn_is_read(tmp_path: Path) -> None:
    text = (
        '{:decks [{:name "A \\"b\\"" :cards ({:content "Q\\n---\\nA\\u00e9" :tags #{"t" :k} ; note\n'
        ':at #inst "2020-01-01"} #_{:content "gone"})}]}'
    )
    (card,) = read_mochi(package(tmp_path, text), tmp_path).cards
    assert (card.front, card.back, card.deck, card.tags) == ("Q", "Aé", ('A "b"',), ("t", "k"))


@pytest.mark.parametrize("text", ["{:a", "{:a 1 :b}", "[1 2", ")", "1 2", "[" * 200])
def test_broken_edn_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"\(line 1\)"):
        read_edn(text)


def test_short_forms_of_transit_are_what_they_stand_for() -> None:
    short = ["^ ", "~:decks", [["^ ", "~:name", "A", "~:cards", ["~#list", [["^ ", "^1", "B"]]]]]]
    assert plain_transit(short) == {"decks": [{"name": "A", "cards": [{"name": "B"}]}]}


def test_a_file_that_is_no_package_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.mochi"
    path.write_text("no archive", "utf-8")
    for each in (path, package(tmp_path, {"~:decks": "no list"})):
        if each is path:
            with pytest.raises(ProblemsError):
                read_mochi(each, tmp_path)
        else:
            assert not read_mochi(each, tmp_path).cards


def test_a_picture_that_is_missing_is_named(tmp_path: Path) -> None:
    (card,) = read_mochi(
        package(tmp_path, deck({"~:content": "Q\n---\n![](x.png)"})), tmp_path
    ).cards
    assert card.by_hand == ("`x.png` is not shown: it is not in the package",)
