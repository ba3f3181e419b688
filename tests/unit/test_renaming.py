"""`proofdeck rename` changes a slug everywhere, and no reader loses a card by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.lifecycle.all_or_none import FileChange, write_all
from generator.lifecycle.renaming import NoSuchSlugError, propose_rename, write_rename
from generator.model import Place, ProblemsError
from generator.reading.whole_deck import read_deck
from generator.writing.lock import Entry, Lock, guid_for
from tests.support.decks import write_deck

TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n'
EN = """\
# T

## What is one? {.predict #old tags="a"}

```python {#old}
x = 1  # see #old
```

---

`[[old]]` and `(#old)` are code, #old and #older a word.

## Two {#two}

[one](#old), [again](01.md#old "old"), [other](02.md#old), [far](https://x.org/#old) and
[one with a reference][ref], [[old]], [[old|the first]], [[01#old]], [[older]], <a href="#old">x</a>.

> - ![[old]] in a quote

[ref]: #old
"""
EN_AFTER = (
    EN.replace(".predict #old", ".predict #new")
    .replace("[one](#old), [again](01.md#old", "[one](#new), [again](01.md#new")
    .replace("[[old]], [[old|the first]], [[01#old]]", "[[new]], [[new|the first]], [[01#new]]")
    .replace('href="#old"', 'href="#new"')
    .replace("![[old]]", "![[new]]")
    .replace("[ref]: #old", "[ref]: #new")
)
ZH = "# 题\n\n## 一是什么？ {#old}\n\nx\n\n## 二 {#two}\n\n见[一](#old)。\n"
ENTRY = Entry("0" * 20, "basic", "0" * 24, 1_700_000_000, "1" * 20, "", "One")


def lock_of(*names: str) -> Lock:
    entries = {name: replace(ENTRY, guid=f"{n:020}") for n, name in enumerate(names)}
    return Lock(MappingProxyType(entries), deck="0" * 16)


def write(folder: Path, *names: str, **files: str | bytes) -> Path:
    texts = {"en/01.md": EN, "zh/01.md": ZH} | {
        k.replace("__", "/") + ".md": v for k, v in files.items()
    }
    deck = write_deck(folder, texts, toml=TOML)
    (deck / "deck.lock").write_text(lock_of(*names).text(), "utf-8")
    return deck


def rename(deck: Path, old: str = "old", new: str = "new") -> None:
    write_rename(propose_rename(deck, old, new))


def refusal(deck: Path, old: str = "old", new: str = "new") -> str:
    """What is said, once nothing was written."""
    before = {path: path.read_bytes() for path in deck.rglob("*") if path.is_file()}
    with pytest.raises(ProblemsError) as caught:
        rename(deck, old, new)
    assert {path: path.read_bytes() for path in deck.rglob("*") if path.is_file()} == before
    assert {problem.code for problem in caught.value.problems} <= {"slug-taken", "duplicate-slug",
        "no-lock", "lock-broken", "unreadable", "not-utf-8", "outside-deck", "changed"}  # fmt: skip
    return "; ".join(f"{p.place}: {p.message} ({p.hint})" for p in caught.value.problems)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_slug_and_links_change_and_nothing_else(tmp_path: Path, end: str, mark: str) -> None:
    deck = write(tmp_path, "en/old", en__01=(mark + EN.replace("\n", end)).encode())
    rename(deck)
    assert (deck / "en/01.md").read_bytes().decode() == mark + EN_AFTER.replace("\n", end)
    assert (deck / "zh/01.md").read_text("utf-8") == ZH.replace("#old", "#new")
    assert {card.slug for card in read_deck(deck)[0].cards()} == {"new", "two"}


def test_a_chapter_of_the_name_of_the_slug_is_meant_before_the_card(tmp_path: Path) -> None:
    text = "## Three {#three}\n\n[[old]] and [[old#old]] and [x](#old)\n"
    deck = write(tmp_path, "en/old", en__old=text)
    rename(deck)
    written = (deck / "en/old.md").read_text("utf-8")
    assert written == text.replace("(#old)", "(#new)")


def test_the_note_stays_the_same_in_all_languages(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/old", "en/two", "fr/old", "zh/old")
    before = Lock.read(deck / "deck.lock")
    rename(deck)
    after = Lock.read(deck / "deck.lock")
    assert after.entries["en/two"] == before.entries["en/two"]
    for language in ("en", "fr", "zh"):
        assert after.entries[f"{language}/new"] == before.entries[f"{language}/old"]
    assert not [name for name in after.entries if name.endswith("/old")]


def test_a_slug_that_was_changed_by_hand_keeps_its_note_too(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/old", "zh/old", zh__01=ZH.replace("{#old}", "{#new}"))
    rename(deck)
    assert set(Lock.read(deck / "deck.lock").entries) == {"en/new", "zh/new"}
    assert "{#new}" in (deck / "zh/01.md").read_text("utf-8")
    assert (deck / "en/01.md").read_text("utf-8") == EN_AFTER


def test_a_new_card_with_the_old_slug_is_not_taken_for_the_renamed_one(tmp_path: Path) -> None:
    class Note:
        slug, language, notetype, digest, title = "old", "en", "basic", "0" * 24, "Old"
        id, place, deck, number = "en/old", Place("x"), "demo", ""

    guid = guid_for("0" * 16, "en", "old", "basic")
    lock = Lock(MappingProxyType({"en/new": replace(ENTRY, guid=guid)}), deck="0" * 16)
    made = lock.updated([Note()], deck="", now=1)  # type: ignore[list-item]
    assert made.entries["en/new"].guid == guid
    assert made.entries["en/old"].guid not in (guid, ENTRY.other)
    assert made.updated([Note()], deck="", now=2).entries == made.entries  # type: ignore[list-item]


def test_a_slug_that_is_taken_is_refused_with_what_to_do(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/old", "en/gone")
    assert "another card has that slug (choose another one)" in refusal(deck, new="two")
    assert "deck.lock:6:1: `old` cannot become `gone`: a card that is no longer" in refusal(
        deck, new="gone"
    )
    lock = lock_of("en/old", "en/gone")
    gone = replace(lock.entries["en/gone"], retired=1)
    (deck / "deck.lock").write_text(replace(lock, entries={**lock.entries, "en/gone": gone}).text())
    assert "a card that is retired has that slug" in refusal(deck, new="gone")


def test_a_build_after_a_change_by_hand_is_refused(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/old", "en/new", en__01=EN.replace("#old tags", "#new tags"))
    assert "has an id of its own in deck.lock since a build" in refusal(deck)


def test_a_deck_that_is_not_read_as_a_whole_is_not_renamed_by_half(tmp_path: Path) -> None:
    deck = write(tmp_path / "deck", "en/old", en__02=b"\xff")
    assert "not UTF-8" in refusal(deck)
    (tmp_path / "out.md").write_text("## One {#one}\n\n[x](#old)\n")
    (deck / "en/02.md").unlink()
    (deck / "en/02.md").symlink_to(tmp_path / "out.md")
    assert "leads out of the deck's folder" in refusal(deck)
    (deck / "en/02.md").unlink()
    (deck / "en/02.md").write_text("## One {#old}\n\nx\n")
    assert "already used" in refusal(deck)
    (deck / "en/02.md").unlink()
    (deck / "deck.lock").rename(tmp_path / "deck.lock")
    assert "there is no deck.lock" in refusal(deck)
    (deck / "deck.lock").symlink_to(tmp_path / "deck.lock")
    assert "leads out of the deck's folder" in refusal(deck)


def test_a_wrong_slug_is_a_mistake_of_usage(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/old", "en/gone")
    for old, new, said in [
        ("odl", "new", "no card has the slug `odl`: did you mean `old`?"),
        ("old", "New_1", "`New_1` cannot be a slug: use lower-case letters"),
        ("old", "old", "are the same slug"),
        (
            "gone",
            "tow",
            "no longer in the deck, and no card has the slug `tow`: did you mean `two`?",
        ),
    ]:
        with pytest.raises(NoSuchSlugError, match=said.replace("?", r"\?")):
            propose_rename(deck, old, new)
    done = CliRunner().invoke(main, ["rename", "odl", "new", str(deck)])
    assert (done.exit_code, "did you mean `old`?" in done.stderr) == (2, True)


def test_the_diff_is_shown_and_nothing_written_without_a_yes(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/old", "zh/old")
    done = CliRunner().invoke(main, ["rename", "old", "new", str(deck)])
    assert done.exit_code == 1
    assert "+## 一是什么？ {#new}" in done.stdout and '+  "zh/new"' in done.stdout
    assert (deck / "en/01.md").read_text("utf-8") == EN
    done = CliRunner().invoke(main, ["rename", "old", "new", str(deck), "--yes"])
    assert done.exit_code == 0
    assert "en/01.md: slug and 8 links renamed" in done.stderr
    assert "deck.lock: 2 entries renamed\nReaders keep its history." in done.stderr


def test_a_card_that_no_reader_has_is_renamed_without_the_lock(tmp_path: Path) -> None:
    deck = write(tmp_path, "en/two")
    before = (deck / "deck.lock").read_bytes()
    done = CliRunner().invoke(main, ["rename", "old", "new", str(deck), "--yes"])
    assert "does not know `en/old`, `zh/old` yet: no reader has it" in done.stderr
    assert (deck / "deck.lock").read_bytes() == before


def test_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = write(tmp_path, "en/old", "zh/old")
    renaming = propose_rename(deck, "old", "new")
    (deck / "zh/01.md").write_text(ZH + "\nmore\n", "utf-8")
    with pytest.raises(ProblemsError, match="changed while the deck was read"):
        write_rename(renaming)
    assert (deck / "en/01.md").read_text("utf-8") == EN
    (deck / "zh/01.md").write_text(ZH, "utf-8")
    real = Path.replace

    def fails(path: Path, target: Path) -> Path:
        if target.name == "deck.lock":
            raise OSError(28, "No space left on device")
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails)
        with pytest.raises(ProblemsError, match="no space left"):
            write_rename(renaming)
    assert (deck / "en/01.md").read_text("utf-8") == EN
    assert (deck / "zh/01.md").read_text("utf-8") == ZH
    assert sorted(path.name for path in deck.rglob(".*")) == []
    write_rename(renaming)
    assert (deck / "en/01.md").read_text("utf-8") == EN_AFTER


def test_a_file_with_two_names_is_written_once(tmp_path: Path) -> None:
    one, other = tmp_path / "a.md", tmp_path / "b.md"
    one.write_text("old")
    other.symlink_to(one)
    write_all(
        [FileChange(one, b"old", b"new", ""), FileChange(other, b"old", b"new", "")], "rename"
    )
    assert one.read_text() == "new" and other.is_symlink()
    with pytest.raises(ProblemsError, match="the same file as"):
        write_all(
            [FileChange(one, b"new", b"x", ""), FileChange(other, b"new", b"y", "")], "rename"
        )
    assert one.read_text() == "new"
