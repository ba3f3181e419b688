"""An author learns what a change means for readers before they do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.building.built_chapter import NoteFacts
from generator.building.deck import build_deck, check_deck
from generator.comparing.changes import Changes, compare
from generator.comparing.changes_json import changes_json
from generator.comparing.in_lines import advice_lines, change_lines
from generator.comparing.likeness import alike
from generator.comparing.warned import change_problems
from generator.model import NoteKind, Place
from generator.reporting.report import report_on
from generator.reporting.report_json import as_json
from generator.writing.lock import Entry, Lock
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner


def note(
    name: str,
    title: str = "",
    *,
    digest: str = "d",
    kind: NoteKind = "basic",
    chapter: str = "Sums",
    line: int = 1,
) -> NoteFacts:
    language, _, slug = name.partition("/")
    place = Place(f"cards/{language}/01.md", line)
    title = title or f"What is {slug}?"
    deck = f"Demo::{chapter}" if chapter else "Demo"
    return NoteFacts(name, slug, language, kind, digest, place, deck, "", title)


def lock_of(notes: Iterable[NoteFacts], old: Lock | None = None, now: int = 1000) -> Lock:
    return (old or Lock()).updated(notes, deck="demo", now=now)


def changes(old: Lock, notes: list[NoteFacts], *, whole: bool = True) -> Changes:
    new = old.updated(notes, deck="demo", now=2000, whole=whole)
    return compare(old, new, notes, whole=whole)


def told(found: Changes) -> dict[str, tuple[str, ...]]:
    return {each.name: each.what for each in found.cards}


def test_an_author_is_told_of_every_sort_of_change_once() -> None:
    old = lock_of(map(note, ["en/same", "en/text", "en/place", "en/both", "en/kind", "en/away"]))
    now = [
        note("en/same", line=70),
        note("en/text", digest="e"),
        note("en/place", chapter="Products"),
        note("en/both", digest="e", chapter=""),
        note("en/kind", digest="e", kind="cloze"),
        note("en/another"),
    ]
    found = changes(old, now)
    assert told(found) == {
        "en/text": ("changed",),
        "en/place": ("moved",),
        "en/both": ("changed", "moved"),
        "en/kind": ("reidentified",),
        "en/another": ("new",),
        "en/away": ("gone",),
    }
    assert changes(old.updated(now, deck="", now=2000), now).cards[:-1] == ()  # told once
    entries = [each for each in changes_json(found)["cards"] if each["id"] == "both"]
    assert [(each["from"], each["to"]) for each in entries] == [("Sums", "")]


def test_a_first_build_is_one_line_and_not_one_for_each_card() -> None:
    found = changes(Lock(), [note(f"en/n{n}") for n in range(350)])
    assert list(change_lines(found, ["en"])) == ["new deck: 350 cards"]
    assert not change_problems(found)
    assert "commit deck.lock" in " ".join(advice_lines(found))


def test_nothing_is_gone_where_only_a_part_was_built() -> None:
    old = lock_of([note("en/here"), note("en/elsewhere", "What is here?")])
    found = changes(old, [note("en/here", digest="e"), note("en/added", "Is it?")], whole=False)
    assert told(found) == {"en/here": ("changed",), "en/added": ("new",)}
    assert not found.alike


def test_an_old_lock_that_knows_no_subdecks_moves_no_card() -> None:
    old = lock_of([note("en/one")])
    entry = replace(old.entries["en/one"], subdeck=None, title="")
    assert not changes(Lock({"en/one": entry}, old.notetypes, "demo"), [note("en/one")]).cards


def test_a_retired_card_is_quiet_until_it_is_back() -> None:
    old = lock_of([note("en/one"), note("en/two")])
    retired = replace(old.entries["en/two"], retired=1500)
    after = Lock({**old.entries, "en/two": retired}, old.notetypes, "demo")
    assert told(compare(old, after, [note("en/one")])) == {"en/two": ("retired",)}
    assert not changes(after, [note("en/one")]).cards
    assert told(changes(after, [note("en/one"), note("en/two")])) == {"en/two": ("back",)}


def test_a_build_and_its_report_say_what_changed_since_the_last_one(tmp_path: Path) -> None:
    card = "## What is {0}? {{#{0}}}\n\n{1}\n\n"
    deck = write_deck(
        tmp_path / "deck", {"en/01.md": card.format("one", "1") + card.format("two", "2")}
    )
    built = build_deck(deck, tmp_path / "out", only="apkg", runner=InlineRunner())
    assert built.changes is not None and built.changes.first
    (deck / "en/01.md").write_text(card.format("one", "eins") + card.format("three", "3"))
    found = check_deck(deck, only=(), runner=InlineRunner())
    assert found.changes is not None and told(found.changes) == {
        "en/one": ("changed",),
        "en/three": ("new",),
        "en/two": ("gone",),
    }
    report = json.loads(as_json(report_on(found)))["changes"]
    assert [each["title"] for each in report["cards"]][-1] == "What is two?"
    part = check_deck(deck, cards="one", only=(), runner=InlineRunner())
    assert part.changes is not None and told(part.changes) == {"en/one": ("changed",)}
    stale = check_deck(deck, locked=True, only=(), runner=InlineRunner())
    assert stale.failed and stale.changes is not None
    assert told(stale.changes) == told(found.changes)


def test_a_card_that_keeps_its_guid_under_another_slug_is_not_gone() -> None:
    old = lock_of([note("en/before", "Same?"), note("en/old", "Then?")])
    moved = {"en/after": old.entries["en/before"], "en/newer": old.entries["en/old"]}
    new = Lock(moved, old.notetypes, "demo")
    now = [note("en/after", "Same?", digest="e"), note("en/newer", "Now?", digest="e")]
    found = compare(old, new.updated(now, deck="", now=2000), now)
    assert told(found) == {"en/after": ("renamed",), "en/newer": ("renamed", "changed")}
    assert [each.was for each in found.cards] == ["en/before", "en/old"]


def test_cards_that_took_each_others_slugs_keep_their_history_and_are_not_told_as_new() -> None:
    old = lock_of([note("en/a", "A?", kind="cloze"), note("en/b", "B?"), note("en/c", "C?")])
    a, b, c = (old.entries[f"en/{slug}"] for slug in "abc")

    def since(entries: dict[str, Entry], now: list[NoteFacts]) -> Changes:
        new = Lock(entries, old.notetypes, "demo")
        return compare(old, new.updated(now, deck="", now=2000), now)

    freed = [note("en/d", "A?", digest="e", kind="cloze"), note("en/a", "B?", digest="e"),
             note("en/b", "New?"), note("en/c", "C?")]  # fmt: skip
    found = since({"en/d": a, "en/a": b, "en/c": c}, freed)
    assert told(found) == {"en/d": ("renamed",), "en/a": ("renamed",), "en/b": ("new",)}
    assert not change_problems(found)
    swapped = [note("en/a", "B?", digest="e"), note("en/b", "A?", digest="e", kind="cloze")]
    found = since({"en/a": b, "en/b": a, "en/d": replace(c, retired=1500)}, swapped)
    assert told(found) == {"en/a": ("renamed",), "en/b": ("renamed",), "en/c": ("retired",)}


def test_a_card_that_was_gone_before_the_release_is_not_told_again() -> None:
    old = lock_of(map(note, ["en/here", "en/long-gone", "en/just-gone", "en/returned"]))
    now = [note("en/here"), note("en/returned")]
    new = old.updated(now, deck="", now=2000)
    were = {"en/here", "en/just-gone"}
    found = compare(old, new, now, were=were)
    assert told(found) == {"en/returned": ("back",), "en/just-gone": ("gone",)}


def test_a_lock_that_was_made_anew_gives_every_reader_every_card_again() -> None:
    notes = [note("en/one")]
    old, new = lock_of(notes), Lock().updated(notes, deck="other", now=2000)
    found = compare(old, new, notes)
    assert told(found) == {"en/one": ("reidentified",)}
    (problem,) = change_problems(found)
    assert "second time" in problem.message


def test_a_changed_kind_warns_at_the_card_and_says_how_history_is_kept() -> None:
    old = lock_of([note("en/it")])
    (problem,) = change_problems(changes(old, [note("en/it", kind="cloze", line=9)]))
    assert (problem.code, problem.severity) == ("kind-changed", "warning")
    assert str(problem.place) == "cards/en/01.md:9:1"
    assert "old kind" in problem.hint


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        ("What does `x.shape` print?", "What does x.shape print", True),
        ("What does `x.shape` print?", "What does `x.shape` print here?", True),
        ("What does `x.shape` print?", "How does a GPU add?", False),
        ("x.T", "x.H", False),
        ("", "", False),
        ("张量的形状是什么？", "张量的形状是什么", True),
        ("???", "???", True),
    ],
)
def test_a_slug_that_vanished_beside_a_card_like_it_is_asked_about(
    before: str, after: str, asks: bool
) -> None:
    pairs = alike({"en/old": before}, {"en/new": after, "en/other": "Why?"}, {"en/new"})
    assert pairs == ((("en/old", "en/new"),) if asks else ())


def test_a_question_about_a_rename_names_both_commands_and_comes_once_for_two_languages() -> None:
    old = lock_of([note("en/old", "How long is it?"), note("zh/old", "它有多长？")])
    now = [note("en/new", "How long is it?", line=9), note("zh/new", "它有多长？", line=9)]
    (problem,) = change_problems(changes(old, now))
    assert problem.severity == "warning"
    assert "`old` is gone and `new` is like it" in problem.message
    assert "proofdeck rename old new" in problem.hint
    assert "proofdeck retire old" in problem.hint
    again = changes(old.updated(now, deck="", now=2000), now)
    assert change_problems(again) == (problem,), "a build alone is no answer"
    retired = {name: replace(entry, retired=1) for name, entry in old.entries.items()}
    assert not change_problems(changes(Lock(retired, {}, "demo"), now))


def test_cards_of_another_language_or_with_a_twin_of_the_same_title_are_not_taken_for_it() -> None:
    here = {"zh/a": "What is printed?", "en/b": "What is printed?", "en/c": "What is printed?"}
    assert alike({"en/old": "What is printed?"}, here, set()) == ()
    assert alike({"en/old": "What is printed?"}, here, {"en/c"}) == (("en/old", "en/c"),)


def test_no_card_is_taken_for_two() -> None:
    gone = {f"en/old{n}": f"What does function number {n} do?" for n in range(3)}
    new = {f"en/new{n}": f"What does function number {n} do?" for n in (2, 1)}
    pairs = dict(alike(gone, new, new))
    assert pairs == {"en/old1": "en/new1", "en/old2": "en/new2"}


def test_lines_are_few_whatever_happened_and_name_languages_where_they_differ() -> None:
    names = [f"{language}/n{n}" for n in range(40) for language in ("en", "zh")]
    old = lock_of(map(note, names))
    found = changes(old, [note(name, digest="e") for name in [*names[2:], "en/n0"]])
    lines = list(change_lines(found, ["en", "zh"]))
    assert lines == [
        "79 changed: n1, n2, n3, n4, n5 and 35 more",
        "1 gone: zh/n0",
    ]
    (_, advice) = change_lines(changes(old, [note(name) for name in names[2:]]), ["en"])
    assert advice.endswith("proofdeck retire n0")


def test_a_subdeck_with_another_name_is_one_line_and_not_one_for_each_card() -> None:
    names = [f"en/n{n}" for n in range(9)]
    old = lock_of([*(note(name) for name in names), note("en/other", chapter="Products")])
    now = [note(name, chapter="02 Sums") for name in names]
    found = changes(old, [*now, note("en/other", chapter="Products"), note("en/new")])
    assert list(change_lines(found, ["en"])) == ["1 new: new", "1 sub-deck renamed: Sums → 02 Sums"]
    assert [each["to"] for each in changes_json(found)["sub-decks"]] == ["02 Sums"]
    stays = changes(old, [*now[1:], note("en/n0"), note("en/other", chapter="Products")])
    assert not stays.subdecks and len(stays.moved) == 8
    merged = changes(old, [*now, note("en/other", chapter="02 Sums")])
    assert not merged.subdecks and len(merged.moved) == 10
    assert not changes(old, [note(name, chapter="") for name in names]).subdecks


def test_a_new_look_is_told_with_the_option_that_brings_it() -> None:
    old = lock_of([note("en/one")])
    aged = {name: replace(kept, digest="older") for name, kept in old.notetypes.items()}
    found = changes(Lock(old.entries, aged, old.deck), [note("en/one")])
    assert found.look and changes_json(found)["look"]
    assert list(change_lines(found, ["en"])) == [
        "the look of the cards changed, with this version of Proofdeck"
    ]
    assert "Update note types" in " ".join(advice_lines(found))
    assert not changes(old, [note("en/one")]).look


def test_advice_for_readers_comes_only_where_an_import_does_not_do_it() -> None:
    old = lock_of([note("en/one")])
    assert not list(advice_lines(changes(old, [note("en/one", digest="e")])))
    (other,) = advice_lines(changes(old, [note("en/one", chapter="Else")]))
    assert "rename theirs" in other
    two = lock_of([note("en/one"), note("en/two")])
    (moved,) = advice_lines(changes(two, [note("en/one", chapter="Else"), note("en/two")]))
    assert "leaves moved cards" in moved
    (kind,) = advice_lines(changes(old, [note("en/one", kind="cloze")]))
    assert "delete" in kind
