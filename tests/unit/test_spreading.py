"""What travels to workers and back, how it is divided, and what becomes of batches that fail."""

from __future__ import annotations

from collections.abc import Mapping
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
from generator.spreading.machines_apart import apart, differences_apart
from generator.spreading.messages import Answer, MessageError, Order, modules_of
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


def test_modules_are_those_that_programs_import() -> None:
    found = modules_of([program("import torch.nn"), program("from jax import numpy")])
    assert found == ("jax", "torch")
