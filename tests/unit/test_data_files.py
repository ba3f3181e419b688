"""Files beside a deck are found by the names that programs have for them, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.running.programs.data_files import data_files

FILES = ("en/near.txt", "far.csv", "both.txt", "en/both.txt", "data/x.csv", "part0.bin", "part1.bin",
         "deck.toml", "deck.lock", ".env", "en/01.md", "notes.md", "zh/02.md")  # fmt: skip


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "deck" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "outside.txt").write_text("secret")
    (tmp_path / "deck" / "link.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "deck" / "inside.txt").symlink_to(tmp_path / "deck" / "far.csv")
    return tmp_path / "deck"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ('open("near.txt")', {"near.txt": "en/near.txt"}),
        ('open("./near.txt")', {"near.txt": "en/near.txt"}),
        ('open("far.csv")', {"far.csv": "far.csv"}),
        ('open("both.txt")', {"both.txt": "en/both.txt"}),
        ('open("data/x.csv")', {"data": "data"}),
        ('Path("data") / "x.csv"', {"data": "data"}),
        ('open(f"part{i}.bin")', {"part0.bin": "part0.bin", "part1.bin": "part1.bin"}),
        ('glob("*.bin")', {"part0.bin": "part0.bin", "part1.bin": "part1.bin"}),
        ('open("en/near.txt")', {"en": "en"}),
        ('open("inside.txt")', {"inside.txt": "far.csv"}),
        ('open("link.txt")', {}),
        ('open("deck.toml"); open("deck.lock"); open(".env"); open("notes.md")', {}),
        ('open("/far.csv"); open("../outside.txt"); open("missing.txt")', {}),
        ('x = {"en": 1, "zh": 2}; open("missing.txt")', {}),
        ('print("far.csv")', {}),
        ("open(", {}),
        ('open("' + "x" * 10_000 + '"); open(""); open(f"{x}")', {}),
    ],
)
def test_what_a_program_names_is_found(deck: Path, code: str, names: dict[str, str]) -> None:
    found = dict(data_files([code], deck / "en", deck, apart=("en", "zh")))
    assert found == {name: str((deck / path).resolve()) for name, path in names.items()}


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert data_files(['open("x.txt")'], tmp_path / "no", tmp_path / "no") == ()
