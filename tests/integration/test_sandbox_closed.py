"""What a program tries that is none of a card's business, each door from inside."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.running import LocalPool
from tests.support.running import printed, program
from tests.support.sandbox import FOUND, needs_full, needs_rules, one, raised

DENIED = {"PermissionError", "FileNotFoundError", "OSError"}  # of a link, EXDEV


@pytest.fixture(scope="module")
def outside() -> Iterator[Path]:
    """A folder that is nobody else's business, neither in /tmp nor installed."""
    with tempfile.TemporaryDirectory(prefix="proofdeck-test-", dir="/var/tmp") as name:
        (Path(name) / "key").write_text("secret")
        yield Path(name)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deck")
    (folder / "data.csv").write_text("1,2")
    return folder


@pytest.fixture(scope="module", params=["containers", "rules"])
def pool(request: pytest.FixtureRequest, deck: Path) -> Iterator[LocalPool]:
    """With everything that there is, and as on a machine without namespaces."""
    full = request.param == "containers"
    if not (FOUND.full if full else FOUND.landlock and "seccomp" in FOUND.level):
        pytest.skip(f"this machine has not: {dict(FOUND.missing)}")
    with LocalPool(folder=deck, without=() if full else ("netns",)) as opened:
        yield opened


def test_nothing_of_the_home_folder_can_be_read_or_changed(pool: LocalPool, outside: Path) -> None:
    key = str(outside / "key")
    for code in (
        f"open({key!r}).read()",
        f"open({key!r}, 'a')",
        f"import os; os.listdir({str(outside)!r})",
        f"import os; os.unlink({key!r})",
        f"import os; os.rename({key!r}, 'mine')",
        f"import os; os.link({key!r}, 'mine')",
        f"import os; os.symlink({key!r}, 'mine'); open('mine').read()",
        f"import os; os.truncate({key!r}, 0)",
        f"import os; os.mkdir({str(outside / 'new')!r})",
    ):
        assert raised(one(pool, code)) in DENIED, code
    run = one(pool, f"import subprocess; subprocess.run(['cat', {key!r}])")
    assert "secret" not in printed(run)
    assert (outside / "key").read_text() == "secret"


def test_the_deck_can_be_read_and_neither_it_nor_proofdeck_changed(
    pool: LocalPool, deck: Path
) -> None:
    assert printed(one(pool, f"print(open({str(deck / 'data.csv')!r}).read())")) == "1,2\n"
    source = Path(__file__).parents[2] / "generator/__init__.py"
    for path in (deck / "data.csv", source):
        before = path.read_bytes()
        # In a checkout below /tmp a container has a folder of the program's own there.
        possible = DENIED if path != source else {*DENIED, "finished"}
        assert raised(one(pool, f"open({str(path)!r}, 'a').write('x')")) in possible
        assert raised(one(pool, f"import os; os.unlink({str(path)!r})")) in possible
        assert path.read_bytes() == before
    assert raised(one(pool, f"open({str(deck / 'new')!r}, 'w')")) in DENIED


def test_the_cache_is_out_of_reach(
    pool: LocalPool, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = outside / "cache/runs"
    runs.mkdir(parents=True, exist_ok=True)
    code = f"import os; print(os.listdir({str(runs)!r})); open({str(runs / 'x')!r}, 'w')"
    assert raised(one(pool, code)) in DENIED
    monkeypatch.setenv("PROOFDECK_CACHE", str(outside / "cache"))
    with LocalPool(folder=outside) as other:  # a cache inside the deck
        assert raised(one(other, f"print(open({str(outside / 'key')!r}).read())")) == "finished"
        if FOUND.containers:
            assert printed(one(other, f"import os; print(os.listdir({str(runs.parent)!r}))")) in (
                "[]\n",
                "['matplotlib']\n",
            )


def test_secrets_of_the_environment_do_not_come_along(
    pool: LocalPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "secret-of-mine")
    monkeypatch.setenv("HTTPS_PROXY", "http://secret-of-mine")
    code = f"""
        import os
        found = [str(os.environ)]
        for pid in (1, os.getppid(), {os.getpid()}):
            for name in ("environ", "cmdline", "mem", "maps", "fd/0"):
                try:
                    found.append(open(f"/proc/{{pid}}/{{name}}", "rb").read(10**6).decode("latin"))
                except OSError:
                    pass
        print("secret-of-mine" in "".join(found))
    """
    assert printed(one(pool, code)) == "False\n"


def test_no_socket_reaches_this_machine_or_another(pool: LocalPool, outside: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard = []

        def listen() -> None:
            try:
                heard.append(server.accept())
            except OSError:
                return

        threading.Thread(target=listen, daemon=True).start()
        for family in range(46):
            run = one(
                pool,
                f"""
                import socket
                for kind in (1, 2, 3, 5):
                    for protocol in (0, 1, 3, 15):
                        try:
                            found = socket.socket({family}, kind, protocol)
                        except OSError:
                            continue
                        print({family}, kind, protocol)
                """,
            )
            families = {line.split()[0] for line in printed(run).splitlines()}
            assert families <= ({"1", "2", "10", "16"} if FOUND.containers else {"1"}), printed(run)
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"
        assert raised(one(pool, code)) in {"ConnectionRefusedError", "PermissionError"}
        assert not heard
    name = f"\0proofdeck-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind(name)
        abstract.listen()
        code = f"import socket; socket.socket(socket.AF_UNIX).connect({name!r})"
        assert raised(one(pool, code)) in {"ConnectionRefusedError", "PermissionError"}


@needs_full
def test_a_service_that_listens_on_a_socket_file_is_not_there(outside: Path) -> None:
    path = str(outside / "docker.sock")
    with socket.socket(socket.AF_UNIX) as service, LocalPool() as pool:
        service.bind(path)
        service.listen()
        code = f"import socket; socket.socket(socket.AF_UNIX).connect({path!r})"
        assert raised(one(pool, code)) == "FileNotFoundError"
        # Rules say nothing of these: here the files themselves are not there.
        for call in (f"os.stat({path!r})", f"os.chmod({path!r}, 0)", f"os.utime({path!r})"):
            assert raised(one(pool, f"import os; {call}")) == "FileNotFoundError"
        installed = repr(os.__file__)
        for call in (f"os.chmod({installed}, 0o777)", f"os.utime({installed})"):
            assert raised(one(pool, f"import os; {call}")) in {"OSError", "PermissionError"}


def test_no_other_process_can_be_signalled_or_looked_into(pool: LocalPool) -> None:
    victim = os.getpid()
    for code in (
        f"import os; os.kill({victim}, 0)",
        "import os; os.kill(1, 9)",
        f"import os; os.pidfd_open({victim}); os.kill({victim}, 0)",
        f"import os; os.sched_setaffinity({victim}, [0]); os.kill({victim}, 0)",
        f"import resource; resource.prlimit({victim}, resource.RLIMIT_CPU, (0, 0))",
    ):
        assert raised(one(pool, code)) in {"PermissionError", "ProcessLookupError"}, code
    code = """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for attempt in (
            lambda: libc.ptrace(16, 1, 0, 0),
            lambda: libc.unshare(0x10000000),
            lambda: libc.mount(b"x", b"/tmp", b"tmpfs", 0, None),
            lambda: libc.chroot(b"."),
            lambda: libc.setns(3, 0),
            lambda: libc.sethostname(b"x", 1),
            lambda: libc.personality(0x0040000),
        ):
            print(attempt(), ctypes.get_errno())
    """
    assert set(printed(one(pool, code)).splitlines()) == {"-1 1"}


@needs_rules
def test_two_programs_at_a_time_do_not_meet(pool: LocalPool) -> None:
    code = """
        import glob, os, sys, time
        rooms = os.path.join(os.environ["TMPDIR"], "..", "..", "*", "work", "*")
        found = []
        for _ in range(50):
            for other in glob.glob(rooms) + glob.glob("/tmp/*"):
                if "secret" in other:
                    found.append(other)
            open("secret{me}", "w").close()
            time.sleep(0.01)
        print([each for each in found if not each.endswith("secret{me}")])
    """
    cards = [program(code.replace("{me}", str(n)), id=f"{n}") for n in range(2)]
    assert [printed(run) for run in pool.run(cards)] == ["[]\n", "[]\n"]


def test_a_program_cannot_speak_for_its_worker_and_live_on(pool: LocalPool) -> None:
    forge = """
        import gc, os, time
        channel = next(o for o in gc.get_objects() if type(o).__name__ == "Channel")
        channel.post("end", seconds=0.0)
        channel.post("verdict", ended={ended!r}, status=0)
        channel.post("done", reads=["/dev/zero", "/etc/passwd"], drawn=[], computed=0.0)
        {then}
    """
    lives = forge.format(ended="finished", then="time.sleep(60)")
    (run,) = pool.run([program(lives, timeout=1.0)])
    assert (run.ended, run.reads) == ("timeout", ())
    dies = forge.format(ended="finished", then="os._exit(3)")
    assert (one(pool, dies).ended, one(pool, dies).status) == ("exit", 3)
    assert one(pool, forge.format(ended="raised", then="os._exit(0)")).ended == "forged"
    assert one(pool, forge.format(ended="nonsense", then="os._exit(0)")).ended == "forged"
    (early,) = pool.run([program(forge.format(ended="finished", then="os._exit(0)"), "print(2)")])
    assert early.ended == "forged"


@needs_full
def test_no_service_is_reached_through_the_decks_folder_and_no_lock_is_held(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    deck.mkdir()
    (deck / "deck.toml").write_text("x")
    os.mkfifo(deck / "fifo")
    reader = os.open(deck / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    code = f"""
        import fcntl, os, socket
        try:
            socket.socket(socket.AF_UNIX).connect({str(deck / "service")!r})
        except ConnectionRefusedError:
            print("refused")
        try:
            os.open({str(deck / "fifo")!r}, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            print("nobody there")
        file = open({str(deck / "deck.toml")!r})
        fcntl.flock(file, fcntl.LOCK_EX)
        print(file.read())
        input_ = os.read(0, 1)
        while True: pass
    """
    try:
        with socket.socket(socket.AF_UNIX) as service, LocalPool(folder=deck, jobs=2) as pool:
            service.bind(str(deck / "service"))
            service.listen()
            held = program(code, id="holds", timeout=3.0)
            runs = list(pool.run([held, program(code, id="too", timeout=3.0)]))
            # Both get the lock at the same time, each on a file of its own.
            assert [printed(run) for run in runs] == ["refused\nnobody there\nx\n"] * 2
            service.setblocking(False)
            with pytest.raises(BlockingIOError):
                service.accept()
    finally:
        os.close(reader)


@needs_full
def test_programs_are_as_closed_off_where_there_is_no_place_for_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "file" / "cache"))
    with LocalPool(folder=tmp_path) as pool:
        (run,) = pool.run([program("print(1)")])
    assert (run.ended, printed(run)) == ("finished", "1\n")
    assert run.environment.sandbox == FOUND.level
