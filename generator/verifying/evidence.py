"""A card's program and what came out of it, in a form that travels inside an Anki note.

It is an HTML comment: Anki keeps comments through import, export, synchronisation and its
database check, and shows them nowhere. It has a field of its own, which Anki's search passes over.
Packages of version 1 had it in a field that is searched, and therefore wrote it without letters.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from generator.model import Cell, Exercise, Program
from generator.reading.variables import MOST_TOGETHER, size_of_variables, variable_fault
from generator.verifying.allowance import LARGEST, Allowance
from generator.verifying.exercise_json import exercise_from_json, exercise_to_json
from generator.verifying.outcome import Piece, Pieces
from generator.verifying.untrusted import EvidenceError as EvidenceError
from generator.verifying.untrusted import list_of, number_of, pair_of, text_of

VERSION: Final = 2

_RAW: Final = -15  # zlib's name for DEFLATE without header and checksum
_OLD: Final = 1  # the version before, which is still read
_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# Without `-` and `>`, which end a comment, and without what Anki, MathJax or HTML interpret.
_SIGNS: Final = "0123456789!#$%*+,./:;=?@^_|~`()]"
_READ: Final = str.maketrans(_SIGNS, _BASE32)
_COMMENT: Final = re.compile(r"<!--proofdeck(2?) (\S*?)-->")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*")

MOST_SIGNS: Final = 1 << 21
MOST_BYTES: Final = 1 << 20  # once unpacked
_MOST_CODE: Final = 200_000  # characters of a program
_MOST_CELLS: Final = 2_000
_MOST_PARTS: Final = 10_000  # cells, outputs, variables, versions
_LAST_LINE: Final = 300_000
_LONGEST: Final = 600.0  # seconds
_MEMORY: Final = (64 * 1024**2, 8 * 1024**3)
# The defaults that both versions leave out. Those of Program may change, these may not.
_DEFAULTS: Final = {"env": (), "timeout": 30.0, "memory": 2 * 1024**3}
# The name that a program's file has where the name in the deck does not matter.
ANY_PATH: Final = "card.md"
_PATH: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")

Mode = Literal["exec", "eval"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a note carries.

    `id` is the card's `language/slug`. `said` gives for each cell of `program` what the card
    shows of it, None where it shows nothing or the output legitimately varies. `verified` is
    what it was verified with: interpreter, platform, packages, sandbox level, and digests of
    program and output. `exercise` says which cells of an exercise are its solution and its tests.
    """

    id: str
    program: Program
    said: tuple[Pieces | None, ...]
    verified: tuple[str, ...] = ()
    exercise: Exercise | None = None


def to_comment(evidence: Evidence) -> str:
    """The evidence as an HTML comment. Equal evidence gives equal text."""
    text = json.dumps(_to_json(evidence), ensure_ascii=False, separators=(",", ":"))
    packing = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zlib.Z_DEFAULT_STRATEGY, _dictionary())
    packed = packing.compress(text.encode("utf-8", "replace")) + packing.flush()
    signs = base64.b64encode(packed).decode("ascii").rstrip("=")
    return f"<!--proofdeck2 {signs}-->"


def find_evidence(html: str, allowance: Allowance | None = None) -> Evidence | None:
    """The evidence in a note's fields, None where there is none; it counts against the
    `allowance` of its package.

    Raises EvidenceError if it is broken, of another version, or unreasonable, and TooMuchError
    if it exceeds the allowance.
    """
    found = _COMMENT.search(html)
    if found is None:
        return None
    allowance = allowance or Allowance(LARGEST)
    evidence = from_json(_unpack(found[2], allowance, old=not found[1]))
    allowance.take(parts=_parts(evidence))
    return evidence


@cache
def _dictionary() -> bytes:
    """The text that most evidence has in common. Existing packages depend on it, so it must not
    change as long as versions 1 and 2 are supported.
    """
    return files("generator.verifying").joinpath("evidence-1.dictionary").read_bytes()


def _packed(signs: str, *, old: bool) -> bytes:
    if len(signs) > MOST_SIGNS:
        raise EvidenceError("it is larger than any card's")
    if old:
        if not set(signs) <= set(_SIGNS):
            raise EvidenceError("it is broken")
        return base64.b32decode(signs.translate(_READ) + "=" * (-len(signs) % 8))
    if not _BASE64.fullmatch(signs):
        raise EvidenceError("it is broken")
    return base64.b64decode(signs + "=" * (-len(signs) % 4), validate=True)


def _unpack(signs: str, allowance: Allowance, *, old: bool) -> Any:
    try:
        packed = _packed(signs, old=old)
        unpacking = zlib.decompressobj(_RAW, _dictionary())
        data = unpacking.decompress(packed, MOST_BYTES)
        allowance.take(unpacked=len(data))  # even if it turns out to be broken
        if unpacking.unconsumed_tail:
            raise EvidenceError("it is larger than any card's")
        if not unpacking.eof:
            raise EvidenceError("it is cut off")
        return json.loads(data.decode("utf-8"))
    except (binascii.Error, zlib.error, UnicodeDecodeError, RecursionError):
        raise EvidenceError("it is broken") from None
    except EvidenceError:
        raise
    except ValueError:
        raise EvidenceError("it is broken") from None


def _to_json(evidence: Evidence) -> dict[str, Any]:
    program = evidence.program
    value: dict[str, Any] = {
        "v": VERSION,
        "id": evidence.id,
        "with": evidence.verified,
        "cells": [
            _cell_json(cell, said) for cell, said in zip(program.cells, evidence.said, strict=True)
        ],
    }
    if program.path != ANY_PATH:
        value["path"] = program.path
    for cell, line, item in zip(
        program.cells, packed_lines(program.cells), value["cells"], strict=True
    ):
        if cell.line != line:
            item["line"] = cell.line
    for name, default in _DEFAULTS.items():
        if getattr(program, name) != default:
            value[name] = getattr(program, name)
    if evidence.exercise is not None:
        value["exercise"] = exercise_to_json(evidence.exercise)
    return value


def packed_lines(cells: Sequence[Cell]) -> Iterator[int]:
    """The lines at which cells begin where each begins below the one before."""
    line = 1
    for cell in cells:
        yield line
        line += cell.code.count("\n") + 1


def _cell_json(cell: Cell, said: Pieces | None) -> dict[str, Any]:
    value: dict[str, Any] = {"code": cell.code}
    if cell.mode != "exec":
        value["mode"] = cell.mode
    if cell.raises is not None:
        value["raises"] = cell.raises
    if said is not None:
        value["said"] = [[piece.kind, piece.text] for piece in said]
    return value


def from_json(value: Any) -> Evidence:
    """Evidence from untrusted JSON. Raises EvidenceError."""
    if not isinstance(value, dict):
        raise EvidenceError("it is broken")
    if value.get("v") not in (VERSION, _OLD):
        raise EvidenceError("it was made by another version of Proofdeck")
    try:
        cells = tuple(_cells(value["cells"]))
        program = Program(
            id=text_of(value["id"]),
            path=_path(value.get("path", ANY_PATH)),
            cells=tuple(cell for cell, _ in cells),
            env=tuple(_env(value.get("env", []))),
            timeout=min(number_of(value.get("timeout", _DEFAULTS["timeout"])), _LONGEST),
            memory=_memory(value.get("memory", _DEFAULTS["memory"])),
        )
        verified = tuple(text_of(name) for name in list_of(value["with"]))
    except KeyError:
        raise EvidenceError("a part of it is missing") from None
    if not program.cells:
        raise EvidenceError("it holds no program")
    exercise = None
    if "exercise" in value:
        exercise = exercise_from_json(value["exercise"], program)
    said = tuple(each for _, each in cells)
    evidence = Evidence(program.id, program, said, verified, exercise)
    code = sum(len(cell.code) for cell in program.cells)
    if size_of_variables(program.env) > MOST_TOGETHER:
        raise EvidenceError("it is larger than any card's")
    if code > _MOST_CODE or len(cells) > _MOST_CELLS or _parts(evidence) > _MOST_PARTS:
        raise EvidenceError("it is larger than any card's")
    return evidence


def _parts(evidence: Evidence) -> int:
    shown = sum(len(said or ()) for said in evidence.said)
    program = evidence.program
    return len(program.cells) + len(program.env) + len(evidence.verified) + shown


def _cells(value: Any) -> Iterator[tuple[Cell, Pieces | None]]:
    below = 1
    for item in list_of(value):
        if not isinstance(item, dict):
            raise EvidenceError("it is broken")
        mode, line, raises = item.get("mode", "exec"), item.get("line", below), item.get("raises")
        if mode not in get_args(Mode) or not isinstance(line, int) or not 0 < line <= _LAST_LINE:
            raise EvidenceError("it is broken")
        if raises is not None:
            raises = text_of(raises)
        said = item.get("said")
        code = text_of(item["code"])
        below += code.count("\n") + 1
        yield (
            Cell(code, line, mode, raises),
            None if said is None else tuple(_pieces(said)),
        )


def _pieces(value: Any) -> Iterator[Piece]:
    for item in list_of(value):
        kind, text = pair_of(item)
        yield Piece(kind, text)


def _env(value: Any) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for item in list_of(value):
        name, text = pair_of(item)
        if variable_fault(name, text) is not None or name in seen:
            raise EvidenceError("it sets an invalid variable")
        seen.add(name)
        yield name, text


def _path(value: Any) -> str:
    path = text_of(value)
    if not _PATH.fullmatch(path):
        raise EvidenceError("it names an invalid file")
    return path


def _memory(value: Any) -> int:
    least, most = _MEMORY
    return int(min(max(number_of(value), least), most))
