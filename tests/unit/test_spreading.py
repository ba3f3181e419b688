"""What travels to workers and back, how it is divided, and what becomes of batches that fail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.model import (
    Cell,
    CellRun,
    Difference,
    Environment,
    Frame,
    Note,
    Output,
    Program,
    Raised,
    Run,
    Spot,
    Structure,
)
from generator.spreading.batches import LARGEST, batches
from generator.spreading.deck_parts import DeckParts, SetUpDeck, UnsendableError
from generator.spreading.described import Described, strength, unlike
from generator.spreading.engine import AwayError, PlainEngine
from generator.spreading.executor_runner import ExecutorRunner
from generator.spreading.flight import MOST_TRIES
from generator.spreading.machines_apart import apart, differences_apart
from generator.spreading.messages import Answer, MessageError, Order, modules_of
from generator.spreading.worker_decks import run_batch
from generator.spreading.worker_kinds import worker_kinds
from tests.support.running import program

HERE = Described("0.1", "ab", "3.11.9", "CPython", "linux-x86_64", "glibc 2.36", {"torch": "2.13"})
FULL = "landlock7+seccomp+netns"


def run_of(name: str, text: str = "1\n", **settings: Any) -> Run:
    return Run(name, "finished", (CellRun((Output("stdout", text),)),), Environment(""), **settings)


# --- messages ---------------------------------------------------------------------------


def test_a_program_arrives_as_it_was_sent() -> None:
    cell = Cell("x = '\udc80é'", 7, "eval", "ValueError", (Spot(1, 2, ("x",), ("y",)), Spot(3)))
    sent = Program(
        "en/a",
        "en/a.md",
        (cell, Cell("1", 9)),
        env=(("A", "b"),),
        timeout=2.5,
        memory=123,
        varies=True,
        world=3,
        language="sql",
        files=(("a.txt", "/deck/a.txt"),),
        needs=("cuda",),
    )
    order = Order("deck", HERE, ("torch",), (sent,), "strict", 3, {"a.txt": "00"})
    assert Order.from_text(order.to_text()) == order


def test_a_run_arrives_as_it_was_sent() -> None:
    value = Structure("Tensor", "array", (2,), "float32", "cpu", True, (1.0, float("inf")), "d")
    frame = Frame("x.md", 3, "f", "f()", 0)
    raised = Raised("E", "m.E", ("B",), "E: é", (frame,), ("C: d",))
    cell = CellRun((Output("png", data=b"\0\xff", rich=True),), raised, 0.25, (
        Note(1, "value", "2", value, 4, "x"),
    ), value)  # fmt: skip
    environment = Environment("3.11", packages=(("torch", "2.13"),), sandbox=FULL, machine="arm")
    sent = Run(
        "7",
        "raised",
        (cell,),
        environment,
        status=1,
        detail="why",
        seconds=0.5,
        reads=("a.txt",),
        times=2,
        differences=(Difference(0, "a", "b", "chance", "seed it", 1, 2, 3, ("w",)),),
        drawn=(("random", "m", 4),),
        computed=0.125,
    )
    answer = Answer("runs", (sent,), host="h", kind="k")
    assert Answer.from_text(answer.to_text()) == answer


@pytest.mark.parametrize("text", ["", "[]", '{"form": 99}', '{"form": 1}', b"x", None])
def test_a_message_of_another_version_is_refused_and_not_guessed_at(text: object) -> None:
    with pytest.raises(MessageError):
        Answer.from_text(text)


# --- what workers have to be ------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ({"version": "0.2"}, "it has Proofdeck 0.2, not 0.1"),
        ({"code": "cd"}, "its Proofdeck 0.1 is not the same code as here"),
        ({"python": "3.12.1"}, "it has CPython 3.12.1, not CPython 3.11.9"),
        ({"libc": ""}, "it has the C library of no name, not glibc 2.36"),
        ({"packages": {"torch": "2.12"}}, "it has torch 2.12, not 2.13"),
        ({"packages": {}}, "it has no torch"),
        (
            {"packages": {"torch": "2.13", "jax": "0.10"}},
            "it has jax 0.10, which is not installed here",
        ),
        ({"kind": "another", "host": "h"}, ""),
    ],
)
def test_a_worker_with_other_versions_is_refused_in_words(
    there: Mapping[str, Any], words: str
) -> None:
    assert unlike(HERE, replace(HERE, **there)) == words


def test_a_worker_with_a_weaker_sandbox_is_refused() -> None:
    asked = replace(HERE, level=FULL)
    assert unlike(asked, replace(HERE, level="landlock6+seccomp+netns")) == ""
    weak = replace(HERE, level="landlock7+seccomp")
    said = f"its sandbox is only at level `landlock7+seccomp`, not `{FULL}`"
    assert unlike(asked, weak) == said
    assert strength("landlock5+seccomp+netns") < strength(FULL)


def test_workers_of_one_kind_are_one_column_named_by_what_they_have() -> None:
    old = replace(HERE, packages={"torch": "2.12"})
    workers = {
        "a": HERE,
        "b": old,
        "c": replace(old, host="another"),
        "d": replace(HERE, kind="arm"),
        "e": "it did not answer",
        "f": replace(HERE, version="9.9"),
    }
    found = worker_kinds(HERE, workers)
    assert [(each.name, each.addresses, each.why) for each in found] == [
        ("torch 2.12", ("b", "c"), ""),
        ("workers like this machine", ("a",), ""),
        ("another processor", ("d",), ""),
        ("e", ("e",), "it did not answer"),
        ("f", ("f",), "it has Proofdeck 9.9, not 0.1"),
    ]


# --- batches ----------------------------------------------------------------------------


def test_every_program_is_in_one_batch() -> None:
    programs = [program(f"print({n})", id=str(n)) for n in range(200)]
    found = batches(programs, 2)
    assert sorted(int(each.id) for batch in found for each in batch) == list(range(200))
    assert max(map(len, found)) <= LARGEST
    assert len(found) >= 8


def test_what_takes_long_is_sent_first_and_alone() -> None:
    slow = program("import jax\njax.jit(lambda x: x)(1)", id="slow")
    programs = [*(program(f"print({n})", id=str(n)) for n in range(40)), slow]
    first = batches(programs, 2)[0]
    assert [each.id for each in first] == ["slow"]


def test_programs_that_need_a_device_are_sent_alone() -> None:
    programs = [program(f"print({n % 3})", id=str(n), needs=("cuda",)) for n in range(6)]
    found = batches([*programs, program("1", id="x"), program("2", id="y")], 1)
    assert [len(batch) for batch in found if batch[0].needs] == [1] * 6


def test_runs_of_a_program_in_several_worlds_share_what_was_compiled() -> None:
    code = "import jax\njax.jit(lambda x: x + {})(1)"
    programs = [
        program(code.format(n), id=f"{n} {world}", world=world)
        for world in range(2)
        for n in range(6)
    ]
    for batch in batches(programs, 2):
        assert [each.id[0] for each in batch[::2]] == [each.id[0] for each in batch[1::2]]


# --- files of the deck ------------------------------------------------------------------


def with_files(deck: Path, *names: str, **settings: Any) -> Program:
    files = tuple((name, str((deck / name).resolve())) for name in names)
    return program("open('a.txt')", files=files, **settings)


def test_files_of_a_deck_arrive_with_their_folders(tmp_path: Path) -> None:
    deck, there = tmp_path / "deck", tmp_path / "there"
    (deck / "data" / "none").mkdir(parents=True)
    there.mkdir()
    (deck / "a.txt").write_text("a")
    (deck / "data" / "same.txt").write_text("a")
    sent = with_files(deck, "a.txt", "data")
    parts, arrived = DeckParts(deck), SetUpDeck(there)
    manifest = parts.manifest([sent])
    missing = arrived.missing(manifest, {})
    assert len(missing) == 1  # equal contents travel once
    arrived.set_up(manifest, parts.contents(missing))
    assert arrived.missing(manifest, {}) == []
    local = arrived.local(parts.below(sent))
    assert local.files == (("a.txt", str(there / "a.txt")), ("data", str(there / "data")))
    assert (there / "data" / "same.txt").read_text() == "a"
    assert (there / "data" / "none").is_dir()
    below = arrived.below(str(there / "data" / "same.txt"))
    assert below is not None
    assert parts.here(below) == str((deck / "data" / "same.txt").resolve())


def test_a_file_that_changed_is_sent_again(tmp_path: Path) -> None:
    deck, there = tmp_path / "deck", tmp_path / "there"
    deck.mkdir()
    there.mkdir()
    arrived = SetUpDeck(there)
    for text in ("a", "b", "a"):
        (deck / "a.txt").write_text(text)
        parts = DeckParts(deck)
        manifest = parts.manifest([with_files(deck, "a.txt")])
        arrived.set_up(manifest, parts.contents(arrived.missing(manifest, {})))
        assert (there / "a.txt").read_text() == text


def test_a_file_that_is_gone_from_a_folder_is_gone_there_too(tmp_path: Path) -> None:
    deck, there = tmp_path / "deck", tmp_path / "there"
    (deck / "data" / "more").mkdir(parents=True)
    there.mkdir()
    for name in ("a", "b", "more/c"):
        (deck / "data" / name).write_text(name)
    parts, arrived = DeckParts(deck), SetUpDeck(there)
    for gone in ("", "b", "more/c"):
        if gone:
            (deck / "data" / gone).unlink()
        manifest = parts.manifest([with_files(deck, "data")])
        arrived.set_up(manifest, parts.contents(arrived.missing(manifest, {})))
    assert sorted(path.name for path in (there / "data").rglob("*")) == ["a", "more"]


def test_what_leads_out_of_the_deck_is_not_sent(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    (deck / "data").mkdir(parents=True)
    (tmp_path / "secret").write_text("s")
    (deck / "data" / "link").symlink_to(tmp_path / "secret")
    parts = DeckParts(deck)
    assert set(parts.manifest([with_files(deck, "data")])) == {"data"}
    with pytest.raises(UnsendableError):
        parts.manifest([program("", files=(("secret", str(tmp_path / "secret")),))])
    with pytest.raises(ValueError, match="leads out"):
        SetUpDeck(deck).set_up({"../secret": "00"}, {"00": b"x"})


# --- runs on two machines ---------------------------------------------------------------


def test_runs_that_are_compared_come_from_two_kinds_of_machine() -> None:
    kinds = {"a": ("avx2", "x"), "b": ("avx512", "y"), "c": ("avx2", "z")}
    assert apart(["b", "c", "a"], kinds) == (["a", "c"], ["b"])
    same = {each: ("avx2", host) for each, (_, host) in kinds.items()}
    first, second = apart(["a", "b", "c"], same)
    assert first and second and not set(first) & set(second)
    alike = dict.fromkeys("abc", ("avx2", "x"))
    assert apart(["a", "b", "c"], alike) == (["a", "c"], ["b"])


def test_a_difference_between_kinds_of_machine_names_them() -> None:
    def on(machine: str, text: str) -> Run:
        return replace(run_of("x", text), environment=Environment("3.11", machine=machine))

    (found,) = differences_apart(on("", "0.1"), on("x86_64 avx512f", "0.3"), "f()")
    assert found.cause == "other machines: this kind of machine, then x86_64 avx512f"
    (known,) = differences_apart(on("", "0.1"), on("", "0.3"), "f()")
    assert "machines" not in known.cause
    assert differences_apart(on("", "1"), on("x86_64 avx512f", "1"), "f()") == ()


# --- batches that fail ------------------------------------------------------------------

Answers = Callable[[Order], "Answer | Exception | None"]


class Workers(Executor):
    """Answers each order as a test says; None leaves it without an answer."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.orders: list[Order] = []

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
        order = Order.from_text(args[0])
        self.orders.append(order)
        future: Future[Any] = Future()
        answer = self._answers(order)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        elif answer is not None:
            future.set_result(answer.to_text())
        return future


def ran(workers: Workers, programs: Sequence[Program]) -> dict[str, Run]:
    runner = ExecutorRunner(PlainEngine(workers, 1))
    found = list(runner.run(programs))
    assert len({run.id for run in found}) == len(found) == len(programs)
    return {run.id: run for run in found}


def answered(order: Order) -> Answer:
    return Answer("runs", tuple(run_of(each.id, each.cells[0].code) for each in order.programs))


def test_a_program_that_kills_its_worker_is_named_and_costs_no_other() -> None:
    def killing(order: Order) -> Answer | Exception:
        killer = any("kill" in each.cells[0].code for each in order.programs)
        return RuntimeError("the worker is gone") if killer else answered(order)

    workers = Workers(killing)
    programs = [program(f"{n}", id=f"en/{n}") for n in range(9)]
    found = ran(workers, [*programs, program("kill", id="en/kill")])
    assert [name for name, run in found.items() if run.ended == "lost"] == ["en/kill"]
    assert "the worker is gone" in found["en/kill"].detail
    assert f"tried {MOST_TRIES} times" in found["en/kill"].detail
    tries = sum(any("kill" in p.cells[0].code for p in order.programs) for order in workers.orders)
    assert tries == MOST_TRIES


def test_what_a_cluster_gives_back_without_having_run_it_is_sent_again_as_it_was() -> None:
    sizes: list[int] = []

    def restarted(order: Order) -> Answer | Exception:
        sizes.append(len(order.programs))
        return CancelledError() if len(sizes) <= 2 else answered(order)

    programs = [program(f"{n}", id=f"en/{n}") for n in range(40)]
    found = ran(Workers(restarted), programs)
    assert {run.ended for run in found.values()} == {"finished"}
    assert min(sizes) > 1


def test_what_one_worker_cannot_run_goes_to_another_as_it_was() -> None:
    avoided: list[list[str]] = []
    told: list[tuple[str, str]] = []

    class Two(PlainEngine):
        def executor(
            self, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
        ) -> Executor:
            avoided.append(sorted(avoid))
            return super().executor(programs, avoid, only)

        def failed(self, worker: str, why: str) -> None:
            told.append((worker, why))

    def full(order: Order) -> Answer:
        if not avoided[-1]:
            return Answer("failed", why="OSError: no space left", host="h", worker="tcp://full")
        return answered(order)

    programs = [program(f"{n}", id=f"en/{n}") for n in range(3)]
    found = list(ExecutorRunner(Two(Workers(full), 1)).run(programs))
    assert sorted(run.id for run in found) == ["en/0", "en/1", "en/2"]
    assert {run.ended for run in found} == {"finished"}
    assert told == [("tcp://full", "OSError: no space left")] * (len(avoided) // 2)


def test_what_no_worker_can_run_any_more_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.spreading.flight._LOOK", 0.0)

    class Without(PlainEngine):
        def executor(
            self, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
        ) -> Executor:
            if programs[0].needs:
                raise AwayError("no worker has a CUDA device any more")
            return super().executor(programs, avoid, only)

    runner = ExecutorRunner(Without(Workers(answered), 1))
    asked = [program("1", id="en/gpu", needs=("cuda",)), program("1", id="en/1")]
    found = {run.id: (run.ended, run.detail) for run in runner.run(asked)}
    said = "it was not sent to a worker: no worker has a CUDA device any more"
    assert found == {"en/gpu": ("lost", said), "en/1": ("finished", "")}


def test_what_was_begun_by_a_worker_that_is_gone_is_not_begun_by_another() -> None:
    order = Order("deck", HERE, (), (program("1"),), number="7")
    asked: list[str] = []

    def claimed(number: str) -> AbstractContextManager[bool]:
        asked.append(number)
        return nullcontext(False)

    answer = Answer.from_text(run_batch(order.to_text(), {}, claimed))
    assert asked == ["7"]
    assert (answer.outcome, answer.worker) == ("failed", "")


def test_a_program_whose_run_was_lost_once_is_run_again() -> None:
    seen: list[int] = []

    def losing(order: Order) -> Answer:
        seen.append(len(order.programs))
        if len(seen) == 1:
            first, *others = answered(order).runs
            lost = Run(first.id, "lost", (), Environment(""), detail="closed")
            return Answer("runs", (lost, *others[1:]))
        return answered(order)

    found = ran(Workers(losing), [program("1", id=f"en/{n}", world=n) for n in range(3)])
    assert {run.ended for run in found.values()} == {"finished"}
    assert seen == [3, 1, 1]


def test_a_worker_that_refuses_is_told_of_with_its_reason() -> None:
    found = ran(
        Workers(lambda order: Answer("refused", why="it has torch 2.12, not 2.13", host="old")),
        [program("1", id="en/1")],
    )
    said = "the worker on old refused it: it has torch 2.12, not 2.13"
    assert (found["en/1"].ended, found["en/1"].detail) == ("lost", said)


def test_an_answer_of_another_version_loses_its_programs_in_words() -> None:
    found = ran(Workers(lambda order: ValueError("no")), [program("1", id="en/1")])
    assert found["en/1"].detail == "its worker failed: ValueError: no; it was tried 2 times"


def test_two_programs_of_one_name_both_get_their_runs() -> None:
    runner = ExecutorRunner(PlainEngine(Workers(answered), 1))
    found = list(runner.run([program("1", id="en/x"), program("2", id="en/x")]))
    assert [run.id for run in found] == ["en/x", "en/x"]
    assert sorted(run.cells[0].outputs[0].text for run in found) == ["1", "2"]


def test_files_are_sent_to_those_who_want_them_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    got: list[Mapping[str, bytes]] = []

    class Wanting(Workers):
        def submit(self, fn: Any, /, *args: Any, **settings: Any) -> Future[Any]:
            got.append(args[1])
            return super().submit(fn, *args, **settings)

    def wanting(order: Order) -> Answer:
        return answered(order) if got[-1] else Answer("wanted", wanted=(order.files["a.txt"],))

    runner = ExecutorRunner(PlainEngine(Wanting(wanting), 1), folder=tmp_path)
    (run,) = runner.run([with_files(tmp_path, "a.txt")])
    assert run.ended == "finished"
    assert [list(each.values()) for each in got] == [[], [b"a"]]


def test_a_program_whose_files_cannot_be_sent_costs_no_other(tmp_path: Path) -> None:
    outside = program("1", id="en/outside", files=(("x", str(tmp_path / "x")),))
    deck = tmp_path / "deck"
    deck.mkdir()
    runner = ExecutorRunner(PlainEngine(Workers(answered), 1), folder=deck)
    found = {run.id: run for run in runner.run([outside, program("1", id="en/1")])}
    assert found["en/1"].ended == "finished"
    assert found["en/outside"].detail == "it was not sent to a worker: `x` is not inside the deck"


def test_what_nobody_answers_is_given_up_as_soon_as_the_engine_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("generator.spreading.flight._LOOK", 0.01)

    class Gone(PlainEngine):
        def trouble(self) -> str:
            return "the cluster has no workers"

    runner = ExecutorRunner(Gone(Workers(lambda order: None), 1, level=FULL))
    (run,) = runner.run([program("1")])
    assert (run.ended, run.detail) == ("lost", "the cluster has no workers")
    assert run.environment.sandbox == FULL  # not told as one that ran without


def test_what_still_runs_is_ended_where_nobody_waits_for_it_any_more() -> None:
    ended: list[str] = []

    class Told(PlainEngine):
        def let_go(self, deck: str) -> None:
            ended.append(deck)

    def half(order: Order) -> Answer | None:
        return answered(order) if any(p.id == "0" for p in order.programs) else None

    workers = Workers(half)
    runs = ExecutorRunner(Told(workers, 1)).run([program(f"{n}", id=f"en/{n}") for n in range(60)])
    next(runs)
    runs.close()  # type: ignore[attr-defined]
    assert ended == [workers.orders[0].deck]


def test_modules_are_those_that_programs_import() -> None:
    found = modules_of([program("import torch.nn"), program("from jax import numpy")])
    assert found == ("jax", "torch")
