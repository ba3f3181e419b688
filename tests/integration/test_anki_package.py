"""The file itself: the same for the same cards, and nothing else left in the folder."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from generator.model import Faces, Media, Node
from generator.writing.anki_collection import deck_ids
from generator.writing.apkg import ApkgWriter, media_files, write_package
from generator.writing.lock import Lock
from tests.support.anki_decks import PLACE, build, cloze, deck, faces, paragraph, render_notes, text
from tests.support.faced_deck import render_deck

ROOT = Path(__file__).parents[2]

BUILD = """
import sys
from pathlib import Path
from generator.model import Media, Node
from tests.support.anki_decks import PLACE, build, cloze, deck, faces, paragraph, text

pictures = {f"{n}.png": Media(f"picture-{n}.png", bytes([n])) for n in range(9)}
shown = [paragraph(*(Node("image", PLACE, attrs={"src": src}) for src in sorted(pictures)))]
build(Path(sys.argv[1]), deck(
    faces("one", shown, media=pictures, tags=("c", "a", "b")),
    faces("two", kind="reversed", subdeck=("Sub", "Deep")),
    faces("gaps", kind="cloze", front=[paragraph(cloze(2, text("x")), cloze(1, text("y")))]),
))
"""


def test_the_same_cards_give_the_same_bytes_on_every_build(tmp_path: Path) -> None:
    files = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", BUILD, str(folder)], env=environment, check=True, timeout=120
        )
        assert [path.name for path in folder.iterdir()] == ["demo-en.apkg"]
        files.append((folder / "demo-en.apkg").read_bytes())
    assert files[0] == files[1]


def test_an_unchanged_deck_builds_the_same_file_tomorrow(tmp_path: Path) -> None:
    one = deck(faces("one"), faces("two"))
    lock = build(tmp_path, one)
    before = (tmp_path / "demo-en.apkg").read_bytes()
    again = build(tmp_path, one, lock=lock, now=1_800_000_000)
    assert again == lock
    assert (tmp_path / "demo-en.apkg").read_bytes() == before


def test_ids_are_unique_where_the_times_of_cards_run_into_each_other(tmp_path: Path) -> None:
    cards = [faces(f"card-{n}", kind="reversed") for n in range(1200)]
    lock = build(tmp_path, deck(*cards[:1100]), now=100)
    build(tmp_path, deck(*reversed(cards)), lock=lock, now=101)
    with ZipFile(tmp_path / "demo-en.apkg") as package:
        package.extract("collection.anki2", tmp_path)
    database = sqlite3.connect(tmp_path / "collection.anki2")
    counts = database.execute(
        "select (select count(distinct id) from notes), (select count(distinct guid) from notes),"
        " (select count(distinct id) from cards)"
    ).fetchone()
    database.close()
    assert counts == (1200, 1200, 2400)


def test_a_failed_write_leaves_the_old_package_and_no_debris(tmp_path: Path) -> None:
    notes = render_notes(deck(faces("one")))
    lock = Lock().updated(notes, deck="demo", now=5)
    path = tmp_path / "demo-en.apkg"
    write_package(notes, lock, path)
    before = path.read_bytes()
    with pytest.raises(KeyError):  # notes of another build than the lock's
        write_package(render_notes(deck(faces("other"))), lock, path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_is_not_there_is_an_operating_system_error(tmp_path: Path) -> None:
    one = render_deck(deck(faces("one")))
    lock = Lock().updated(one.notes, deck="demo", now=5)
    with pytest.raises(OSError, match="missing"):
        ApkgWriter(lock).write(one, tmp_path / "missing")


def test_two_files_of_one_name_are_refused_not_mixed_up() -> None:
    def showing(slug: str, data: bytes) -> Faces:
        image = Node("image", PLACE, attrs={"src": "a.png"})
        return faces(slug, [paragraph(image)], media={"a.png": Media("same.png", data)})

    notes = render_notes(deck(showing("one", b"1"), showing("two", b"2")))
    with pytest.raises(ValueError, match=r"same\.png"):
        media_files(notes)


def test_decks_above_a_sub_deck_come_along_with_ids_of_their_own() -> None:
    ids = deck_ids([f"T::{n}::{m}" for n in range(30) for m in range(30)])
    assert len(ids) == 1 + 30 + 900
    assert len(set(ids.values())) == len(ids)
    assert ids["T::3"] == deck_ids(["T::3::x"])["T::3"]
    assert max(ids.values()) < 2**53


def test_the_package_lists_its_media_as_anki_reads_it(tmp_path: Path) -> None:
    gap = faces("gaps", kind="cloze", front=[paragraph(cloze(1, text("x")))])
    build(tmp_path, deck(gap))
    with ZipFile(tmp_path / "demo-en.apkg") as package:
        assert json.loads(package.read("media")) == {}
        assert package.namelist() == ["collection.anki2", "media"]
