"""Machine code that programs left behind: whose it is, and what is not worth keeping."""

from __future__ import annotations

import base64
import os
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.model import Cell, Program, Spot
from generator.running.machine.interpreter import Distribution, Facts
from generator.running.results import compiled
from generator.running.results.compiled import Compiled, compiled_key, lends_itself, sound
from generator.running.worker.script.jax_cache import ENTRIES, ENTRY, TOTAL, collect, offer
from tests.support.running import program

NAME = "jit_add-0123456789abcdef-cache"
CODE = base64.b64encode(b"machine code").decode()
JAX = "import jax\nprint(jax.numpy.ones(3) * 2)"


def facts(jaxlib: str = "1.0", record: str = "a", **other: str) -> Facts:
    """An interpreter with a jaxlib of this version and contents."""
    found = {
        "jax": Distribution("jax", "1.0", "j", ("jaxlib",)),
        "jaxlib": Distribution("jaxlib", jaxlib, record, ()),
    }
    known = {"jax": ("jax",)}
    return replace(Facts.of(), _known=known, _found=found, **other)  # type: ignore[arg-type]


def test_what_one_program_left_is_never_given_to_another(tmp_path: Path) -> None:
    store = Compiled(facts(), tmp_path)
    store.put(program(JAX), {NAME: CODE})
    assert store.get(program(JAX)) == {NAME: CODE}
    assert store.get(program(JAX.replace("2", "3"))) == {}
    assert store.get(program(JAX, env=(("XLA_FLAGS", "--xla"),))) == {}


def test_a_new_comment_does_not_have_everything_compiled_again(tmp_path: Path) -> None:
    store = Compiled(facts(), tmp_path)
    store.put(program(JAX), {NAME: CODE})
    claimed = Cell(JAX.replace("* 2)", "*  2)  # doubled"), 7, notes=(Spot(2),))
    assert store.get(program(claimed, id="en/other", path="b.md")) == {NAME: CODE}


@pytest.mark.parametrize(
    "other",
    [
        facts(jaxlib="0.9"),
        facts(record="b"),
        facts(version="3.99.0"),
        facts(platform="linux-other"),
    ],
    ids=["jaxlib", "files of jaxlib", "Python", "platform"],
)
def test_code_of_another_jaxlib_is_never_offered(tmp_path: Path, other: Facts) -> None:
    Compiled(facts(), tmp_path).put(program(JAX), {NAME: CODE})
    assert Compiled(other, tmp_path).get(program(JAX)) == {}


def test_code_for_another_processor_is_never_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Compiled(facts(), tmp_path)
    store.put(program(JAX), {NAME: CODE})
    assert store.get(program(JAX))
    monkeypatch.setattr(compiled, "_processor", lambda: ["flags : fewer"])
    assert store.get(program(JAX)) == {}


def stored(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


@pytest.mark.parametrize("place", [0, 20, 70, -3])
def test_a_damaged_file_counts_as_missing(tmp_path: Path, place: int) -> None:
    store = Compiled(facts(), tmp_path)
    store.put(program(JAX), {NAME: CODE})
    content = bytearray(stored(tmp_path).read_bytes())
    content[place] ^= 1
    stored(tmp_path).write_bytes(content)
    assert store.get(program(JAX)) == {}


def test_a_file_put_in_the_place_of_another_counts_as_missing(tmp_path: Path) -> None:
    other = program(JAX.replace("2", "3"))
    store = Compiled(facts(), tmp_path)
    store.put(program(JAX), {NAME: CODE})
    key = compiled_key(other, facts())
    target = store.folder / key[:2] / key[2:]
    target.parent.mkdir(exist_ok=True)
    stored(tmp_path).rename(target)
    assert store.get(other) == {}


def test_what_a_program_did_not_survive_is_forgotten(tmp_path: Path) -> None:
    store = Compiled(facts(), tmp_path)
    store.put(program(JAX), {NAME: CODE})
    store.forget(program(JAX))
    store.forget(program(JAX))
    assert store.get(program(JAX)) == {}


def test_only_entries_within_bounds_are_kept() -> None:
    bad = {
        "../jit_add-cache": CODE,
        "/etc/jit-cache": CODE,
        ".jit-cache": CODE,
        "jit_add": CODE,
        "empty-cache": "",
        "text-cache": "no Base64!",
        "number-cache": 7,
        7: CODE,
        "large-cache": base64.b64encode(bytes(ENTRY + 1)).decode(),
    }
    assert sound({**bad, NAME: CODE}) == {NAME: CODE}
    assert len(sound({f"jit{n}-cache": CODE for n in range(2 * ENTRIES)})) == ENTRIES
    most = base64.b64encode(bytes(ENTRY)).decode()
    assert len(sound({f"jit{n}-cache": most for n in range(9)})) == TOTAL // ENTRY


def test_nothing_but_plain_files_is_taken_from_where_a_program_wrote(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"not the program's")
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / NAME).write_bytes(b"machine code")
    (folder / "known-cache").write_bytes(b"was there before")
    (folder / "jit-atime").write_bytes(b"no entry")
    (folder / "link-cache").symlink_to(secret)
    (folder / "folder-cache").mkdir()
    (folder / "large-cache").write_bytes(bytes(ENTRY + 1))
    os.mkfifo(folder / "pipe-cache")
    assert dict(collect(str(folder), {"known-cache": CODE})) == {NAME: CODE}
    assert dict(collect(str(tmp_path / "missing"), {})) == {}


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("import jax", True),
        ("from jax import numpy", True),
        ("import torch", False),
        ("import jax\njax.jit(abs).lower(1.0).compile().cost_analysis()", False),
        ("import jax, time", False),
        ("import jax\njax.config.update('jax_log_compiles', True)", False),
        ("import jax\njax.config.update('jax_enable_x64', True)", True),
        ("import jax\njax.distributed.initialize()", False),
        ("import os, jax\nos.environ", False),
        ("import os, jax\nos.environ['XLA_FLAGS'] = '--xla_dump_to=.'", False),
    ],
)
def test_a_program_that_could_tell_compiles_for_itself(code: str, given: bool) -> None:
    assert lends_itself(Program("en/x", "card.md", (Cell(code, 1),))) is given


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("XLA_FLAGS", "--xla_force_host_platform_device_count=8", True),
        ("XLA_FLAGS", "--xla_dump_to=dump --xla_force_host_platform_device_count=8", False),
        ("JAX_ENABLE_X64", "1", False),
    ],
)
def test_what_a_program_has_its_compiler_leave_does_not_depend_on_kept_code(
    name: str, value: str, given: bool
) -> None:
    code = Cell("import jax", 1)
    assert lends_itself(Program("en/x", "card.md", (code,), env=((name, value),))) is given


class Config:
    """Where JAX would look for what it compiled."""

    def __init__(self) -> None:
        self.known: dict[str, object] = {}

    def update(self, name: str, value: object) -> None:
        self.known[name] = value


@pytest.mark.parametrize(("version", "used"), [("0.10.0", False), ("0.10.2", True), ("0.11", True)])
def test_a_card_shows_no_log_of_xla_since_an_old_jaxlib_is_offered_no_compiled_code(
    version: str, used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config()
    monkeypatch.setitem(sys.modules, "jax", SimpleNamespace(config=config))
    monkeypatch.setitem(sys.modules, "jaxlib", SimpleNamespace(__version__=version))
    with warnings.catch_warnings():
        offer(str(tmp_path / "store"), {})
    assert ("jax_compilation_cache_dir" in config.known, (tmp_path / "store").exists()) == (
        used,
        used,
    )
