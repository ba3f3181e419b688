"""`proofdeck reviews to-anki` and `from-anki`, as a learner runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki.collection import Collection
from click.testing import CliRunner, Result

from generator.cli import main
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import now_ms
from generator.scheduling.study_values import DAY
from generator.writing.lock import Lock
from tests.support.anki_connect import AnkiConnect
from tests.support.anki_decks import build, faces
from tests.support.anki_decks import deck as of_nodes
from tests.support.bridged import answer, export, import_history, reviews_in

_NOW = 1_700_000_000_000
_CARDS = "# Sums\n\n## 2 + 2? {#two}\n\nFour.\n\n## 3 + 3? {#three}\n\nSix.\n"


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    (tmp_path / "deck" / "en").mkdir(parents=True)
    (tmp_path / "deck" / "en" / "01-sums.md").write_text(_CARDS, "utf-8")
    (tmp_path / "deck" / "deck.toml").write_text('name = "sums"\n', "utf-8")
    return tmp_path / "deck"


def proofdeck(*words: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


def key(deck: Path, slug: str) -> CardKey:
    return CardKey(Lock.read(deck / "deck.lock").entries[f"en/{slug}"].guid)


def studied(deck: Path) -> None:
    with ReviewLog.open() as log:
        for number, grade in enumerate((3, 3, 4)):
            log.grade(key(deck, "two"), grade, token=f"t{number}", now=_NOW + number * DAY)


def test_reviews_are_planned_given_and_taken_and_then_there_is_nothing_to_do(
    deck: Path, tmp_path: Path
) -> None:
    with AnkiConnect(tmp_path / "anki") as anki:
        assert proofdeck("sync", deck, "--url", anki.url, "--apply").exit_code == 0
        studied(deck)
        to_anki = ("reviews", "to-anki", deck, "--url", anki.url)
        from_anki = ("reviews", "from-anki", deck, "--url", anki.url)
        planned = proofdeck(*to_anki)
        assert planned.exit_code == 2
        assert "3 reviews of 1 card for Anki, 1 card with a new date: en/two" in planned.stdout
        assert anki.col is not None
        assert reviews_in(anki.col) == {}
        given = proofdeck(*to_anki, "--apply")
        assert (given.exit_code, given.stderr) == (0, "")
        assert "backup: " in given.stdout
        assert "Done: Anki has 3 reviews more" in given.stdout
        for command in (to_anki, from_anki):
            same = proofdeck(*command)
            assert same.exit_code == 0
            assert "nothing" in same.stdout

        answer(anki.col, key(deck, "three"), 4, _NOW + 5 * DAY)
        planned = proofdeck(*from_anki)
        assert planned.exit_code == 2
        assert "1 review of 1 card for study" in planned.stdout
        taken = proofdeck(*from_anki, "--apply", "-q")
        assert (taken.exit_code, taken.stdout, taken.stderr) == (0, "", "")
        with ReviewLog.open() as log:
            assert [(one.key, one.id, one.grade) for one in log.reviews()][-1] == (
                key(deck, "three"), _NOW + 5 * DAY, 4
            )  # fmt: skip


def test_packages_go_to_anki_and_come_from_there(deck: Path, tmp_path: Path) -> None:
    assert proofdeck("build", deck, "-o", tmp_path, "--only", "apkg").exit_code == 0
    studied(deck)
    with ReviewLog.open() as log:
        log.grade(CardKey("of-another-deck"), 3, token="later", now=now_ms() + 3 * DAY)
    package = tmp_path / "history.apkg"
    written = proofdeck("reviews", "to-anki", deck, "-o", package)
    assert (written.exit_code, written.stderr) == (0, "")
    assert "Import any learning progress" in written.stdout
    assert "left out" not in written.stdout  # which another deck's was
    made = package.read_bytes()
    # A package of the same deck, of whoever has built it, gives the same.
    again = proofdeck("reviews", "to-anki", tmp_path / "sums-en.apkg", "-o", package)
    assert (again.exit_code, package.read_bytes()) == (0, made)
    col = Collection(str(tmp_path / "collection.anki2"))
    import_history(col, package)
    assert [len(own) for own in reviews_in(col).values()] == [3]
    answer(col, key(deck, "two"), 1, _NOW + 9 * DAY)
    export(col, tmp_path / "export.apkg")
    col.close()
    build(tmp_path, of_nodes(faces("other")))  # a deck of which the export has nothing
    other = proofdeck(
        "reviews", "from-anki", tmp_path / "export.apkg", "--deck", tmp_path / "demo-en.apkg"
    )
    assert (other.exit_code, "0 cards" in other.stdout) == (0, True)
    planned = proofdeck("reviews", "from-anki", tmp_path / "export.apkg")
    assert planned.exit_code == 2
    assert "1 review of 1 card for study" in planned.stdout
    assert proofdeck("reviews", "from-anki", tmp_path / "export.apkg", "--apply").exit_code == 0
    assert proofdeck("reviews", "from-anki", tmp_path / "export.apkg").exit_code == 0


def test_what_cannot_be_is_said_and_nothing_is_written(deck: Path, tmp_path: Path) -> None:
    package = tmp_path / "history.apkg"
    unbuilt = proofdeck("reviews", "from-anki", deck, "--url", "http://127.0.0.1:1")
    assert unbuilt.exit_code == 1
    assert "[anki-closed]" in unbuilt.stderr
    with AnkiConnect(tmp_path / "anki") as anki:
        unbuilt = proofdeck("reviews", "to-anki", deck, "--url", anki.url)
        assert unbuilt.exit_code == 1
        assert "[no-lock]" in unbuilt.stderr
    (tmp_path / "x.apkg").write_text("no package")
    for source in (tmp_path / "x.apkg", tmp_path / "none.apkg", tmp_path):
        failed = proofdeck("reviews", "to-anki", source, "-o", package)
        assert failed.exit_code == 1
        assert "Traceback" not in failed.stderr
    (deck / "en" / "01-sums.md").write_text(
        "# Sums\n\n## 1? {#one}\n\n```python\nprint(2)\n```\n\n```output\n1\n```\n", "utf-8"
    )
    failed = proofdeck("reviews", "to-anki", deck, "-o", package)
    assert failed.exit_code == 1
    assert "[false-claim]" in failed.stderr
    assert not package.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("to-anki", "-o", "x.apkg", "--apply"),
        ("to-anki", "--language", "en"),
        ("to-anki", "--url", "anki"),
        ("from-anki", "x.apkg", "--take-back"),
        ("from-anki", "x.apkg", "cards"),
        ("from-anki", "--deck", "x.apkg"),
    ],
)
def test_wrong_usage_ends_with_two(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert proofdeck("reviews", *words).exit_code == 2
