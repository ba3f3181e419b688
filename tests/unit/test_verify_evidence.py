"""What a note carries comes back as it was, and whatever else stands there does no harm."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import zlib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cli.verify_report import change
from generator.model import Cell, Program
from generator.verifying import evidence as module
from generator.verifying.evidence import (
    ANY_PATH,
    Evidence,
    EvidenceError,
    find_evidence,
    from_json,
    packed_lines,
    to_comment,
)
from generator.verifying.outcome import Change, Piece, first_difference

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PIECES = st.none() | st.lists(st.builds(Piece, TEXT, TEXT), max_size=3).map(tuple)
CELLS = st.builds(
    Cell, TEXT, st.integers(1, 9999), st.sampled_from(["exec", "eval"]), st.none() | TEXT
)


def carry(*cells: tuple[Cell, Any], **settings: Any) -> Evidence:
    program = Program("en/x", "cards/en/01.md", tuple(cell for cell, _ in cells), **settings)
    return Evidence("en/x", program, tuple(said for _, said in cells), ("torch 2.13.0",))


@given(st.lists(st.tuples(CELLS, PIECES), min_size=1, max_size=4), TEXT)
def test_what_goes_in_comes_out_and_nothing_in_it_ends_the_comment(
    cells: list[tuple[Cell, Any]], value: str
) -> None:
    sent = carry(*cells, env=(("A", value.replace("\0", "")[:2_000]),), timeout=3.5)
    comment = to_comment(sent)
    assert find_evidence(f"verified{comment}\x1fTensors") == sent
    signs = comment.removeprefix("<!--proofdeck2 ").removesuffix("-->")
    assert not set(signs) & set("<>&\"'-[{}\\ \x1f")


@given(st.lists(st.tuples(CELLS, PIECES), min_size=1, max_size=4))
def test_a_program_that_stands_alone_takes_no_room_for_its_place(
    cells: list[tuple[Cell, Any]],
) -> None:
    lines = packed_lines([cell for cell, _ in cells])
    alone = [
        (dataclasses.replace(cell, line=line), said)
        for (cell, said), line in zip(cells, lines, strict=True)
    ]
    sent = carry(*alone)
    sent = dataclasses.replace(sent, program=dataclasses.replace(sent.program, path=ANY_PATH))
    value = module._to_json(sent)
    assert "path" not in value and not any("line" in cell for cell in value["cells"])
    assert find_evidence(to_comment(sent)) == sent


def test_old_packages_stay_readable() -> None:
    dictionary = files("generator.verifying").joinpath("evidence-1.dictionary").read_bytes()
    assert (
        hashlib.sha256(dictionary).hexdigest()
        == "886b699d47478ec0e0a5842eb36f30d29145dbd5e4b496e5b30bf1a0cebfd198"
    )
    old = "<!--proofdeck 8+~?41!?7(.++8.1|1.6_+.,,@(,5^.46$2/|1#:9??0`$_.,8`0600-->"
    sent = carry((Cell("print(6 * 7)", 5), (Piece("stdout", "42"),)))
    assert find_evidence(old) == sent


def pack(data: bytes) -> str:
    packing = zlib.compressobj(9, zlib.DEFLATED, -15, 9, 0, module._dictionary())
    packed = packing.compress(data) + packing.flush()
    return f"<!--proofdeck2 {base64.b64encode(packed).decode().rstrip('=')}-->"


def pack_as_before(data: bytes) -> str:
    packing = zlib.compressobj(9, zlib.DEFLATED, -15, 9, 0, module._dictionary())
    packed = packing.compress(data) + packing.flush()
    signs = base64.b32encode(packed).decode().rstrip("=")
    return f"<!--proofdeck {signs.translate(str.maketrans(module._BASE32, module._SIGNS))}-->"


GOOD = {"v": 1, "id": "en/x", "path": "a.md", "with": [], "cells": [{"line": 1, "code": "1"}]}


def bad(**changes: Any) -> Any:
    return {**GOOD, **changes}


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"v": 1},
        bad(v=3),
        bad(id=3),
        bad(id="\udc80"),
        bad(path="../../x\0"),
        bad(path=""),
        bad(cells=[]),
        bad(cells={}),
        bad(cells=[[]]),
        bad(cells=[{"line": 10**9, "code": "1"}]),
        bad(cells=[{"line": "1", "code": "1"}]),
        bad(cells=[{"line": 1, "code": 1}]),
        bad(cells=[{"line": 1, "code": "1", "mode": "single"}]),
        bad(cells=[{"line": 1, "code": "1", "mode": ["exec"]}]),
        bad(cells=[{"line": 1, "code": "1", "said": [["stdout"]]}]),
        bad(env=[["A=B", "C"]]),
        bad(env=[["A", "\0"]]),
        bad(env=[["A", "\ud800"]]),
        bad(env=[["Ä", "1"]]),
        bad(env=[["", "1"]]),
        bad(env=[["1A", "1"]]),
        bad(env=[["A" * 101, "1"]]),
        bad(env=[["A", "x" * 10_001]]),
        bad(env=[["A", "é" * 5_001]]),
        bad(env=[["A", "1"], ["A", "2"]]),
        bad(timeout="1"),
        bad(timeout=-1),
        bad(timeout=10**400),
        bad(timeout=float("nan")),
        bad(memory=None),
    ],
)
def test_nonsense_is_told_from_evidence(value: Any) -> None:
    from_json(GOOD)
    with pytest.raises(EvidenceError):
        from_json(value)


@pytest.mark.parametrize(
    "html",
    [
        "<!--proofdeck -->",
        "<!--proofdeck letters-->",
        "<!--proofdeck 0123-->",
        "<!--proofdeck2 -->",
        "<!--proofdeck2 0-->",
        "<!--proofdeck2 a!-->",
        pack_as_before(b""),
        pack_as_before(b"{"),
        pack(b""),
        pack(b"{"),
        pack(b"[" * 100_000),
        pack(b"9" * 100_000),
        pack(b"\xff"),
        to_comment(carry((Cell("print(6 * 7)", 5), ())))[:-12] + "-->",
    ],
)
def test_broken_evidence_is_no_crash(html: str) -> None:
    with pytest.raises(EvidenceError):
        find_evidence(html)


def test_a_bomb_in_a_note_is_not_unpacked() -> None:
    bomb = pack(json.dumps({**GOOD, "id": "x" * (module.MOST_BYTES + 1)}).encode())
    assert len(bomb) < 20_000
    with pytest.raises(EvidenceError, match="larger"):
        find_evidence(bomb)


def test_a_foreign_deck_cannot_ask_for_hours_or_all_memory() -> None:
    program = from_json(bad(timeout=1e9, memory=1e15)).program
    assert program.timeout <= 600
    assert program.memory <= 8 * 1024**3


def test_lines_of_libraries_in_a_traceback_do_not_count() -> None:
    def trace(lines: int, error: str) -> tuple[Piece, ...]:
        inside = f"  … {lines} lines in torch\n" if lines else ""
        head = 'Traceback (most recent call last):\n  File "<card>", line 1, in <module>\n'
        return (Piece("error", f"{head}{inside}{error}"),)

    assert first_difference(trace(2, "KeyError: 1"), trace(5, "KeyError: 1")) is None
    found = first_difference(trace(2, "KeyError: 1"), trace(2, "KeyError: 2"))
    assert found is not None and (found.said, found.got) == ("KeyError: 1", "KeyError: 2")
    missing = first_difference((Piece("stdout", "a\nb"),), (Piece("stdout", "a"),))
    assert missing is not None and (missing.said, missing.got) == ("b", "nothing")


def test_of_long_lines_the_part_that_differs_is_shown() -> None:
    said, got = change(Change("a" * 300 + "said" + "z" * 300, "a" * 300 + "got"))
    assert "asaid" in said and "agot" in got
    assert max(len(said), len(got)) < 100
    assert change(Change("", "1")) == ("an empty line", "`1`")
