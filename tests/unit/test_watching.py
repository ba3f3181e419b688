"""What `proofdeck watch` sees and says, without a file system that tells of changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from generator.model import Place, Problem
from generator.watching.deck_state import DeckWatch
from generator.watching.rounds import Checked, Overtaken, Round, rounds
from tests.support.decks import write_deck


def problem(message: str, line: int = 1, path: str = "en/01.md") -> Problem:
    return Problem(Place(path, line), "false-claim", message)


class Author:
    """Saves files of a deck of one, at each wake the next of `saves`, and during each check the
    next of `meanwhile`.
    """

    def __init__(
        self,
        folder: Path,
        found: list[Checked],
        saves: list[Callable[[], object]],
        meanwhile: list[Callable[[], object]] | None = None,
    ) -> None:
        self._found, self._saves, self._meanwhile = found, saves, meanwhile or []
        self.watch = DeckWatch(folder, folder / "build")

    def _check(self) -> Checked:
        if self._meanwhile:
            self._meanwhile.pop(0)()
        return self._found.pop(0)

    def _wakes(self) -> Iterator[None]:
        for save in self._saves:
            save()
            yield

    def rounds(self) -> list[Round | Overtaken]:
        return list(rounds(self._check, self.watch.look, self._wakes()))


def write(path: Path, text: str) -> Callable[[], object]:
    def save() -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    return save


def test_new_problems_are_told_from_those_that_only_moved_and_those_that_are_gone(
    tmp_path: Path,
) -> None:
    deck = write_deck(tmp_path)
    chapter = deck / "en/01.md"
    found = [
        Checked((problem("a"), problem("b"), problem("b", 5)), 3),
        Checked((problem("b", 9), problem("c", 2)), 3),
    ]
    first, second = Author(deck, found, [write(chapter, "## A {#a}\n\nAnother.\n")]).rounds()
    assert isinstance(first, Round) and isinstance(second, Round)
    assert first.first and len(first.new) == 3 and first.gone == 0
    assert [each.message for each in second.new] == ["c"]
    assert [(each.message, each.place.line) for each in second.stayed] == [("b", 9)]
    assert second.gone == 2 and second.changed == (str(chapter),)


def test_problems_of_cards_are_not_said_to_be_gone_while_the_deck_cannot_be_read(
    tmp_path: Path,
) -> None:
    deck = write_deck(tmp_path)
    toml = deck / "deck.toml"
    found = [
        Checked((problem("a"),), 1),
        Checked((problem("broken", path="deck.toml"),), whole=False),
        Checked((problem("a", 3),), 1),
    ]
    saves = [write(toml, "name = "), write(toml, 'name = "demo"\n\n')]
    _, broken, mended = Author(deck, found, saves).rounds()
    assert isinstance(broken, Round) and isinstance(mended, Round)
    assert (len(broken.new), broken.gone) == (1, 0)
    assert (mended.new, len(mended.stayed), mended.gone) == ((), 1, 1)


def test_warnings_that_an_error_keeps_from_being_looked_for_are_not_said_to_be_gone(
    tmp_path: Path,
) -> None:
    deck = write_deck(tmp_path)
    chapter = deck / "en/01.md"
    warning = Problem(Place("en/01.md"), "perhaps-renamed", "r", severity="warning", card="it")
    found = [
        Checked((warning,)),
        Checked((problem("a"),), compared=False),
        Checked((warning,)),
        Checked(()),
    ]
    saves = [write(chapter, "x" * count) for count in (1, 2, 3)]
    seen = [each for each in Author(deck, found, saves).rounds() if isinstance(each, Round)]
    assert [each.gone for each in seen] == [0, 0, 1, 1]
    assert (seen[2].new, seen[2].stayed) == ((), (warning,))


def test_a_file_saved_during_a_check_is_checked_again_at_once(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    chapter = deck / "en/01.md"
    found = [Checked((problem("old"),)), Checked((problem("new"),))]
    overtaken, last = Author(deck, found, [], [write(chapter, "later\n")]).rounds()
    assert overtaken == Overtaken((str(chapter),))
    assert isinstance(last, Round) and [each.message for each in last.new] == ["new"]


def test_a_program_that_writes_into_the_deck_does_not_keep_the_report_back(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    meanwhile = [write(deck / "en/log.txt", "x" * count) for count in range(1, 6)]
    found = [Checked((problem("a"),)) for _ in range(6)]
    seen = Author(deck, found, [], meanwhile).rounds()
    reported = [each for each in seen if isinstance(each, Round)]
    assert len(reported) == 2 and reported[0].late == (str(deck / "en/log.txt"),)
    assert not reported[-1].late


def test_saves_in_every_manner_of_editors_are_seen(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    chapter = deck / "en/01.md"
    size = chapter.stat().st_size

    def renamed() -> None:
        write(deck / "en/.01.md.new", "b" * size)()
        (deck / "en/.01.md.new").replace(chapter)

    saves = [write(chapter, "a" * (size + 1)), renamed, chapter.unlink, write(chapter, "c")]
    found = [Checked(()) for _ in range(5)]
    seen = Author(deck, found, saves).rounds()
    assert [each.changed for each in seen if isinstance(each, Round)] == [
        (),
        *[(str(chapter),)] * 4,
    ]


def test_what_is_no_part_of_the_deck_starts_no_check(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, toml='name = "demo"\nexclude = ["drafts/"]\n')
    write(deck / ".gitignore", "*.log\n")()
    names = ("build/demo.apkg", ".hidden", "en/.01.md.swp", "en/01.md~", "en/#01.md#")
    names += ("drafts/02.md", "en/a.log", "__pycache__/a.pyc")
    saves = [write(deck / name, "x") for name in names]
    assert len(Author(deck, [Checked(())], saves).rounds()) == 1


def test_files_that_programs_read_count_wherever_they_are(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck")
    write(deck / ".gitignore", "*.csv\n")()
    data, outside, missing = deck / "data.csv", tmp_path / "outside.txt", deck / ".env"
    data.write_text("1", "utf-8")
    outside.write_text("1", "utf-8")
    saves = [write(data, "22"), write(outside, "22"), write(missing, "x"), data.unlink]
    author = Author(deck, [Checked(()) for _ in range(5)], saves)
    author.watch.need(map(str, (data, outside, missing)))
    seen = [each.changed for each in author.rounds() if isinstance(each, Round)]
    assert seen == [(), (str(data),), (str(outside),), (str(missing),), (str(data),)]


def test_a_file_that_changes_while_the_first_check_finds_out_that_it_is_read_is_not_missed(
    tmp_path: Path,
) -> None:
    deck = write_deck(tmp_path / "deck")
    early, data = tmp_path / "early.txt", tmp_path / "data.txt"
    early.write_text("1", "utf-8")
    watch = DeckWatch(deck, deck / "build")
    before = watch.look()
    since = early.stat().st_ctime_ns + 1
    data.write_text("1", "utf-8")
    watch.need([str(early), str(data)])
    after = watch.look()
    while data.stat().st_ctime_ns < since:  # the clock of the file system has its own steps
        data.touch()
        after = watch.look()
    assert before.changes(after, since) == (str(data),)


def test_a_file_that_is_left_out_no_more_is_a_change(tmp_path: Path) -> None:
    deck = write_deck(
        tmp_path, {"en/01.md": "a", "en/02.md": "b"}, toml='name="a"\nexclude=["02.md"]'
    )
    watch = DeckWatch(deck, deck / "build")
    before = watch.look()
    write(deck / "deck.toml", 'name = "a"\n')()
    assert set(before.changes(watch.look())) == {str(deck / "deck.toml"), str(deck / "en/02.md")}
