"""The command on real decks, as a user types it."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

import pytest

from tests.support.cli import proofdeck
from tests.support.decks import built_names, write_deck

GOOD = """\
# Numbers

## What does `1 + 1` give? {#sum .predict}

```python
1 + 1
```

```output
2
```

Two.

## Which error? {#error}

`ZeroDivisionError`, from `{python} "1/0"`.

```python {raises=ZeroDivisionError}
1 / 0
```
"""


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def test_a_new_deck_builds_as_it_is(tmp_path: Path) -> None:
    made = proofdeck("new", "mine", cwd=tmp_path)
    assert (made.code, made.err) == (0, "")
    built = proofdeck("build", "mine", cwd=tmp_path)
    assert (built.code, built.err) == (0, "")
    names = sorted(path.name for path in (tmp_path / "build").iterdir())
    assert names == sorted({*built_names("mine-en"), "mine.provenance.json"})
    for name in names:
        assert name in built.out
    assert (tmp_path / "mine/deck.lock").is_file()


def test_a_new_deck_keeps_a_title_of_any_script_and_its_files_have_a_name_of_their_own(
    tmp_path: Path,
) -> None:
    for folder in ("数据", "模型", 'a "quoted" one', "Größe"):
        new = proofdeck("new", folder, cwd=tmp_path)
        assert new.code == 0
        said = new.out.splitlines()[-1].removeprefix("Next: ")
        assert shlex.split(said) == ["proofdeck", "build", folder]  # as a shell reads it
        built = proofdeck("build", folder, "--only", "apkg", cwd=tmp_path)
        assert (built.code, built.err) == (0, "")
    made = sorted(path.name for path in (tmp_path / "build").glob("*.apkg"))
    assert made == [
        "Grosse-en.apkg", "a-quoted-one-en.apkg", "deck-5440f7-en.apkg", "deck-c98e11-en.apkg",
    ]  # fmt: skip
    assert 'en = "数据"' in (tmp_path / "数据/deck.toml").read_text("utf-8")


def test_a_build_does_not_overwrite_the_files_of_another_deck(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_deck(tmp_path / folder, {"en/01.md": GOOD})
    assert proofdeck("build", "one", cwd=tmp_path).code == 0
    before = fingerprint(tmp_path / "build")
    refused = proofdeck("build", "two", cwd=tmp_path)
    assert refused.code == 1
    assert "[other-deck]" in refused.err and "-o" in refused.err
    assert fingerprint(tmp_path / "build") == before
    assert not (tmp_path / "two/deck.lock").exists()
    assert proofdeck("build", "two", "-o", "elsewhere", cwd=tmp_path).code == 0
    assert proofdeck("build", "one", cwd=tmp_path).code == 0


def test_a_lock_that_was_deleted_is_missed_before_readers_get_every_card_twice(
    tmp_path: Path,
) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    assert proofdeck("build", cwd=tmp_path).code == 0
    (tmp_path / "cards/deck.lock").unlink()
    refused = proofdeck("build", cwd=tmp_path)
    assert refused.code == 1
    assert "restore its deck.lock" in refused.err


def test_new_leaves_what_is_there_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("precious")
    made = proofdeck("new", "mine", cwd=tmp_path)
    assert made.code == 1
    assert "mine:1:1:" in made.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_building_again_runs_nothing_and_writes_nothing(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    first = proofdeck("build", cwd=tmp_path)
    assert first.code == 0, first.err
    before = fingerprint(tmp_path / "build")
    lock = fingerprint(tmp_path / "cards")
    second = proofdeck("build", cwd=tmp_path)
    assert second.code == 0
    assert second.out.split("\n")[1].split()[:4] == ["2", "0", "2", "2"]
    assert fingerprint(tmp_path / "build") == before
    assert fingerprint(tmp_path / "cards") == lock


def test_a_changed_title_or_claim_never_runs_code_again(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    assert proofdeck("check", cwd=tmp_path).code == 0
    changed = GOOD.replace("# Numbers", "# New\n\n<!-- moved down -->").replace(
        "```output\n2", "```output\n3"
    )
    write_deck(deck, {"en/01.md": changed})
    checked = proofdeck("check", cwd=tmp_path)
    assert checked.code == 1
    assert "cards/en/01.md:12:1: error: the card says `3`, but `2` came out" in checked.err
    assert checked.out.split("\n")[1].split()[:3] == ["2", "0", "2"]


def test_check_writes_nothing(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    assert proofdeck("check", cwd=tmp_path).code == 0
    assert not (tmp_path / "build").exists()
    assert not (tmp_path / "cards/deck.lock").exists()


def test_check_finds_what_only_making_the_files_shows(tmp_path: Path) -> None:
    toml = 'name = "two"\nlanguages = ["en", "de"]\n'
    long = "## " + "word " * 900 + "{#long}\n\nA.\n"
    write_deck(tmp_path / "cards", {"en/01.md": long, "de/01.md": "\n" + long}, toml=toml)
    checked = proofdeck("check", cwd=tmp_path)
    built = proofdeck("build", cwd=tmp_path)
    assert (checked.code, built.code) == (1, 1)
    assert checked.err == built.err
    assert "cards/en/01.md:1:1: error: the question is longer than a card" in checked.err
    assert "cards/de/01.md:2:1: error: the question is longer than a card" in checked.err


def test_a_cloze_beyond_what_anki_numbers_is_found_in_every_language_by_check(
    tmp_path: Path,
) -> None:
    toml = 'name = "two"\nlanguages = ["en", "de"]\n'
    text = "## Q {#q .cloze}\n\n{{c501::a}}\n"
    write_deck(tmp_path / "cards", {"en/01.md": text, "de/01.md": text}, toml=toml)
    checked = proofdeck("check", cwd=tmp_path)
    assert checked.code == 1
    assert "cards/en/01.md:1:1: error: cloze 501" in checked.err
    assert "cards/de/01.md:1:1: error: cloze 501" in checked.err


def test_check_finds_a_broken_lock(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    (deck / "deck.lock").write_text("<<<<<<< ours\n")
    checked = proofdeck("check", cwd=tmp_path)
    assert checked.code == 1
    assert "cards/deck.lock:1:1:" in checked.err
    assert (deck / "deck.lock").read_text() == "<<<<<<< ours\n"


def test_one_false_card_stops_the_build_and_leaves_the_old_files(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    assert proofdeck("build", cwd=tmp_path).code == 0
    before = fingerprint(tmp_path / "build")
    write_deck(
        deck, {"en/01.md": GOOD.replace("1 / 0", "1 / 1"), "en/02.md": "## X {#x .cloz}\n\nx\n"}
    )
    built = proofdeck("build", cwd=tmp_path)
    assert built.code == 1
    assert (
        "cards/en/01.md:19:1: error: this should raise ZeroDivisionError, but raised nothing"
        in built.err
    )
    assert "cards/en/02.md:1:10: error: unknown kind `.cloz`" in built.err
    assert "hint: " in built.err
    assert fingerprint(tmp_path / "build") == before


BAD_PROGRAMS = {
    "raises": ("1/0", "this program fails: ZeroDivisionError: division by zero"),
    "hangs": ("while True: pass", "did not end within 2 seconds"),
    "eats": ("b'x' * (1 << 40)", "needs more than the 300 MiB"),
    "floods": ("for i in range(300000): print('y' * 20)", "prints too much"),
    "exits": ("import sys; sys.exit(3)", "exit status 3"),
    "leaves": ("import os; os._exit(4)", "exit status 4"),
    "crashes": ("import ctypes; ctypes.string_at(0)", "killed by SIGSEGV"),
    "syntax": ("x = = 1", "this program fails: SyntaxError: invalid syntax"),
}


def test_every_kind_of_bad_program_is_one_problem_and_the_other_cards_still_run(
    tmp_path: Path,
) -> None:
    cards = [
        f"## Q {name} {{#{name}}}\n\n```python\n{code}\n```\n"
        for name, (code, _) in BAD_PROGRAMS.items()
    ]
    toml = 'name = "bad"\n[run]\ntimeout = 2\nmemory = "300MiB"\n'
    write_deck(tmp_path / "cards", {"en/01.md": "\n".join(cards) + "\n" + GOOD}, toml=toml)
    built = proofdeck("build", cwd=tmp_path)
    assert built.code == 1
    for number, (_, message) in enumerate(BAD_PROGRAMS.values()):
        line = number * 6 + 3
        assert message in built.err
        said = next(text for text in built.err.split("\n") if message in text)
        assert said.startswith((f"cards/en/01.md:{line}:", f"cards/en/01.md:{line + 1}:"))
    assert built.err.count("  hint: ") == len(BAD_PROGRAMS)
    assert "Traceback" not in built.err.replace("    Traceback", "")
    assert not (tmp_path / "build").exists()
    row = built.out.split("\n")[1].split()
    assert row[3] == "2"


def test_a_traceback_names_the_markdown_file_and_line(tmp_path: Path) -> None:
    text = "# T\n\n## Q {#q}\n\n- x\n\n  ```python\n  def f():\n      return y\n\n  f()\n  ```\n"
    write_deck(tmp_path / "cards", {"en/01.md": text})
    checked = proofdeck("check", cwd=tmp_path)
    assert "cards/en/01.md:9:7: error: this program fails: NameError" in checked.err
    assert "cards/en/01.md, line 11, in <module>" in checked.err
    assert "cards/en/01.md, line 9, in f\n        return y" in checked.err.replace(
        "      ", "  ", 0
    )


def test_math_that_does_not_parse_is_named_with_its_column(tmp_path: Path) -> None:
    write_deck(
        tmp_path / "cards", {"en/01.md": "## Q {#q}\n\nSo $\\frac{a}{$ is\n\n$$\nx\n+ \\nope\n$$\n"}
    )
    checked = proofdeck("check", cwd=tmp_path)
    assert checked.code == 1
    assert "cards/en/01.md:3:" in checked.err
    assert "cards/en/01.md:7:3: error: Anki cannot show this formula" in checked.err
    assert "line 2, column 3 of the formula" in checked.err


def test_a_formula_that_only_anki_shows_keeps_no_package_from_being_built(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": "## Q {#q}\n\nSo $\\bbox[yellow]{x}$.\n"})
    built = proofdeck("build", cwd=tmp_path)
    assert built.code == 0 and "warning: this formula cannot be set on paper" in built.err
    assert proofdeck("check", "--strict", cwd=tmp_path).code == 1
    only = proofdeck("build", "--only", "apkg", "--strict", cwd=tmp_path)
    assert (only.code, "formula" in only.err) == (0, False)


def test_a_missing_glyph_names_the_character_and_the_card(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": "## Q {#ancient}\n\nA \U00012000 sign.\n"})
    checked = proofdeck("check", cwd=tmp_path)
    assert checked.code == 0
    assert "U+12000" in checked.err
    assert "cards/en/01.md:" in checked.err
    assert "warning: no font has '\U00012000'" in checked.err and "the PDF shows" in checked.err
    assert proofdeck("check", "--strict", cwd=tmp_path).code == 1
    only = proofdeck("build", "--only", "apkg", "--strict", cwd=tmp_path)
    assert (only.code, "U+12000" in only.err) == (0, False)


def test_a_missing_twin_is_a_warning_and_with_strict_an_error(tmp_path: Path) -> None:
    toml = 'name = "two"\nlanguages = ["en", "zh"]\n'
    files = {"en/01.md": GOOD, "zh/01.md": GOOD.split("## Which")[0]}
    write_deck(tmp_path / "cards", files, toml=toml)
    lax = proofdeck("check", cwd=tmp_path)
    assert lax.code == 0
    assert "warning: the card `error` has no twin in `zh`" in lax.err
    assert proofdeck("check", "--strict", cwd=tmp_path).code == 1


@pytest.mark.parametrize("target", ["a-file", "a-file/below"])
def test_an_output_folder_that_cannot_be_is_a_problem(tmp_path: Path, target: str) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    (tmp_path / "a-file").write_text("mine")
    built = proofdeck("build", "-o", target, cwd=tmp_path)
    assert built.code == 1
    assert f"{target}:1:1: error: this cannot be written" in built.err
    assert (tmp_path / "a-file").read_text() == "mine"
    assert not (tmp_path / "cards/deck.lock").exists()


def test_a_full_disk_leaves_the_old_files_whole(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    assert proofdeck("build", cwd=tmp_path).code == 0
    before, lock = fingerprint(tmp_path / "build"), (deck / "deck.lock").read_text()
    write_deck(deck, {"en/01.md": GOOD.replace("Two.", "Two, and not three.")})
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000));"
        "from generator.cli import main; main(['build'])"
    )
    import os
    import subprocess
    import sys

    from tests.support.cli import ROOT

    env = {**os.environ, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", limited],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "this cannot be written" in done.stderr
    assert fingerprint(tmp_path / "build") == before
    assert (deck / "deck.lock").read_text() == lock


def test_a_folder_in_the_place_of_a_file_leaves_the_others_alone(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    assert proofdeck("build", cwd=tmp_path).code == 0
    (tmp_path / "build/demo-en.apkg").unlink()
    (tmp_path / "build/demo-en.apkg").mkdir()
    write_deck(deck, {"en/01.md": GOOD.replace("Two.", "Two!")})
    before = (deck / "deck.lock").read_text()
    pdfs = {p.name: p.read_bytes() for p in (tmp_path / "build").glob("*.pdf")}
    assert proofdeck("build", cwd=tmp_path).code == 1
    assert {p.name: p.read_bytes() for p in (tmp_path / "build").glob("*.pdf")} == pdfs
    assert (deck / "deck.lock").read_text() == before


def test_wrong_usage_exits_with_two(tmp_path: Path) -> None:
    assert proofdeck("build", "--nope", cwd=tmp_path).code == 2
    assert proofdeck("nope", cwd=tmp_path).code == 2


def test_no_deck_here_says_how_to_start(tmp_path: Path) -> None:
    built = proofdeck("build", cwd=tmp_path)
    assert built.code == 1
    assert "cards/deck.toml:1:1:" in built.err
    assert "proofdeck new" in built.err


def test_the_folder_itself_is_built_when_it_holds_the_deck(tmp_path: Path) -> None:
    write_deck(tmp_path, {"en/01.md": GOOD})
    assert proofdeck("check", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    "command",
    [[], ["build"], ["check"], ["accept"], ["audit"], ["matrix"], ["verify"], ["new"]],
)
def test_help_shows_an_example(tmp_path: Path, command: list[str]) -> None:
    shown = proofdeck(*command, "--help", cwd=tmp_path)
    assert shown.code == 0
    assert "Example:\n  " in shown.out


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    from generator import __version__

    assert proofdeck("--version", cwd=tmp_path).out == f"proofdeck {__version__}\n"


def test_quiet_prints_nothing_when_all_is_well(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": GOOD})
    checked = proofdeck("check", "--quiet", cwd=tmp_path)
    assert (checked.out, checked.err) == ("", "")


def test_control_characters_of_a_card_never_reach_the_terminal(tmp_path: Path) -> None:
    text = "## Q {#q}\n\n```python\nraise ValueError('\\x1b[2J\\x07')\n```\n\n```output\nx\n```\n"
    write_deck(tmp_path / "cards", {"en/01.md": text})
    checked = proofdeck("check", cwd=tmp_path)
    assert checked.code == 1
    assert "\x1b" not in checked.err
    assert "\\x1b[2J\\x07" in checked.err
