"""What a script imports: `from generator import …`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import pytest

import generator
from generator import (
    Card,
    Deck,
    ProblemsError,
    Program,
    Run,
    RunOptions,
    Session,
    audit_files,
    build_deck,
    check_deck,
    propose,
)
from generator.running.sandbox.confinement import Sandbox
from generator.verifying.package import read_package
from generator.writing.lock import Lock
from tests.support.cli import ROOT
from tests.support.decks import write_deck

ONCE = RunOptions(once=True)
SUM = Card("What does it print?", "```python\nprint(1 + 1)\n```\n", slug="sum", kind="predict")
TRUE = Card("Is it?", "Yes: `{python} 1 < 2`", slug="is", tags=("a", "b"), subdeck="X::Y")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))


def test_every_public_name_is_there() -> None:
    for name in generator.__all__:
        assert getattr(generator, name) is not None
    assert set(generator.__all__) <= set(dir(generator))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = generator.no_such_name


def test_importing_the_package_loads_nothing_else() -> None:
    code = """
import os, sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
import generator
print(*set(sys.modules) - before)
"""
    command = [sys.executable, "-S", "-c", code, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"generator", "__future__"}


def test_the_lines_of_the_readme_work_as_they_stand_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## From Python")[2]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    write_deck(tmp_path / "my-deck")
    exec(code[1], {})
    assert sorted(path.suffix for path in (tmp_path / "build").iterdir()).count(".apkg") == 2


def test_paths_are_text_as_well(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck")
    assert not check_deck(str(deck)).failed
    assert build_deck(str(deck), str(tmp_path / "build")).files
    article = tmp_path / "a.md"
    article.write_text("```python\nprint(1)\n```\n")
    (audited,) = audit_files([str(article)])
    assert audited.findings[0].runs


def test_a_deck_of_values_is_built_and_its_cards_keep_their_ids(tmp_path: Path) -> None:
    deck = Deck("values", [SUM, TRUE], title="Values")
    built = build_deck(deck, tmp_path, options=ONCE, now=lambda: 1000)
    assert not built.failed, built.problems
    notes = {note.slug: note for note in (card.note for card in built.rendered("en").cards)}
    assert notes["is"].tags == ("a", "b") and notes["is"].deck == "Values::X::Y"
    assert "True" in notes["is"].fields["Back"]
    first = (tmp_path / "values-en.apkg").read_bytes()
    build_deck(deck, tmp_path, options=ONCE, now=lambda: 2000)
    assert (tmp_path / "values-en.apkg").read_bytes() == first
    assert Lock.read(tmp_path / "values.lock").entries["en/sum"].modified == 1000
    assert len(read_package(tmp_path / "values-en.apkg").notes) == 2


def test_a_deck_of_values_is_the_same_whichever_folder_it_is_written_to(tmp_path: Path) -> None:
    deck = Deck("values", {"en": [SUM], "zh": [SUM]})
    folder = deck.write(tmp_path / "values")
    one = build_deck(deck, tmp_path / "one", options=ONCE, now=lambda: 1000)
    shutil.copy(tmp_path / "one/values.lock", folder / "deck.lock")  # with the id of the deck
    other = build_deck(folder, tmp_path / "other", options=ONCE, now=lambda: 2000)
    assert not one.failed and not other.failed
    for path in (tmp_path / "other").glob("*.apkg"):
        assert path.read_bytes() == (tmp_path / "one" / path.name).read_bytes()


def test_what_is_wrong_with_a_deck_of_values_is_told_without_its_passing_folder(
    tmp_path: Path,
) -> None:
    wrong = Card("What?", "```python\nprint(1)  # => 2\n```\n", slug="wrong")
    built = build_deck(Deck("values", [wrong]), tmp_path, options=ONCE)
    (problem,) = built.problems
    assert (problem.code, problem.card) == ("false-claim", "wrong")
    assert problem.place.path == "values/en/0001.md"
    assert list(tmp_path.glob("*.apkg")) == []


@pytest.mark.parametrize(
    "card", [Card("A\nB", "x", slug="a"), Card("A", "## Other {#b}\n\ny", slug="a")]
)
def test_a_value_that_would_be_more_than_one_card_is_refused(tmp_path: Path, card: Card) -> None:
    with pytest.raises(ProblemsError, match=r"more than one line|would end the card"):
        build_deck(Deck("values", [card]), tmp_path)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"slug": "a} .cloze {#b"}, "cannot be a slug"),
        ({"slug": "A B"}, "cannot be a slug"),
        ({"question": "What? {#other}"}, "would be read as its slug"),
        ({"question": "A\rB"}, "more than one line"),
        ({"chapter": "A\n## Evil {#evil}"}, "the chapter has more than one line"),
        ({"answer": "half \ud800"}, "`answer` contains half of a character"),
        ({"tags": ("half \udfff",)}, "`tags` contains half of a character"),
        ({"kind": "clozed"}, "did you mean `cloze`"),
        ({"answer": "Yes.\n\n<!-- todo"}, "hides the next card"),
        ({"answer": "Yes.\n\n<pre>\n"}, "hides the next card"),
        ({"answer": "Yes.\n\n```python\nprint(1)"}, "hides the next card"),
    ],
)
def test_a_value_stays_in_its_field_or_is_refused(
    tmp_path: Path, values: dict[str, str], message: str
) -> None:
    card = Card(**{"question": "What?", "answer": "This.", "slug": "a", **values})  # type: ignore[arg-type]
    with pytest.raises(ProblemsError) as refused:
        Deck("values", [card, TRUE]).write(tmp_path / "deck")
    told = " ".join(f"{each.message} {each.hint}" for each in refused.value.problems)
    assert message in told
    assert not (tmp_path / "deck").exists()


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/tmp/evil", "C:evil", "..\\evil", "", "deck.toml", "./deck.toml",
     "Deck.toml", "en/0001.md", "en/more.md", "en", "a\0b"],
)  # fmt: skip
def test_media_stay_in_the_deck_and_replace_none_of_its_files(tmp_path: Path, name: str) -> None:
    deck = Deck("values", [TRUE], media={name: b"evil"})
    with pytest.raises(ProblemsError, match=r"deck's folder|of the deck|as a chapter"):
        deck.write(tmp_path / "deck")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["../evil", "/evil", "English"])
def test_a_language_of_a_deck_of_values_is_no_path(tmp_path: Path, language: str) -> None:
    with pytest.raises(ProblemsError, match="not a language code"):
        Deck("values", {language: [TRUE]}).write(tmp_path / "deck")
    assert list(tmp_path.iterdir()) == []


def test_cards_from_a_generator_are_all_there_each_time(tmp_path: Path) -> None:
    deck = Deck("values", (card for card in (SUM, TRUE)))
    for folder in ("one", "two"):
        text = (deck.write(tmp_path / folder) / "en" / "0001.md").read_text()
        assert "{#sum .predict}" in text
    assert Deck("values", TRUE).cards == (TRUE,)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is not a Card"):
        Deck("values", "ab")  # type: ignore[arg-type]


def test_one_name_is_not_a_list_of_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = write_deck(tmp_path / "deck")
    built = build_deck(deck, tmp_path / "build", only="apkg")
    assert [path.name for path in built.files] == ["demo-en.apkg", "demo.provenance.json"]
    assert check_deck(deck, cards="it", only=()).cards == 1
    assert check_deck(deck, chapters=str(deck / "en/01.md"), only=()).cards == 1
    assert Card("A", "b", slug="c", tags="one").tags == ("one",)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("```python\nprint(1)\n```\n")
    (audited,) = audit_files("a.md")
    assert audited.path == "a.md"
    assert propose(deck, "it").built.cards == 1
    with Session() as session:
        assert propose(deck, session=session).built.cards == 1
        with pytest.raises(TypeError, match="has its own"):
            propose(deck, session=session, options=RunOptions())


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"only": ["pdf"]}, "unknown kind of file 'pdf': known here: `apkg`"),
        ({"only": "apk"}, "did you mean `apkg`"),
        ({"cards": ["itt"]}, "no card has the slug `itt`: did you mean `it`"),
        ({"chapters": ["nope.md"]}, "no file or folder `.*nope.md`"),
    ],
)
def test_a_name_that_there_is_not_is_told(
    tmp_path: Path, asked: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        check_deck(write_deck(tmp_path / "deck"), **asked)  # type: ignore[arg-type]


def test_nothing_is_run_where_one_of_the_named_cards_is_not_there(tmp_path: Path) -> None:
    ran: list[Program] = []

    class Counting:
        def run(self, programs: Sequence[Program]) -> Iterator[Run]:
            ran.extend(programs)
            return iter(())

    deck = write_deck(tmp_path / "deck", {"en/01.md": "## Q {#it}\n\n`{python} 1`\n"})
    with pytest.raises(ValueError, match="no card has the slug `itt`"):
        check_deck(deck, cards=["it", "itt"], runner=Counting())
    assert ran == []
    check_deck(deck, cards=["it"], runner=Counting())
    assert ran


def test_options_that_there_are_not_are_told() -> None:
    with pytest.raises(ValueError, match="unknown sandbox 'Strict': did you mean `strict`"):
        RunOptions(sandbox="Strict")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="`cold` needs two runs"):
        RunOptions(once=True, cold=True)
    assert {RunOptions(sandbox=name).sandbox for name in get_args(Sandbox)} == {
        "auto", "strict", "off",
    }  # fmt: skip
