"""A second build does what has changed, all of that, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.building.built import Built
from generator.building.deck import build_deck, check_deck
from generator.building.keeper import Keeper, LostError
from tests.support.decks import built_names, write_deck

TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n'
CARD = "## What is {slug}? {{#{slug}}}\n\n```python\nprint({number})\n```\n\n{text}\n"


def chapter(*slugs: str, text: str = "A number.", number: int = 1) -> str:
    return "# C\n\n" + "\n".join(CARD.format(slug=slug, number=number, text=text) for slug in slugs)


FILES = {
    "en/01.md": chapter("one", "two"),
    "en/02.md": chapter("three"),
    "zh/01.md": chapter("one", "two", text="数。"),
    "zh/02.md": chapter("three", text="数。"),
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))


def deck(folder: Path, changes: Mapping[str, str | bytes] | None = None) -> Path:
    return write_deck(folder / "cards", {**FILES, **(changes or {})}, toml=TOML)


def build(folder: Path) -> Built:
    built = build_deck(folder / "cards", folder / "build")
    assert not built.failed, built.problems
    return built


def times(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))
    }


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {name for name in after if before.get(name) != after[name]}


WATCHED = """
import json, sys
started = []
watched = ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.exec")
sys.addaudithook(lambda event, args: started.append(event) if event in watched else None)
from generator.cli import main
main(["build", "cards", "-o", "build"], standalone_mode=False)
print(json.dumps({"modules": sorted(sys.modules), "started": started}))
"""


def test_where_nothing_changed_nothing_is_loaded_started_or_written(tmp_path: Path) -> None:
    deck(tmp_path)
    command = [sys.executable, "-c", WATCHED]

    def run() -> dict[str, list[str]]:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        told: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
        return told

    assert run()["started"]  # so the test would see it
    before = times(tmp_path)
    told = run()
    heavy = {"torch", "jax", "numpy", "typst", "pikepdf", "genanki", "fontTools", "markdown_it"}
    heavy |= {
        "pygments",
        "math_core",
        "nh3",
        "generator.building.verdicts",
        "generator.reading.comments",
        "generator.reading.images",
        "generator.rendering.html",
    }
    assert not heavy & set(told["modules"])
    assert told["started"] == []
    assert times(tmp_path) == before


def test_starting_the_command_loads_nothing_that_only_a_build_needs() -> None:
    code = "import sys, generator.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {
        "rich",
        "markdown_it",
        "pygments",
        "asyncio",
        "generator.building.verdicts",
        "generator.model",
        "tomllib",
        "yaml",
    }


def test_a_deck_without_exercises_loads_nothing_that_tries_them(tmp_path: Path) -> None:
    write_deck(tmp_path / "deck")
    code = "import sys, generator; generator.check_deck(sys.argv[1]); print(*sys.modules)"
    command = [sys.executable, "-c", code, str(tmp_path / "deck")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "generator.checking.verdict" in loaded
    assert not loaded & {
        "generator.running.programs.mutants",
        "generator.running.programs.exercise_trial",
        "generator.checking.exercise_verdict",
    }


def test_an_edit_of_prose_remakes_its_language_and_leaves_the_other_alone(tmp_path: Path) -> None:
    deck(tmp_path)
    build(tmp_path)
    before = times(tmp_path / "build")
    deck(tmp_path, {"en/02.md": chapter("three", text="Another text.")})
    built = build(tmp_path)
    assert built.programs(cached=False) == 0 and built.programs(cached=True) == 6
    assert changed(before, times(tmp_path / "build")) == built_names("demo-en")


def test_an_edit_of_code_runs_that_card_and_no_other(tmp_path: Path) -> None:
    deck(tmp_path)
    build(tmp_path)
    files = {f"{language}/02.md": chapter("three", number=2) for language in ("en", "zh")}
    deck(tmp_path, files)
    built = build(tmp_path)
    assert (built.programs(cached=False), built.programs(cached=True)) == (2, 4)


def test_a_card_that_only_moved_makes_no_file_again(tmp_path: Path) -> None:
    deck(tmp_path)
    build(tmp_path)
    before = times(tmp_path / "build")
    deck(tmp_path, {"en/02.md": chapter("three").replace("# C\n", "# C\n\n<!-- a note -->\n")})
    build(tmp_path)
    assert changed(before, times(tmp_path / "build")) == set()


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_file_that_is_gone_or_was_changed_is_made_again(harm: str, tmp_path: Path) -> None:
    deck(tmp_path)
    build(tmp_path)
    path = tmp_path / "build/demo-zh.apkg"
    good = path.read_bytes()
    path.unlink() if harm == "gone" else path.write_bytes(b"something else")
    before = times(tmp_path / "build")
    build(tmp_path)
    assert path.read_bytes() == good
    assert changed(before, times(tmp_path / "build")) == {"demo-zh.apkg"}


def test_a_lock_that_came_back_from_version_control_reaches_the_package(tmp_path: Path) -> None:
    folder = deck(tmp_path)
    lock = folder / "deck.lock"
    build_deck(folder, tmp_path / "build", now=lambda: 1_700_000_000)
    old, package = lock.read_text(), (tmp_path / "build/demo-en.apkg").read_bytes()
    lock.write_text(old.replace("1700000000", "1600000000"))
    build(tmp_path)
    assert (tmp_path / "build/demo-en.apkg").read_bytes() != package
    assert "1700000000" not in lock.read_text()


def test_a_changed_image_arrives_although_no_text_changed(tmp_path: Path) -> None:
    from tests.support.paper import png

    text = {"en/02.md": chapter("three", text="![a](../media/a.png)"), "media/a.png": png(4, 4)}
    deck(tmp_path, text)
    build(tmp_path)
    before = times(tmp_path / "build")
    deck(tmp_path, {**text, "media/a.png": png(5, 5)})
    build(tmp_path)
    assert "demo-en.apkg" in changed(before, times(tmp_path / "build"))


def test_an_image_nearer_to_the_text_takes_the_place_of_the_deck_s(tmp_path: Path) -> None:
    from tests.support.paper import png

    text = {"en/02.md": chapter("three", text="![a](media/a.png)"), "media/a.png": png(4, 4)}
    deck(tmp_path, text)
    build(tmp_path)
    before = times(tmp_path / "build")
    deck(tmp_path, {**text, "en/media/a.png": png(9, 9)})
    build(tmp_path)
    assert "demo-en.apkg" in changed(before, times(tmp_path / "build"))


def test_a_changed_data_file_runs_the_card_that_reads_it(tmp_path: Path) -> None:
    data = tmp_path / "cards/data.txt"
    card = f"# C\n\n## What? {{#what}}\n\n```python\nopen({str(data)!r}).read()\n```\n"
    folder = write_deck(tmp_path / "cards", {"en/01.md": card, "data.txt": "1"})
    build_deck(folder, tmp_path / "build")
    data.write_text("2")
    built = build_deck(folder, tmp_path / "build")
    assert built.programs(cached=False) == 1


def test_what_one_file_breaks_in_another_is_found_although_that_is_unchanged(
    tmp_path: Path,
) -> None:
    deck(tmp_path)
    build(tmp_path)
    folder = deck(tmp_path, {"en/02.md": chapter("one")})
    built = build_deck(folder, tmp_path / "build")
    assert built.failed
    assert {problem.code for problem in built.problems} == {"duplicate-slug", "missing-twin"}
    deck(tmp_path, {"en/02.md": chapter("three", number=7)})
    built = build_deck(folder, tmp_path / "build")
    assert [problem.code for problem in built.problems] == ["differing-twin"]
    assert built.problems[0].place.path.endswith("zh/02.md")


def test_warnings_are_said_again_where_nothing_changed(tmp_path: Path) -> None:
    folder = deck(tmp_path, {"en/02.md": chapter("three", "four")})
    first = build_deck(folder, tmp_path / "build")
    second = build_deck(folder, tmp_path / "build")
    assert [problem.code for problem in first.problems] == ["missing-twin"]
    assert second.problems == first.problems
    assert build_deck(folder, tmp_path / "build", strict=True).failed


def test_a_problem_names_the_line_where_the_card_now_stands(tmp_path: Path) -> None:
    bad = chapter("one", "two") + "\n```output\n2\n```\n"
    folder = deck(tmp_path, {"en/01.md": bad})
    first = build_deck(folder, tmp_path / "build")
    deck(tmp_path, {"en/01.md": "<!-- above -->\n\n" + bad})
    second = build_deck(folder, tmp_path / "build")
    shift = [
        b.place.line - a.place.line for a, b in zip(first.problems, second.problems, strict=True)
    ]
    assert shift and set(shift) == {2}


def test_an_added_and_a_deleted_file_are_seen(tmp_path: Path) -> None:
    folder = deck(tmp_path)
    build(tmp_path)
    for language in ("en", "zh"):
        (folder / language / "03.md").write_text(chapter("new"), "utf-8")
    assert build(tmp_path).cards == 8
    for language in ("en", "zh"):
        (folder / language / "03.md").unlink()
    assert build(tmp_path).cards == 6


def test_a_changed_title_of_the_deck_reaches_every_package_and_pdf(tmp_path: Path) -> None:
    folder = deck(tmp_path)
    build(tmp_path)
    before = times(tmp_path / "build")
    (folder / "deck.toml").write_text(TOML + '[title]\nen = "New"\nzh = "新"\n', "utf-8")
    build(tmp_path)
    names = built_names("demo-en") | built_names("demo-zh")
    titled = {name for name in names if name.endswith((".apkg", ".pdf"))}
    assert titled <= changed(before, times(tmp_path / "build"))


def test_only_what_is_asked_for_is_made_and_the_rest_stays(tmp_path: Path) -> None:
    folder = deck(tmp_path)
    build_deck(folder, tmp_path / "build", only=("apkg",))
    names = {"demo-en.apkg", "demo-zh.apkg", "demo.provenance.json"}
    assert {path.name for path in (tmp_path / "build").iterdir()} == names
    build(tmp_path)
    before = times(tmp_path / "build")
    deck(tmp_path, {"en/02.md": chapter("three", text="Another text.")})
    built = build_deck(folder, tmp_path / "build", only=("apkg",))
    assert {path.name for path in built.files} == names
    assert changed(before, times(tmp_path / "build")) == {"demo-en.apkg"}
    build(tmp_path)
    assert changed(before, times(tmp_path / "build")) == built_names("demo-en")


def test_check_after_build_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    folder = deck(tmp_path)
    build(tmp_path)
    before = times(tmp_path / "build"), times(folder)
    for _ in range(2):
        checked = check_deck(folder)
        assert (checked.cards, checked.count("verified"), checked.files) == (6, 6, ())
    assert before == (times(tmp_path / "build"), times(folder))


def test_a_build_goes_on_where_another_has_replaced_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = deck(tmp_path)
    build(tmp_path)

    def lost(*_: object) -> None:
        raise LostError("gone")

    monkeypatch.setattr(Keeper, "cards", lost)
    deck(tmp_path, {"en/01.md": chapter("one", "two", text="Edited.")})
    built = build_deck(folder, tmp_path / "build")
    assert not built.failed and built.cards == 6


def test_a_build_follows_one_that_wrote_markdown(tmp_path: Path) -> None:
    folder = deck(tmp_path)
    built = build_deck(folder, tmp_path / "export", only=("mochi",))
    assert not built.failed, built.problems
    assert {path.name for path in build(tmp_path).files} > built_names("demo-en") | built_names(
        "demo-zh"
    )


def test_another_folder_gets_all_files_from_what_is_kept(tmp_path: Path) -> None:
    folder = deck(tmp_path)
    build(tmp_path)
    built = build_deck(folder, tmp_path / "other")
    assert built.programs(cached=False) == 0
    names = {path.name for path in (tmp_path / "build").iterdir()}
    assert names == {path.name for path in (tmp_path / "other").iterdir()}
    for name in names:
        first, second = (tmp_path / place / name for place in ("build", "other"))
        assert first.read_bytes() == second.read_bytes()


def test_the_same_deck_under_another_name_is_another_deck(tmp_path: Path) -> None:
    deck(tmp_path)
    build(tmp_path)
    (tmp_path / "cards").rename(tmp_path / "moved")
    built = build_deck(tmp_path / "moved", tmp_path / "build")
    assert not built.failed and built.programs(cached=False) == 0


def test_the_parts_of_a_file_are_kept_with_their_titles(tmp_path: Path) -> None:
    text = "# One\n\n## A {#a}\n\nA.\n\n## B {#b}\n\nB.\n\n# Two\n\n## C {#c}\n\nC.\n"
    folder = write_deck(tmp_path / "parts", {"en/01.md": text})
    for _ in ("made now", "from the cache"):
        built = build_deck(folder, tmp_path / "build", only="apkg")
        assert built.problems == ()
        shown = [
            (part.title, [(card.note.slug, card.note.deck) for card in part.cards()], part.count)
            for part in built.rendered("en").chapters
        ]
        assert shown == [
            ("One", [("a", "demo::One"), ("b", "demo::One")], 2),
            ("Two", [("c", "demo::Two")], 1),
        ]
