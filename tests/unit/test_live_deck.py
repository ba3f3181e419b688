"""A deck that is shown while its author writes it, with programs that run right here."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.building.session import Session
from generator.model import Environment, ProblemsError, Program, Run
from generator.previewing import chapter_work
from generator.previewing.live_state import LiveState
from generator.reading.whole_deck import read_files
from generator.running.run_options import RunOptions
from generator.watching.deck_state import DeckWatch
from tests.support.inline_runner import InlineRunner
from tests.support.live import LONGEST, Author, author

PRINTS = "## What? {{#what}}\n\n```python\nprint({})\n```\n\n```output\n{}\n```\n"
TWO = "\n".join(
    f"## {name}? {{#{name}}}\n\n```python\nprint('{name}')\n```\n" for name in ("first", "second")
)


class Slow(InlineRunner):
    """Runs programs with `slow` in them only once `go` is set. `ran` are the codes of all."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.ran: list[str] = []

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            code = program.cells[0].code
            if "slow" in code:
                self.go.wait(LONGEST)
            self.ran.append(code)
            yield from super().run([program])


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def live(
    stack: ExitStack, tmp_path: Path, runner: InlineRunner | None = None, **files: str
) -> Author:
    return author(stack, tmp_path / "deck", Session(runner=runner or InlineRunner()), **files)


def test_a_saved_card_is_shown_anew_and_no_other(opened: ExitStack, tmp_path: Path) -> None:
    one = live(opened, tmp_path, a="## A? {#a}\n\nOld.\n", b="## B? {#b}\n\nB.\n")
    before = one.rests()
    assert [chapter.keys for chapter in before.chapters] == [("en/a",), ("en/b",)]
    one.save("en/a.md", "## A? {#a}\n\nNew.\n")
    one.sees("en/a", "New.")
    after = one.rests()
    assert after.cards["en/b"] is before.cards["en/b"]
    later = [delta for delta in one.deltas if delta.version > before.version]
    assert {key for delta in later for key in delta.changed} == {"en/a"}
    versions = [delta.version for delta in one.deltas]
    assert versions == list(range(1, len(versions) + 1))


def test_the_card_that_was_saved_is_shown_before_a_long_chapter_is_read(
    opened: ExitStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = live(opened, tmp_path, a=LONG)
    one.rests()
    read: list[str] = []

    def reads(files: object, *, texts: dict[Path, str], allow_html: bool) -> object:
        read.extend(texts.values())
        return read_files(files, texts=texts, allow_html=allow_html)  # type: ignore[arg-type]

    monkeypatch.setattr(chapter_work, "read_files", reads)
    one.save("en/a.md", LONG.replace("Filler 4?", "Long 4?").replace("(4)", "('four')"))
    one.sees("en/filler-4", "four")
    one.rests()
    glance, whole = read
    assert "four" in glance and "Filler 5" not in glance and "Filler 5" in whole


def test_a_program_that_did_not_change_is_not_run_again(opened: ExitStack, tmp_path: Path) -> None:
    runner = Slow()
    one = live(opened, tmp_path, runner, a=TWO)
    one.rests()
    before = len(runner.ran)
    one.save("en/a.md", "Above.\n\n" + TWO.replace("'second'", "'other'"))
    one.sees("en/second", "other")
    state = one.rests()
    assert set(runner.ran[before:]) == {"print('other')"}
    assert state.cards["en/first"].line == 3


def test_a_slow_program_delays_no_other_card_and_shows_as_running(
    opened: ExitStack, tmp_path: Path
) -> None:
    runner = Slow()
    opened.callback(runner.go.set)
    one = live(opened, tmp_path, runner, a=TWO, b="## B? {#b}\n\nOld.\n")
    before = one.rests().cards["en/first"]
    one.save("en/a.md", TWO.replace("'first'", "'first', 'slow'"))
    running = one.waits(lambda state: state.cards["en/first"].running).cards["en/first"]
    assert running.note == before.note and not running.settled
    one.save("en/b.md", "## B? {#b}\n\nNew.\n")
    one.sees("en/b", "New.")
    one.save("en/a.md", "Above.\n\n" + TWO.replace("'first'", "'first', 'slow'"))
    moved = one.waits(lambda state: state.cards["en/first"].line == 3).cards["en/first"]
    assert moved.running and not runner.go.is_set()
    runner.go.set()
    done = one.sees("en/first", "first slow")
    assert done.status == "verified" and not done.running


def test_what_an_overtaken_run_says_is_never_shown(opened: ExitStack, tmp_path: Path) -> None:
    runner = Slow()
    opened.callback(runner.go.set)
    one = live(opened, tmp_path, runner, a=TWO)
    one.rests()
    one.save("en/a.md", TWO.replace("'first'", "'overtaken', 'slow'"))
    one.waits(lambda state: state.cards["en/first"].running)
    one.save("en/a.md", TWO.replace("'first'", "'newest'"))
    ticket = one.live.look()
    one.waits(lambda state: state.looked >= ticket and not state.busy.reading)
    runner.go.set()
    one.sees("en/first", "newest")
    one.rests()
    shown = [
        state.cards["en/first"].note
        for state in one.states
        if "en/first" in state.cards and state.cards["en/first"].note is not None
    ]
    assert not any("overtaken slow" in note.fields["Back"] for note in shown if note is not None)


def test_a_first_run_is_shown_and_not_called_verified(opened: ExitStack, tmp_path: Path) -> None:
    class Halting(InlineRunner):
        """Runs nothing in another world than the first until `go` is set."""

        go = threading.Event()

        def run(self, programs: Sequence[Program]) -> Iterator[Run]:
            for program in programs:
                if program.world:
                    self.go.wait(LONGEST)
                yield from super().run([program])

    runner = Halting()
    opened.callback(runner.go.set)
    one = live(opened, tmp_path, runner, a=PRINTS.format("'new'", "new"))
    first = one.sees("en/what", "new", settled=False)
    assert not first.settled and first.status == "" and not first.running
    assert first.note is not None and "3.11" not in first.note.fields["Back"]
    assert one.live.state.busy.settling == 1
    runner.go.set()
    settled = one.sees("en/what", "new")
    assert settled.status == "verified" and settled.digest != first.digest


def test_runs_that_differ_are_told(opened: ExitStack, tmp_path: Path) -> None:
    class Varying(InlineRunner):
        def run(self, programs: Sequence[Program]) -> Iterator[Run]:
            for program in programs:
                code = f"world = {program.world}\n"
                cells = tuple(
                    type(cell)(code + cell.code, cell.line, notes=cell.notes)
                    for cell in program.cells
                )
                yield from super().run([type(program)(program.id, program.path, cells)])

    one = live(opened, tmp_path, Varying(), a="## A? {#a}\n\n```python\nprint(world)\n```\n")
    state = one.rests()
    assert [problem.code for problem in state.cards["en/a"].problems] == ["varies"]
    assert state.cards["en/a"].status == "failed" and state.cards["en/a"].settled


def test_a_false_claim_stands_on_its_card_and_accept_mends_it(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a=PRINTS.format(1, 2) + "\n" + TWO)
    state = one.rests()
    (problem,) = state.cards["en/what"].problems
    assert problem == state.problems[0] and problem.code == "false-claim"
    (name,) = state.edits
    assert "-2\n+1" in "\n".join(one.live.offer(name).diff())
    one.live.accept(name)
    mended = one.rests()
    assert (one.folder / "en/a.md").read_text("utf-8") == PRINTS.format(1, 1) + "\n" + TWO
    assert mended.cards["en/what"].status == "verified" and not mended.problems
    with pytest.raises(ProblemsError):
        one.live.accept(name)


def test_accept_does_not_write_over_what_was_saved_meanwhile(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a=PRINTS.format(1, 2))
    (name,) = one.rests().edits
    saved = "## Other? {#other}\n\nText.\n"
    (one.folder / "en/a.md").write_text(saved, "utf-8")
    with pytest.raises(ProblemsError) as refused:
        one.live.accept(name)
    assert refused.value.problems[0].code == "changed"
    assert (one.folder / "en/a.md").read_text("utf-8") == saved


def test_cards_stay_marked_as_old_while_the_deck_cannot_be_read(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a="## A? {#a}\n\nText.\n")
    one.sees("en/a", "Text.")
    one.save("deck.toml", "name = ")
    broken = one.waits(lambda state: bool(state.broken))
    assert broken.cards["en/a"].old and broken.cards["en/a"].note is not None
    assert broken.problems[0].place.path.endswith("deck.toml")
    one.save("deck.toml", 'name = "demo"\n')
    mended = one.rests()
    assert not mended.broken and not mended.cards["en/a"].old and mended.problems == ()


def test_cards_of_a_chapter_that_cannot_be_read_stay_marked_as_old(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a="## A? {#a}\n\nText.\n", b="## B? {#b}\n\nText.\n")
    one.rests()
    (one.folder / "en/a.md").write_bytes(b"## A? {#a}\n\n\xff\n")
    state = one.rests()
    assert state.cards["en/a"].old and not state.cards["en/b"].old
    assert [problem.code for problem in state.problems] == ["not-utf-8"]
    one.save("en/a.md", "## A? {#a}\n\nNew.\n")
    assert not one.sees("en/a", "New.").old


def test_nothing_is_wrong_with_a_chapter_without_cards_once_it_is_deleted(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a=TWO)
    one.rests()
    for content in (b"## B? {#b}\n\n\xff\n", b"", b"# Title\n"):
        (one.folder / "en/b.md").write_bytes(content)
        assert len(one.rests().chapters) == 2
        (one.folder / "en/b.md").unlink()
        state = one.rests()
        assert state.problems == () and len(state.chapters) == 1


def test_no_card_goes_while_an_editor_empties_its_file_to_write_it(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a=TWO)
    before = one.rests()
    with (one.folder / "en/a.md").open("w", encoding="utf-8") as file:
        one.live.look()
        time.sleep(0.05)
        file.write(TWO.replace("first?", "First?"))
    one.sees("en/first", "First?")
    one.rests()
    assert not any(delta.removed for delta in one.deltas if delta.version > before.version)


def test_chapters_come_and_go_and_a_renamed_folder_comes_back(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a="## A? {#a}\n\nText.\n", b="## B? {#b}\n\nText.\n")
    one.rests()
    (one.folder / "en/a.md").unlink()
    assert set(one.rests().cards) == {"en/b"}
    one.save("en/c.md", "## C? {#c}\n\nText.\n")
    assert [chapter.keys for chapter in one.rests().chapters] == [("en/b",), ("en/c",)]
    one.folder.rename(tmp_path / "away")
    away = one.rests()
    assert away.broken and all(card.old for card in away.cards.values())
    (tmp_path / "away").rename(one.folder)
    back = one.rests()
    assert not back.broken and not any(card.old for card in back.cards.values())
    assert set(back.cards) == {"en/b", "en/c"}


EDITS = (
    "# T\n\nStray.\n\n## A? {#a}\n\nText.\n",
    TWO,
    "# T\n\n" + TWO + "\n## No slug\n\nText.\n",
    "```python {.setup}\nx = 1\nprint(x)  # => 2\n```\n\n" + TWO,
    "# T\n\n```python {.setup}\nx = 1\nprint(x)  # => 2\n```\n\nMore.\n\n" + TWO,
    TWO + "\n## first again? {#first}\n\nText.\n",
    "## Say `gather`? {#gather}\n\nIt is `gather`.\n\n" + TWO.replace("'first'", "1/0"),
    "Above.\n\n## Say `gather`? {#gather}\n\nIt is `gather`.\n\n" + TWO,
    "![no](missing.png)\n\n## Picture? {#picture}\n\n![no](missing.png)\n\n$\\nope{x}$\n",
    PRINTS.format(1, 2) + "\n" + TWO,
    "\n\n\n" + PRINTS.format(1, 2) + "\n" + TWO,
    "## B? {#b}\n\nIn both.\n",
    "",
)


LONG = "\n".join(
    f"## Filler {n}? {{#filler-{n}}}\n\nSee [it], note[^n].\n\n```python\nprint({n})\n```\n"
    for n in range(12)
)
LONG_EDITS = (
    LONG + "\n[it]: https://example.org\n[^n]: A note.\n",
    LONG.replace("See [it]", "See [it] and\nmore", 3)
    + "\n[it]: https://example.org\n[^n]: A note.\n",
    LONG.replace("print(7)", "print(7)  # => 8"),
    LONG.replace("## Filler 5? {#filler-5}", "# Part\n\n## Filler 5? {#filler-6}"),
    LONG.replace("## Filler 5?", "# Part\n\n```python {.setup}\nx = 1\n```\n\n## Filler 5?"),
    LONG.replace("## Filler 9? {#filler-9}\n", "## Filler 9?\n\n---\n"),
    LONG.replace("## Filler 9? {#filler-9}\n", "```python\n## no card\n"),
    LONG.replace("print(3)", "1/0"),
    LONG.replace("print(3)", "1/0").replace("See [it]", "Above\n\nSee [it]", 1),
    LONG.replace("Filler 11?", "Filler 11, <b>bold?"),
    LONG.replace("## Filler 4?", "<!--\n## Filler 4?").replace(
        "## Filler 6?", "-->\n\n## Filler 6?"
    ),
)


@pytest.mark.parametrize("edits", [EDITS, LONG_EDITS], ids=["short", "long"])
def test_after_each_save_it_knows_what_a_check_finds(
    opened: ExitStack, tmp_path: Path, edits: tuple[str, ...]
) -> None:
    one = live(opened, tmp_path, a=edits[0], b="## B? {#b}\n\nB.\n\n" + PRINTS.format(3, 4))
    for text in (*edits, *reversed(edits), *edits[::3]):
        one.save("en/a.md", text)
        state = one.rests()
        built = check_deck(one.folder, only=(), session=Session(runner=InlineRunner()))
        assert state.problems == built.problems, text
        shown = {note.place: note for note in built.rendered("en").notes}
        for card in state.cards.values():
            note = next((n for place, n in shown.items() if _at(card.path, card.line, place)), None)
            assert card.note == note, (text, card.key)
        statuses = {f.place: f.status for chapter in built.chapters for f in chapter.cards}
        assert {(card.path, card.line): card.status for card in state.cards.values()} == {
            (place.path, place.line): status for place, status in statuses.items()
        }


def _at(path: str, line: int, place: object) -> bool:
    return (path, line) == (place.path, place.line)  # type: ignore[attr-defined]


def test_closing_does_not_wait_for_programs(tmp_path: Path) -> None:
    runner = Slow()
    with Session(runner=runner) as session:
        with ExitStack() as stack:
            one = author(stack, tmp_path / "deck", session, a=TWO.replace("'first'", "'slow'"))
            one.waits(lambda state: bool(state.busy.running))
            told = threading.Event()
            waiting = threading.Thread(target=lambda: (one.live.wait_for(_never), told.set()))
            waiting.start()
            runner.go.set()
        assert told.wait(LONGEST)
        waiting.join(LONGEST)


def _never(state: LiveState) -> bool:
    return False


def test_a_runner_that_fails_loses_its_programs_and_nothing_else(
    opened: ExitStack, tmp_path: Path
) -> None:
    class Failing(InlineRunner):
        def run(self, programs: Sequence[Program]) -> Iterator[Run]:
            yield Run("nobody", "finished", (), Environment(""))
            raise OSError("no cluster")

    one = live(opened, tmp_path, Failing(), a=TWO, b="## B? {#b}\n\nB.\n")
    state = one.rests()
    assert {problem.code for problem in state.problems} == {"lost"}
    assert state.cards["en/b"].status == "no-code" and state.cards["en/first"].status == "failed"
    one.save("en/b.md", "## B? {#b}\n\nNew.\n")
    one.sees("en/b", "New.")


def test_a_data_file_that_changes_changes_the_cards_that_show_it(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = live(opened, tmp_path, a="## A? {#a}\n\n![dot](dot.svg)\n", b="## B? {#b}\n\nB.\n")
    assert [problem.code for problem in one.rests().problems] == ["missing-image"]
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="{}" height="9"/></svg>'
    one.save("en/dot.svg", svg.format(3))
    before = one.rests()
    assert before.problems == () and before.cards["en/a"].note is not None
    one.save("en/dot.svg", svg.format(5))
    after = one.rests()
    assert after.cards["en/a"].digest != before.cards["en/a"].digest


def test_cards_say_what_changed_since_the_lock(opened: ExitStack, tmp_path: Path) -> None:
    from generator.building.deck import build_deck

    one = live(opened, tmp_path, a="## A? {#a}\n\nText.\n", b="## B? {#b}\n\nText.\n")
    assert {card.changed for card in one.rests().cards.values()} == {"new"}
    build_deck(one.folder, tmp_path / "out", only=["tsv"], options=RunOptions())
    assert {card.changed for card in one.rests().cards.values()} == {""}
    one.save("en/a.md", "## A? {#a}\n\nNew.\n")
    assert {key: card.changed for key, card in one.rests().cards.items()} == {
        "en/a": "changed",
        "en/b": "",
    }
    shutil.rmtree(tmp_path / "out")


def test_a_program_that_ran_out_of_time_runs_again_when_it_is_given_more(
    opened: ExitStack, tmp_path: Path
) -> None:
    class Timed(InlineRunner):
        def run(self, programs: Sequence[Program]) -> Iterator[Run]:
            for program in programs:
                if program.timeout < 9:
                    yield Run(program.id, "timeout", (), Environment("3.11.7"))
                else:
                    yield from super().run([program])

    text = "## A? {{#a}}\n\n```python {{timeout={}}}\nprint('la' + 'te')\n```\n"
    one = live(opened, tmp_path, Timed(), a=text.format(5))
    assert [problem.code for problem in one.rests().problems] == ["timeout"]
    one.save("en/a.md", text.format(10))
    assert one.sees("en/a", "late").status == "verified" and one.rests().problems == ()


def test_a_file_that_is_saved_again_runs_again_what_had_a_bad_moment(
    opened: ExitStack, tmp_path: Path
) -> None:
    class Ill(InlineRunner):
        ill = True

        def run(self, programs: Sequence[Program]) -> Iterator[Run]:
            for program in programs:
                if self.ill:
                    yield Run(program.id, "lost", (), Environment("3.11.7"), detail="ill")
                else:
                    yield from super().run([program])

    runner = Ill()
    one = live(opened, tmp_path, runner, a=PRINTS.format(1, 1))
    assert [problem.code for problem in one.rests().problems] == ["lost"]
    runner.ill = False
    one.save("en/a.md", PRINTS.format(1, 1))
    assert one.rests().cards["en/what"].status == "verified"


def test_a_twin_that_may_vary_does_not_count_for_one_that_may_not(
    opened: ExitStack, tmp_path: Path
) -> None:
    text = "## A? {{#a}}\n\n```python{}\nprint('same')\n```\n"
    deck = tmp_path / "deck"
    one = author(
        opened,
        deck,
        Session(runner=InlineRunner()),
        'name = "demo"\nlanguages = ["en", "zh"]\n',
        a=text.format(" {varies}"),
    )
    one.rests()
    one.save("zh/a.md", text.format(""))
    state = one.rests()
    assert state.cards["zh/a"].status == "verified", state.problems


def test_an_error_of_ours_is_told_and_ends_nothing(
    opened: ExitStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: Callable[[], str]
) -> None:
    one = live(opened, tmp_path, a=TWO)
    one.rests()
    with monkeypatch.context() as patch:
        patch.setattr(DeckWatch, "look", lambda watch: 1 / 0)
        one.live.look()
        told = one.waits(lambda state: bool(state.problems))
        assert [problem.code for problem in told.problems] == ["internal"]
    one.save("en/a.md", TWO.replace("first?", "Again?"))
    one.sees("en/first", "Again?")
    assert one.rests().problems == () and "ZeroDivisionError" in caught()
