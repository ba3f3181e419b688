"""The one place that starts processes.

Each gets a fixed environment, a neutral working folder and an empty standard input, so that no file
of a deck, no current folder and no variable of the shell reaches it. Workers confine themselves
before they take the variables that a card sets.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final

# Folders that only root can write to.
SYSTEM: Final = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
NEUTRAL: Final = os.path.abspath(os.sep)  # noqa: PTH100 (a folder that is nobody's)
# What an interpreter or a library may need to start, and no deck can set.
_PASSED: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_KEPT: Final = ("SYSTEMROOT",)
# What installers read: package indexes, caches, proxies.
_OF_INSTALLERS: Final = ("HOME", "USER", "LOGNAME", "TMPDIR", "NO_PROXY", "SSL_CERT_FILE",
                         "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "XDG_CACHE_HOME",
                         "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CONFIG_DIRS")  # fmt: skip
_PREFIXES: Final = ("PIP_", "UV_")


def fixed_environment(python: str = sys.executable) -> dict[str, str]:
    """The environment of every process that is started for the interpreter `python`.

    Programs are found beside it and in the system's folders. Libraries are also found in the
    absolute folders of LD_LIBRARY_PATH.
    """
    beside = [str(Path(python).parent)] if Path(python).is_absolute() else []
    found = {"PATH": os.pathsep.join(dict.fromkeys([*beside, *SYSTEM]))}
    for name in _PASSED:
        folders = [each for each in os.environ.get(name, "").split(":") if Path(each).is_absolute()]
        if folders:
            found[name] = ":".join(folders)
    return found | {name: os.environ[name] for name in _KEPT if name in os.environ}


def installer_environment() -> dict[str, str]:
    """The environment for pip and uv: their settings, and no variable that Python itself reads."""
    wanted = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _OF_INSTALLERS
        or name.upper().endswith("_PROXY")
        or name.startswith(_PREFIXES)
    }
    return {**wanted, **fixed_environment()}


def git_environment() -> dict[str, str]:
    """The environment for git: its user's settings, and nothing that lets a repository, which may
    be a stranger's, fetch from elsewhere or wait for an answer.
    """
    names = ("HOME", "XDG_CONFIG_HOME", "USERPROFILE")
    settings = {name: os.environ[name] for name in names if os.environ.get(name)}
    closed = {
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
    return {**fixed_environment(), **settings, **closed}


def interpreter(python: str) -> str:
    """The absolute path of an interpreter that the user named: by a path, or by a name on PATH,
    without its relative entries. A name that is not found is returned unchanged.
    """
    if Path(python).name != python:
        return os.path.abspath(python)  # noqa: PTH100 (links stay: they lead into environments)
    return on_path(python) or python


def on_path(name: str) -> str | None:
    """The absolute path of a program on PATH, without its relative entries; None if it has none."""
    named = filter(None, os.environ.get("PATH", "").split(os.pathsep))
    return _find(name, filter(Path.is_absolute, map(Path, named)))


def helper(name: str) -> str | None:
    """The absolute path of a program of the system, or of one installed beside this interpreter;
    None if there is none.
    """
    return _find(name, (*map(Path, SYSTEM), Path(sys.executable).parent))


def _find(name: str, folders: Iterable[Path]) -> str | None:
    paths = (folder / name for folder in folders)
    return next((str(p) for p in paths if p.is_file() and os.access(p, os.X_OK)), None)


def isolated(python: str, *arguments: str) -> list[str]:
    """A command line of an interpreter that ignores the user's variables and folders."""
    return [interpreter(python), "-I", *arguments]


def folder_of(package: str) -> str:
    """The folder in which this process finds a package: an isolated interpreter does not look among
    the packages of the user, or on PYTHONPATH. Empty if there is none.
    """
    found = find_spec(package)
    return str(Path(found.origin).parent.parent) if found is not None and found.origin else ""


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    stdout: int | IO[bytes],
    stderr: int | IO[bytes],
    descriptors: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own and pass it the `descriptors`.

    In its own session it does not get Ctrl-C, which this process handles. Raises OSError.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env=dict(fixed_environment() if environment is None else environment),
        pass_fds=descriptors,
        start_new_session=True,
        cwd=NEUTRAL,
    )


def start_desktop(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a program of the user's desktop, such as their editor, with all of their variables.

    The path of the program is absolute. Raises OSError.
    """
    return start(
        command, environment=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def browse(address: str) -> bool:
    """Open an address in the user's browser; whether there is one that has a window."""
    import threading
    import webbrowser

    windows = sys.platform in ("darwin", "win32", "cygwin")
    if not (windows or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))):
        return False  # one in the terminal would take the keys from this command
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    # Some browsers return only when they are closed.
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    return True


def ask(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    told: str | None = None,
    seconds: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a process to its end, with `told` on its standard input.

    Raises OSError, and subprocess.TimeoutExpired after `seconds`.
    """
    source: dict[str, Any] = {"stdin": subprocess.DEVNULL} if told is None else {"input": told}
    return subprocess.run(
        command,
        env=dict(fixed_environment() if environment is None else environment),
        cwd=NEUTRAL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
        **source,
    )
