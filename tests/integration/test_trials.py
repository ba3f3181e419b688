"""What a learner writes runs as cards do: warm, bounded, closed off, and can be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model import Cell, CellRun, Environment, Program, Run
from generator.practicing.grading import grade_exercise
from generator.practicing.practice import Practice, PracticeCell
from generator.practicing.practice_json import trial_json
from generator.practicing.trials import Trial, Trials
from generator.running.run_options import RunOptions
from generator.running.sandbox.confinement import Confinement
from tests.support.practised import practised
from tests.support.runners import Answering
from tests.support.sandbox import needs_full

EXERCISE = """## Double {#q .exercise}

```python {.starter}
def double(x): ...
```

```python {.solution}
def double(x):
    return 2 * x
```

```python {.tests time="0.5"}
assert double(3) == 6
assert double(-1) == -2
```
"""
HOSTILE = Path(__file__).parents[1] / "hostile"
MIB = 1024**2


def card(
    *codes: str, hidden: tuple[int, ...] = (), timeout: float = 60.0, memory: int = 1024 * MIB
) -> Practice:
    """A card of these programs, of which some are not shown."""
    cells = tuple(Cell(code, 1 + 10 * index) for index, code in enumerate(codes))
    return Practice(
        "",
        program=Program("en/q", "card.md", cells, timeout=timeout, memory=memory),
        cells=tuple(
            PracticeCell(index, code, index not in hidden) for index, code in enumerate(codes)
        ),
    )


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    with Trials() as trials:
        yield trials


def shown(trial: Trial) -> list[list[tuple[str, str]]]:
    return [[(one.kind, one.text) for one in cell.outputs] for cell in trial.cells]


def test_changed_code_shows_what_comes_out_of_each_cell(trials: Trials) -> None:
    practice = card("x = 1\nprint(x)", "x + 1")
    trial = trials.run(practice, ["x = 20\nprint(x)", "x + 1"])
    assert trial.ok and shown(trial) == [[("stdout", "20")], [("value", "21")]]
    again = trials.run(practice, [cell.code for cell in practice.editable])
    assert shown(again) == [[("stdout", "1")], [("value", "2")]]


def test_programs_that_the_card_hides_run_unseen_before(trials: Trials) -> None:
    practice = card("secret = 6\nprint('unseen')", "print(secret)", hidden=(0,))
    assert shown(trials.run(practice, ["print(secret * 7)"])) == [[("stdout", "42")]]


def test_an_exception_is_shown_with_its_own_lines_and_ends_the_program(trials: Trials) -> None:
    practice = card("print(1)", "print(2)")
    trial = trials.run(practice, ["\n\nprint(1)\n1 / 0", "print(2)"])
    assert trial.ended == "raised" and not trial.ok and not trial.said
    ((_, printed), (kind, traceback)), *rest = shown(trial)
    assert printed == "1" and kind == "error" and not rest
    assert traceback.startswith("Traceback") and "line 4" in traceback
    assert traceback.endswith("ZeroDivisionError: division by zero")


def test_code_that_is_not_python_says_where(trials: Trials) -> None:
    trial = trials.run(card("print(1)"), ["x = 1\nprint(x"])
    ((_, text),) = shown(trial)[0]
    assert "SyntaxError" in text and "line 2" in text


def test_an_exception_that_the_card_expects_does_not_end_it(trials: Trials) -> None:
    practice = card("len(3)", "len([3])")
    program = practice.program
    assert program is not None
    cells = (Cell("len(3)", 1, raises="TypeError"), program.cells[1])
    expecting = Practice("bug", program=Program("en/q", "card.md", cells), cells=practice.cells)
    trial = trials.run(expecting, ["len(4)", "len([3, 3])"])
    assert trial.ok and [outputs[-1][0] for outputs in shown(trial)] == ["error", "value"]


def test_an_endless_loop_is_ended_and_told_of_in_words(trials: Trials) -> None:
    practice = card("print('begins')", timeout=0.5)
    trial = trials.run(practice, ["print('begins', flush=True)\nwhile True: pass"])
    assert trial.ended == "timeout" and shown(trial) == [[("stdout", "begins")]]
    assert trial_json(trial)["words"] == "this did not end within 0.5 seconds and was stopped"
    assert trial_json(trial, "zh")["words"] == "0.5 秒内没有结束，已停止"
    assert trials.run(practice, ["print('goes on')"]).ok


def test_a_memory_bomb_is_ended_and_told_of_in_words(trials: Trials) -> None:
    practice = card("x = 1", memory=256 * MIB)
    trial = trials.run(practice, ["x = []\nwhile True: x.append(bytearray(10**7))"])
    told = trial.said.words("en") or str(shown(trial))
    assert not trial.ok and ("256 MiB" in told or "MemoryError" in told)
    assert trials.run(practice, ["x = 1"]).ok


@pytest.mark.parametrize("name", ["fork_bomb", "endless_output", "exits", "aborts", "endless_line"])
def test_a_program_that_means_harm_harms_nobody(trials: Trials, name: str) -> None:
    practice = card("pass", timeout=1.0, memory=512 * MIB)
    trial = trials.run(practice, [(HOSTILE / f"{name}.py").read_text("utf-8")])
    assert trial.ended in ("timeout", "memory", "processes", "exit", "signal", "raised", "finished")
    assert trial.ok or trial.said or trial.ended == "raised"
    assert shown(trials.run(practice, ["print('safe')"])) == [[("stdout", "safe")]]


@needs_full
def test_a_learners_program_sees_no_file_of_the_user_and_no_network(
    trials: Trials, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not tell", "utf-8")
    code = f"""
import socket
for what in (
    lambda: open({str(secret)!r}).read(),
    lambda: open({str(tmp_path / "written")!r}, "w"),
    lambda: socket.create_connection(("127.0.0.1", 80), 1),
):
    try:
        print(what())
    except OSError as error:
        print(type(error).__name__)
"""
    trial = trials.run(card("pass"), [code])
    assert trial.ok and "do not tell" not in str(shown(trial)), shown(trial)
    assert not (tmp_path / "written").exists()


def test_what_runs_can_be_cancelled_and_only_that(trials: Trials) -> None:
    found: dict[str, Trial] = {}
    practice = card("pass")

    def run(ticket: str, code: str) -> None:
        found[ticket] = trials.run(practice, [code], ticket)

    endless = threading.Thread(target=run, args=("endless", "while True: pass"))
    endless.start()
    while "endless" not in trials._pool._tickets:
        time.sleep(0.001)
    run("other", "print(1)")
    trials.cancel("unknown")
    trials.cancel("endless")
    endless.join(60)
    assert found["endless"].ended == "cancelled" and found["endless"].said.words("en")
    assert found["other"].ok
    assert trials.run(practice, ["print(2)"], "next").ok


def test_a_program_that_was_cancelled_before_it_came_does_not_run(trials: Trials) -> None:
    trials.cancel("late")
    assert trials.run(card("pass"), ["while True: pass"], "late").ended == "cancelled"


def test_pictures_are_kept_for_the_page_as_far_as_there_is_room(trials: Trials) -> None:
    code = (
        "class P:\n    def _repr_svg_(self):\n"
        '        return \'<svg xmlns="http://www.w3.org/2000/svg" width="{}"/>\'\nP()'
    )
    trial = trials.run(card("pass"), [code.format(7)])
    ((kind, address),) = trial_json(trial)["cells"][0]["outputs"]
    name = address.rpartition("/")[2]
    picture = trials.picture(name)
    assert kind == "image" and address == f"/trial/{name}"
    assert picture is not None and b"<svg" in picture.data
    assert trials.picture("../etc/passwd") is None


def test_html_that_a_program_makes_reaches_the_page_as_text_alone(trials: Trials) -> None:
    code = (
        "class H:\n    def __repr__(self): return 'plain'\n"
        "    def _repr_html_(self): return '<b onclick=alert(1)>x</b>'\nH()"
    )
    trial = trials.run(card("pass"), [code])
    assert trial_json(trial)["cells"][0]["outputs"] == [["value", "plain"]]


def test_the_code_of_a_session_shows_all_of_its_values(trials: Trials) -> None:
    cell = PracticeCell(0, "1", True, session=True)
    practice = Practice("", program=Program("en/q", "card.md", (Cell("1", 1),)), cells=(cell,))
    trial = trials.run(practice, ["2\nx = 3\nx"])
    assert shown(trial) == [[("value", "2"), ("value", "3")]]


def test_another_number_of_programs_is_refused() -> None:
    with Trials() as unopened, pytest.raises(ValueError, match="1 programs to change, not 2"):
        unopened.run(card("pass"), ["1", "2"])


def test_a_card_without_a_program_and_code_beyond_all_bounds_are_refused_in_words() -> None:
    with Trials() as unopened:
        none = unopened.run(Practice("typed", "typed", typed="x"), [])
        large = unopened.run(card("pass"), ["x" * 100_000])
    assert none.ended == large.ended == "refused"
    assert none.said.words("en") == "this card has no program"
    assert "longer than" in large.said.words("en")


def test_somebody_elses_program_does_not_run_without_the_full_sandbox_or_trust() -> None:
    options = RunOptions(sandbox="off")
    with Trials(options, foreign="a package of somebody else's") as trials:
        trials.warm([card("print(1)")])
        trial = trials.run(card("print(1)"), ["print(1)"])
    assert trial.ended == "refused" and "somebody else's" in trial.said.words("en")


@pytest.mark.parametrize("trust", [True, False])
def test_a_given_runner_gets_somebody_elses_program_only_if_trusted(trust: bool) -> None:
    answer = Answering([Run("", "finished", (), Environment("3.11.7"))])
    options = RunOptions(trust=trust)
    with Trials(options, foreign="it is somebody else's", runner=answer) as trials:
        trial = trials.run(card(), [])
    assert trial.ended == ("finished" if trust else "refused")


@needs_full
def test_somebody_elses_program_runs_at_full_strength() -> None:
    assert Confinement.of(RunOptions().python, "auto").full
    with Trials(foreign="a package of somebody else's") as trials:
        assert trials.run(card("print(1)"), ["print(1)"]).ok


def test_closing_ends_what_runs_and_says_so() -> None:
    trials = Trials()
    found: list[Trial] = []
    endless = threading.Thread(
        target=lambda: found.append(trials.run(card("pass"), ["while True: pass"], "t"))
    )
    endless.start()
    while "t" not in trials._pool._tickets:
        time.sleep(0.001)
    trials.close()
    endless.join(60)
    assert [trial.ended for trial in found] == ["cancelled"]
    assert trials.run(card("pass"), ["pass"]).ended == "refused"


def test_too_many_at_a_time_are_refused_in_words() -> None:
    with Trials() as trials:
        found: list[Trial] = []
        threads = [
            threading.Thread(
                target=lambda n=n: found.append(
                    trials.run(card("pass"), ["while True: pass"], f"{n}")
                )
            )
            for n in range(9)
        ]
        for thread in threads:
            thread.start()
        while not found:
            time.sleep(0.001)
        for n in range(9):
            trials.cancel(f"{n}")
        for thread in threads:
            thread.join(60)
    ended = sorted(trial.ended for trial in found)
    assert ended == ["cancelled"] * 8 + ["refused"]


def test_an_exercise_is_graded_by_running_its_tests(trials: Trials, tmp_path: Path) -> None:
    practice = practised(tmp_path, EXERCISE, *(CellRun() for _ in range(5)))
    right = grade_exercise(trials, practice, "def double(x):\n    return x + x\n")
    assert right.ok and right.grade == 4
    wrong = grade_exercise(trials, practice, "print('hi')\ndef double(x):\n    return x * x")
    assert [(test.passed, test.words) for test in wrong.tests] == [
        (False, "`double(3)` is 9, not 6"),
        (False, "`double(-1)` is 1, not -2"),
    ]
    assert [(one.kind, one.text) for one in wrong.outputs] == [("stdout", "hi")]
    endless = grade_exercise(trials, practice, "def double(x):\n    while True: pass")
    assert not endless.ok and "processor time" in endless.tests[0].words
    broken = grade_exercise(trials, practice, "def double(x:\n")
    assert "SyntaxError" in broken.outputs[-1].text
