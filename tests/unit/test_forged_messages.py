"""What a hostile program may send in its worker's name: it stays its own run's affair."""

from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from generator.keeping.shelf import file_digest
from generator.model import Cell, Program, Run, Spot
from generator.running import Facts
from generator.running.capture.credible import ForgedError
from generator.running.capture.worker_report import WorkerReport
from generator.running.pool.job import Job
from generator.running.results.run_cache import Cache
from generator.running.sandbox.confinement import Confinement
from generator.running.worker import wire
from generator.running.worker.marks import Mark

STRUCTURE = {"type": "int", "kind": "number", "values": [1]}
FRAME = {"path": "a", "line": 1, "name": "f", "source": "", "cell": 0}
CELLS = (Cell("1\n2", 3, notes=(Spot(1),)), Cell("3", 9))

START = {"event": "start", "sandbox": "none"}
BEGIN = {"event": "begin", "cell": 0}
VALUE = {"event": "value", "text": "1", "dropped": 0, "structure": STRUCTURE}
NOTE = {
    "event": "note", "cell": 0, "line": 1, "column": 0, "name": "", "kind": "print", "text": "", "structure": None,
}  # fmt: skip
RAISED = {
    "event": "raised", "name": "E", "qualified": "E", "bases": [], "text": "E", "frames": [FRAME],
    "causes": [],
}  # fmt: skip
END = {"event": "end", "seconds": 0.5}
SECOND = ({"event": "begin", "cell": 1}, END)
VERDICT = {"event": "verdict", "ended": "finished", "status": 0}
WEIGHT = {"event": "weight", "bytes": 5}
CODE = {"event": "compiled", "name": "a-cache", "data": "eA=="}
DONE = {"event": "done", "reads": ["/a"], "drawn": [["random", "1 ()", 3]], "computed": 0.1}
LATE = {"event": "svg", "text": "<svg/>"}  # of a thread, or an exit handler
HONEST = (START, BEGIN, VALUE, NOTE, END, *SECOND, VERDICT, NOTE, LATE, WEIGHT, CODE, DONE)
INSIDE = (START, BEGIN)  # a cell has begun


def job(tmp_path: Path) -> Job:
    program = Program("en/x", "x.md", CELLS)
    made = Job(program, 1, tmp_path, Facts.of(), Confinement(), tmp_path, compiled={})
    made.handed_over()
    return made


def heard(tmp_path: Path, *messages: dict[str, Any] | bytes, status: int = 0) -> Run:
    """The run of a program whose way back brought these."""
    one = job(tmp_path)
    for message in messages:
        if isinstance(message, dict):
            message = wire.pack({"token": one._order.token, "at": 1, **message})
        one._messages(message, 1.0)
    run = one.finish(status)
    assert run.ended != "forged" or one.made == {}
    return run


def test_what_a_worker_says_is_believed(tmp_path: Path) -> None:
    run = heard(tmp_path, *HONEST)
    assert (run.ended, run.detail, run.reads) == ("finished", "", ("/a",))
    assert [len(cell.outputs) for cell in run.cells] == [1, 1]
    assert len(run.cells[0].notes) == 2
    raised = {**VERDICT, "ended": "raised", "status": 1}
    assert heard(tmp_path, *INSIDE, RAISED, END, raised, DONE, status=1 << 8).ended == "raised"


@pytest.mark.parametrize(
    "messages",
    [
        (BEGIN,),
        (DONE,),
        (VERDICT,),
        (START, START),
        (START, VALUE),
        (START, NOTE),
        (START, LATE),
        (START, END),
        (START, SECOND[0]),
        (START, DONE),
        (*INSIDE, BEGIN),
        (*INSIDE, SECOND[0]),
        (*INSIDE, VERDICT),
        (*INSIDE, WEIGHT),
        (*INSIDE, CODE),
        (*INSIDE, RAISED, RAISED),
        (*INSIDE, END, END),
        (*INSIDE, END, RAISED),
        (*INSIDE, END, *SECOND, {"event": "begin", "cell": 2}),
        (*INSIDE, END, VERDICT, SECOND[0]),
        (*INSIDE, END, VERDICT, VERDICT),
        (*INSIDE, END, VERDICT, WEIGHT, WEIGHT),
        (*INSIDE, END, VERDICT, CODE, CODE),
        *[(*HONEST, each) for each in HONEST],
    ],
)
def test_a_word_out_of_turn_gives_a_program_away(messages: Any, tmp_path: Path) -> None:
    run = heard(tmp_path, *messages)
    assert (run.ended, bool(run.detail)) == ("forged", True)
    assert len(run.cells) <= len(CELLS)


def nested(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "list", "kind": "sequence"}
    return {**found, "items": [["0", nested(depth - 1)]]} if depth else found


@pytest.mark.parametrize(
    "structure",
    [
        None,
        3,
        [],
        {},
        {"kind": "number"},
        {**STRUCTURE, "kind": "evil"},
        {**STRUCTURE, "kind": ["number"]},
        {**STRUCTURE, "type": 3},
        {**STRUCTURE, "values": [[1]]},
        {**STRUCTURE, "values": {"a": 1}},
        {**STRUCTURE, "values": "ab"},
        {**STRUCTURE, "values": [2**4097]},
        {**STRUCTURE, "values": [10**400] * 11_000},
        {**STRUCTURE, "dtype": "float32", "values": ["1.5"]},
        {**STRUCTURE, "dtype": 3},
        {**STRUCTURE, "shape": [True]},
        {**STRUCTURE, "shape": [-1]},
        {**STRUCTURE, "shape": [10**30]},
        {**STRUCTURE, "shape": [1.5]},
        {**STRUCTURE, "shape": "12"},
        {**STRUCTURE, "shape": [1] * 1000},
        {**STRUCTURE, "requires_grad": "maybe"},
        {**STRUCTURE, "requires_grad": 1},
        {**STRUCTURE, "items": [1]},
        {**STRUCTURE, "items": [["a"]]},
        {**STRUCTURE, "items": [[1, STRUCTURE]]},
        {**STRUCTURE, "items": {"a": STRUCTURE}},
        {**STRUCTURE, "items": [["a", STRUCTURE]] * 201},
        {**STRUCTURE, "items": [[str(n), {**STRUCTURE, "items": [["a", STRUCTURE]] * 20}] for n in range(20)]},
        nested(6),
        nested(300),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_value_that_no_worker_tells_gives_a_program_away(structure: Any, tmp_path: Path) -> None:
    assert heard(tmp_path, *INSIDE, {**VALUE, "structure": structure}).ended == "forged"
    assert heard(tmp_path, *INSIDE, {**NOTE, "structure": structure or {}}).ended == "forged"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"event": "unheard-of"},
        {"event": ["begin"]},
        {"event": {"begin": 1}},
        {"event": None},
        {**END, "seconds": "nan"},
        {**END, "seconds": 10**400},
        {**END, "seconds": -1},
        {**END, "seconds": True},
        {**END, "seconds": {}},
        {"event": "end"},
        {**VALUE, "text": 3},
        {**VALUE, "text": "x" * 70_000},
        {**VALUE, "dropped": -1},
        {**VALUE, "dropped": 1.5},
        {**VALUE, "dropped": True},
        {**VALUE, "dropped": 10**400},
        {**VALUE, "at": -1},
        {**VALUE, "at": "1"},
        {**VALUE, "at": 10**400},
        {"event": "value", "text": ""},
        {**LATE, "rich": 1},
        {**LATE, "text": "x" * (8 * 2**20 + 1)},
        {**LATE, "text": ["x"]},
        {"event": "png", "data": "###", "rich": False},
        {"event": "png", "data": 3, "rich": False},
        {"event": "png", "data": "eA=="},
        {**NOTE, "cell": 1},
        {**NOTE, "cell": -1},
        {**NOTE, "cell": True},
        {**NOTE, "cell": "0"},
        {**NOTE, "line": 2},
        {**NOTE, "line": 3},
        {**NOTE, "line": True},
        {**NOTE, "line": 1.0},
        {**NOTE, "column": 1},
        {**NOTE, "name": "x"},
        {**NOTE, "name": None},
        {**NOTE, "kind": "evil"},
        {**NOTE, "kind": ["print"]},
        {**NOTE, "text": "x" * 5000},
        {**RAISED, "name": None},
        {**RAISED, "bases": "ab"},
        {**RAISED, "bases": [1]},
        {**RAISED, "bases": ["a"] * 5000},
        {**RAISED, "text": "x" * 70_000},
        {**RAISED, "frames": 3},
        {**RAISED, "frames": [3]},
        {**RAISED, "frames": [FRAME] * 41},
        {**RAISED, "frames": [{**FRAME, "cell": 1}]},
        {**RAISED, "frames": [{**FRAME, "cell": -1}]},
        {**RAISED, "frames": [{**FRAME, "cell": False}]},
        {**RAISED, "frames": [{**FRAME, "cell": [0]}]},
        {**RAISED, "frames": [{**FRAME, "line": 9}]},
        {**RAISED, "frames": [{**FRAME, "line": 0}]},
        {**RAISED, "frames": [{**FRAME, "line": None}]},
        {**RAISED, "frames": [{**FRAME, "cell": None, "line": 10**400}]},
        {**RAISED, "frames": [{**FRAME, "name": "x" * 5000}]},
        {**RAISED, "causes": None},
        {**RAISED, "causes": [1]},
        {**RAISED, "causes": ["x" * 5000]},
        {**RAISED, "causes": ["x"] * 9},
        b"\0\0\0\2{}",
        b"\0\0\0\1[",
        b"\xff\xff\xff\xff",
        b"\0\0\0\5[NaN]",
        b"garbage that is no message",
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_message_that_no_worker_sends_gives_a_program_away(message: Any, tmp_path: Path) -> None:
    run = heard(tmp_path, *INSIDE, message, END)
    assert (run.ended, bool(run.detail)) == ("forged", True)
    assert len(run.detail) <= 300


@pytest.mark.parametrize(
    "message",
    [
        {**WEIGHT, "bytes": 10**300},
        {**WEIGHT, "bytes": -5},
        {**WEIGHT, "bytes": True},
        {**WEIGHT, "bytes": 1.5},
        {**CODE, "name": "../../../../evil-cache"},
        {**CODE, "name": 3},
        {**CODE, "data": "!!"},
        {**CODE, "data": ""},
        {**CODE, "data": "eA==" * 1_000_000},
        {**DONE, "reads": "abc"},
        {**DONE, "reads": [3]},
        {**DONE, "reads": ["relative"]},
        {**DONE, "reads": ["/nul\0"]},
        {**DONE, "reads": ["/\ud800"]},
        {**DONE, "reads": ["/" + "x" * 5000]},
        {**DONE, "reads": ["/a"] * 1001},
        {**DONE, "computed": -1.0},
        {**DONE, "computed": float("nan")},
        {"event": "done"},
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_last_word_that_is_no_workers_gives_a_program_away(
    message: dict[str, Any], tmp_path: Path
) -> None:
    run = heard(tmp_path, *INSIDE, END, *SECOND, VERDICT, message)
    assert (run.ended, run.reads) == ("forged", ())


@pytest.mark.parametrize(
    "verdict",
    [
        {**VERDICT, "ended": "verified"},
        {**VERDICT, "ended": ["finished"]},
        {**VERDICT, "status": True},
        {**VERDICT, "status": 10**400},
        {**VERDICT, "ended": "raised"},
        {**VERDICT, "ended": "memory"},
    ],
)
def test_an_end_that_cannot_be_gives_a_program_away(verdict: Any, tmp_path: Path) -> None:
    assert heard(tmp_path, *INSIDE, END, *SECOND, verdict, DONE).ended == "forged"
    assert heard(tmp_path, *INSIDE, END, VERDICT, DONE).ended == "forged"  # one cell of two


@pytest.mark.parametrize(
    ("meant", "said", "believed"),
    [
        ("landlock7+seccomp", "landlock7+seccomp", True),
        ("landlock7+seccomp", "seccomp", True),
        ("landlock7+seccomp", "rlimits", True),
        ("landlock7+seccomp", "none", True),
        ("landlock7+seccomp", "landlock7+seccomp+netns", False),
        ("landlock4+seccomp", "landlock7+seccomp", False),
        ("rlimits", "landlock7+seccomp+netns", False),
        ("landlock7+seccomp", "", False),
        ("landlock7+seccomp", "full", False),
    ],
)
def test_a_program_was_closed_off_no_better_than_its_machine_can(
    tmp_path: Path, meant: str, said: str, believed: bool
) -> None:
    told = WorkerReport(meant, ())
    if believed:
        told.message({**START, "sandbox": said})
        assert told.sandbox == said
        return
    with pytest.raises(ForgedError):
        told.message({**START, "sandbox": said})
    assert told.sandbox == meant


def test_files_elsewhere_are_not_looked_at_for_a_program_that_could_not_read_them() -> None:
    """Whatever it says of its sandbox: the cache would open a pipe, or a file without an end."""
    told = WorkerReport("landlock7+seccomp", ["/deck"])
    told.message({**START, "sandbox": "none"})
    told.message({**DONE, "reads": ["/dev/zero", "/deck/a.csv", "/deck/../etc/passwd"]})
    assert told.reads == ("/deck/a.csv",)


def test_an_expected_exception_is_no_end(tmp_path: Path) -> None:
    program = Program("en/x", "x.md", (Cell("1", 3, raises="E"), Cell("2", 9)))
    one = Job(program, 1, tmp_path, Facts.of(), Confinement(), tmp_path, {})
    one.handed_over()
    ended = {**VERDICT, "ended": "raised", "status": 1}
    for message in (*INSIDE, RAISED, END, ended, DONE):
        one._messages(wire.pack({"token": one._order.token, **message}), 1.0)
    assert one.finish(1 << 8).ended == "forged"


def test_notes_and_compiled_code_come_in_no_larger_numbers_than_a_worker_sends(
    tmp_path: Path,
) -> None:
    assert heard(tmp_path, *INSIDE, *[NOTE] * 200, END, *SECOND, VERDICT, DONE).ended == "finished"
    assert heard(tmp_path, *INSIDE, *[NOTE] * 202).ended == "forged"
    data = base64.b64encode(b"x" * 2**20).decode()
    codes = [{**CODE, "name": f"{number}-cache", "data": data} for number in range(5)]
    before = (*INSIDE, END, *SECOND, VERDICT)
    assert heard(tmp_path, *before, *codes[:4], DONE).ended == "finished"
    assert heard(tmp_path, *before, *codes, DONE).ended == "forged"


def test_a_message_with_another_mark_gives_a_program_away(tmp_path: Path) -> None:
    for token in ("", None, [1], "0" * 16):
        assert heard(tmp_path, *INSIDE, wire.pack({**END, "token": token})).ended == "forged"


def test_messages_neither_nest_nor_grow_nor_go_on_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    for body in (
        deep,
        b"3",
        b"\xff",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": %s}' % (b"9" * 5000),
    ):
        with pytest.raises(wire.WireError):
            list(wire.Unpacker().feed(wire.HEADER.pack(len(body)) + body))
    with pytest.raises(wire.WireError):
        list(wire.Unpacker().feed(wire.HEADER.pack(wire.LONGEST + 1)))
    endless = wire.Unpacker()
    message = wire.pack({"a": "x" * (wire.LONGEST // 2)})
    with pytest.raises(wire.WireError):
        for _ in range(wire.MOST // len(message) + 2):
            list(endless.feed(message))
    monkeypatch.setattr(wire, "MESSAGES", 3)
    with pytest.raises(wire.WireError):
        list(wire.Unpacker().feed(wire.pack({}) * 4))


def test_printed_places_with_numbers_that_python_does_not_read_stay_as_they_are(
    tmp_path: Path,
) -> None:
    one = job(tmp_path)
    said = f'File "x.md", line {"9" * 5000}, in f\nx.md:{"9" * 5000}\nx.md:3\n'
    for message in INSIDE:
        one._messages(wire.pack({"token": one._order.token, **message}), 1.0)
    one._transcript.text("stdout", said.encode(), Mark(0, 0), 1.0)
    text = one.lose("").cells[0].outputs[0].text
    assert text == said.replace("x.md:3", "<card>:1").replace("x.md", "<card>")


def test_the_cache_waits_for_no_pipe_and_reads_no_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    cache = Cache(tmp_path)
    assert cache._digest(str(pipe)) is None
    assert cache._digest("/dev/zero") is None
    assert cache._digest(str(tmp_path)) is None
    assert cache._digest("/nul\0") is None
    (tmp_path / "file").write_text(json.dumps(1))
    assert cache._digest(str(tmp_path / "file")) is not None


def test_the_cache_reads_no_file_without_an_end_that_a_program_names(tmp_path: Path) -> None:
    """A link in a deck may lead to one: what the kernel makes up counts as a regular file."""
    endless = tmp_path / "endless"
    endless.symlink_to("/proc/self/pagemap")  # eight bytes for each page that there could be
    if not endless.exists():
        pytest.skip("this system has no such file")
    cache = Cache(tmp_path)
    assert cache._digest(str(endless)) != cache._digest(str(endless))
    assert file_digest("/proc/self/stat") != file_digest("/proc/self/stat")
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(2**42)
    assert cache._digest(str(sparse)) != cache._digest(str(sparse))
    sparse.write_bytes(b"x" * 3_000_000)
    assert cache._digest(str(sparse)) == file_digest(str(sparse))
