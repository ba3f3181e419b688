"""Programs that mean harm, each a card between honest ones: `tests/hostile/`.

Every file says in its second line how its card may end: "held" where nothing is wrong with the
card but nothing was reached either, or the name of the ending (see `Run.ended`; "flood" is too
much output). What got through prints ESCAPED. All are bounded in number, size and time, so that
a sandbox that fails does not take the machine down.

`PROOFDECK_HOSTILE_TIMES=20` runs the whole corpus twenty times. Without it, where there are containers,
each of its programs runs in them and with rules alone, and in one of the two ways that start an
interpreter of its own for it, which confine it by the same code.
"""

from __future__ import annotations

import os
import socket
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from generator.building.built import Built
from generator.building.deck import check_deck
from generator.running import LocalPool
from generator.running.run_options import RunOptions
from tests.support.decks import write_deck
from tests.support.sandbox import FOUND

PROGRAMS = sorted((Path(__file__).parents[1] / "hostile").glob("*.py"))
TIMES = int(os.environ.get("PROOFDECK_HOSTILE_TIMES", "1"))
HONEST = "## Honest {{#honest-{n}}}\n\n```python\nprint({n} * 2)\n```\n\n```output\n{double}\n```\n"
TOML = 'name = "hostile"\n\n[run]\ntimeout = 2\nmemory = "512MiB"\n'


IN_THE_DECK = {"deck.toml", "en", "fifo", "link-zero", "service.sock"}
# What docs/sandbox.md says is open without namespaces: sockets of services, modes and times of
# files, and a /dev/shm that is everybody's. And /proc can be listed in containers alone.
WITHOUT_CONTAINERS = {
    "local_services",
    "looks_at_processes",
    "proc_one_cmdline",
    "shared_memory",
    "socket_in_deck",
    "writes_elsewhere",
}
SLOW = {
    "alternating_python",
    "dirs_deep",
    "fd_targets_torch",
    "jax_cache_poison",
    "setuid",
    "shares_memory_unseen",
    "vfork_loop",
    "fills_it_with_files",
    "fills_the_disk",
}


@dataclass(frozen=True)
class World:
    """What the programs are after."""

    folder: Path
    secret: Path
    listeners: tuple[socket.socket, ...]
    values: dict[str, object]

    def touched(self) -> list[str]:
        """Which listeners heard something."""
        heard = []
        for one in self.listeners:
            one.setblocking(False)
            try:
                one.recv(1) if one.type == socket.SOCK_DGRAM else one.accept()[0].close()
                heard.append(str(one))
            except OSError:
                continue
        return heard


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GITHUB_TOKEN", "proofdeck-secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://proofdeck-secret@localhost:1")
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    secret = tmp_path / "home" / "id_rsa"
    secret.parent.mkdir()
    secret.write_text("proofdeck-secret")
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = tcp.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", port))
        local = stack.enter_context(socket.socket(socket.AF_UNIX))
        local.bind(str(tmp_path / "home" / "service"))
        local.listen()
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind(f"\0proofdeck-{os.getpid()}")
        abstract.listen()
        deck = tmp_path / "cards"
        deck.mkdir()
        service = stack.enter_context(socket.socket(socket.AF_UNIX))
        service.bind(str(deck / "service.sock"))
        service.listen()
        os.mkfifo(deck / "fifo")
        # Somebody waits at its end: opening it to write would succeed.
        stack.callback(os.close, os.open(deck / "fifo", os.O_RDONLY | os.O_NONBLOCK))
        (deck / "link-zero").symlink_to("/dev/zero")
        values = {
            "DECK": str(deck),
            "SECRET": str(secret),
            "SOURCE": str(tmp_path / "cards" / "en" / "01.md"),
            "CACHE": str(tmp_path / "cache"),
            "SOCKET": str(tmp_path / "home" / "service"),
            "ABSTRACT": f"proofdeck-{os.getpid()}",
            "PORT": port,
        }
        yield World(tmp_path, secret, (tcp, udp, local, abstract, service), values)


def limit(path: Path) -> int | None:
    """Seconds that a program has instead of those of the deck.

    Whoever goes on for ever has done its worst in the first of them.
    """
    if expected(path) in ({"timeout"}, {"timeout", "flood"}):
        return 1
    return 60 if path.stem in SLOW else None  # many steps, or a large import


def chapter(values: dict[str, object], programs: Sequence[Path]) -> str:
    cards = ["# Hostile\n"]
    for number, path in enumerate(programs):
        code = path.read_text("utf-8")
        known = "".join(f"{name} = {value!r}\n" for name, value in values.items() if name in code)
        slug = path.stem.replace("_", "-")
        seconds = limit(path)
        options = f" {{timeout={seconds}}}" if seconds else ""
        cards.append(f"## {slug} {{#{slug}}}\n\n```python{options}\n{known}{code}```\n")
        cards.append(HONEST.format(n=number, double=number * 2))
    return "\n".join(cards)


def expected(path: Path) -> set[str]:
    line = path.read_text("utf-8").splitlines()[1]
    return set(line.removeprefix("# expect: ").split())


def ending(checked: Built, slug: str) -> str:
    """How a card ended, as the files say it; what is wrong with the card must be said once."""
    (verdict,) = (v for v in checked.verdicts if v.plan.card.slug == slug)
    run, problems = verdict.run, [p for p in verdict.problems if p.severity == "error"]
    assert run is not None
    if "ESCAPED" in str(run.cells):
        return f"escaped: {run.cells}"
    if len(problems) != (verdict.status != "verified"):
        return f"told {len(problems)} times"
    if not all(p.message and p.hint and p.place.line > 1 for p in problems):
        return f"not explained: {problems}"
    if not problems:
        return "held"
    return "flood" if run.ended == "finished" else run.ended


def left_running(mark: str) -> list[str]:
    """Processes whose environment names a folder of this test."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                if mark.encode() in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
    return found


def written_elsewhere(folder: Path) -> list[Path]:
    """What `writes_elsewhere.py` has written outside its scratch; it is removed here."""
    places = [folder / "cache", folder / "cards" / "en", Path(sysconfig.get_path("purelib"))]
    paths = [place / "proofdeck-hostile.txt" for place in (*places, Path("/etc"), Path("/var/tmp"))]
    found = [path for path in paths if path.exists()]
    for path in found:
        path.unlink()
    return found


def test_the_corpus_is_as_large_as_what_can_go_wrong() -> None:
    assert len(PROGRAMS) >= 40
    known = {
        "held",
        "raised",
        "timeout",
        "memory",
        "processes",
        "disk",
        "exit",
        "signal",
        "forged",
        "lost",
    }
    for path in PROGRAMS:
        assert expected(path) and expected(path) <= known | {"flood"}, path.name


@pytest.mark.parametrize("way", ["containers", "rules", "cold", "cold rules"])
def test_no_program_reaches_anything_and_honest_cards_do_not_notice(world: World, way: str) -> None:
    rules, cold = "rules" in way, "cold" in way
    if not rules and not FOUND.full:
        pytest.skip(f"this machine has not: {dict(FOUND.missing)}")
    few = cold and FOUND.full and "PROOFDECK_HOSTILE_TIMES" not in os.environ
    programs = PROGRAMS[int(rules) :: 2] if few else PROGRAMS
    write_deck(world.folder / "cards", {"en/01.md": chapter(world.values, programs)}, toml=TOML)
    runner = partial(
        LocalPool,
        cold=cold,
        without=("netns",) if rules else (),
        folder=world.folder / "cards",
    )
    if cold:  # an interpreter has to start within it, on a machine however busy
        settings = world.folder / "cards" / "deck.toml"
        settings.write_text(settings.read_text("utf-8").replace("timeout = 2", "timeout = 6"))
    source = (world.folder / "cards/en/01.md").read_bytes()
    shared = {path.name for path in Path("/dev/shm").iterdir()}
    seen: dict[str, set[str]] = {}
    for _ in range(TIMES):
        with runner() as pool:
            once = RunOptions(once=True)
            checked = check_deck(world.folder / "cards", runner=pool, options=once, only=())
        honest = [v for v in checked.verdicts if v.plan.card.slug.startswith("honest-")]
        assert honest
        noticed = [(v.plan.card.slug, v.run, v.problems) for v in honest if v.status != "verified"]
        assert noticed == []
        for path in programs:
            slug = path.stem.replace("_", "-")
            seen.setdefault(path.name, set()).add(ending(checked, slug))
        assert left_running(str(world.folder / "scratch")) == []
        assert list((world.folder / "scratch").iterdir()) == []
        left = {
            path
            for path in Path("/dev/shm").iterdir()
            # Semaphores are of other programs of this machine: no program here makes one.
            if path.name not in shared and not path.name.startswith("sem.")
        }
        if rules:
            for path in left:
                if path.name == "x" or path.name.startswith("proofdeck-test-"):
                    path.unlink()
            assert [each for each in world.touched() if "laddr=/" not in each] == []
        else:
            assert left == set()
            assert world.touched() == []
        assert written_elsewhere(world.folder) == []
        assert world.secret.read_text() == "proofdeck-secret"
        assert sorted(path.name for path in world.secret.parent.iterdir()) == ["id_rsa", "service"]
        assert (world.folder / "cards/en/01.md").read_bytes() == source
        assert {path.name for path in (world.folder / "cards").iterdir()} == IN_THE_DECK
    wrong = {
        p.name: seen[p.name]
        for p in programs
        if not seen[p.name] <= expected(p) and not (rules and p.stem in WITHOUT_CONTAINERS)
    }
    assert sorted(f"{name}: {''.join(seen)[:80]}" for name, seen in wrong.items()) == []
