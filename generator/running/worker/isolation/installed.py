"""What a program may read: the interpreter, its packages, and what the system's libraries need.

Never a whole home folder, the root, or a folder for everybody's temporary files, even where an
interpreter or a search path names one.
"""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH117, PTH118, PTH119, PTH207

from __future__ import annotations

import glob
import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import lru_cache

SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/locale.alias",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/protocols",
    "/etc/services",
    "/etc/ssl/openssl.cnf",
    "/etc/timezone",
    "/var/cache/fontconfig",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/sys/kernel/mm",
)
ZERO, FULL = "/dev/zero", "/dev/full"
DEVICES = ("/dev/null", ZERO, FULL, "/dev/random", "/dev/urandom")
# Where there is a graphics processor, what its driver is reached through.
ACCELERATORS = ("/dev/nvidia*", "/dev/kfd", "/dev/dri")
ACCELERATED = ("/sys/bus/pci", "/sys/class/drm", "/sys/class/kfd", "/sys/devices", "/sys/module")
# Where several users' processes are told apart by nothing else, only what concerns all of them.
PROCESSES = (
    "/proc/cpuinfo",
    "/proc/filesystems",
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/self",
    "/proc/stat",
    "/proc/sys/kernel",
    "/proc/sys/vm",
    "/proc/uptime",
    "/proc/version",
)
EVERYBODYS = ("/", "/home", "/root", "/Users", "/tmp", "/var", "/var/tmp", "/dev", "/etc", "/opt")


@lru_cache
def devices() -> tuple[str, ...]:
    """Those that a program may use."""
    return (*filter(os.path.exists, DEVICES), *_accelerators())


def readable(home: str, worker: str) -> list[str]:
    """Of this interpreter, outside any sandbox: real paths and the names they go by, no folder
    twice. `home` is the user's.
    """
    found = list(SYSTEM)
    if _accelerators():
        found += ACCELERATED
    for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}:
        found += _prefix(prefix, home)
    found += filter(None, map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib")))
    sites = {
        *site.getsitepackages(),
        *filter(None, map(sysconfig.get_path, ("purelib", "platlib"))),
    }
    for entry in filter(os.path.isabs, sys.path):
        found += [entry] if entry in sites else _project(entry, home)
    found += _loader_folders()
    found.append(worker)
    return shortest(each for path in found for each in (path, os.path.realpath(path)))


def shared(folder: str, home: str) -> bool:
    """Whether a folder holds more than one thing's files: then it is never read as a whole."""
    real = os.path.realpath(folder)
    homes = {os.path.realpath(home), home}
    return real in EVERYBODYS or any(_within(each, real) for each in homes if each not in ("", "/"))


def shortest(paths: Iterable[str]) -> list[str]:
    """Without those that are missing, and those inside another."""
    kept: list[str] = []
    for path in sorted({os.path.abspath(path) for path in paths}):
        if os.path.exists(path) and not any(_within(path, other) for other in kept):
            kept.append(path)
    return kept


def _prefix(prefix: str, home: str) -> list[str]:
    """Of `/usr/local` or a virtual environment all, of a home folder only its Python."""
    if not shared(prefix, home):
        return [prefix]
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return [os.path.join(prefix, "lib", version), sys.executable]


def _project(entry: str, home: str) -> Iterator[str]:
    """Of a folder that was put on the search path, say by an editable installation, what can be
    imported: it may hold much else.
    """
    if os.path.isfile(entry) or os.path.basename(entry) in ("site-packages", "dist-packages"):
        yield entry
        return
    if shared(entry, home) or not os.path.isdir(entry):
        return
    for each in os.scandir(entry):
        if each.name.endswith((".py", ".so", ".dist-info", ".egg-info")) or _package(each):
            yield each.path


def _package(entry: os.DirEntry[str]) -> bool:
    """A package, or a namespace that holds some."""
    if not entry.name.isidentifier() or not entry.is_dir():
        return False
    patterns = ("*.py", "*/__init__.py")
    return any(glob.glob(os.path.join(glob.escape(entry.path), each)) for each in patterns)


def _loader_folders() -> list[str]:
    value = os.environ.get("LD_LIBRARY_PATH", "")
    return [folder for folder in value.split(":") if os.path.isabs(folder)]


def _accelerators() -> list[str]:
    return sorted(path for pattern in ACCELERATORS for path in glob.glob(pattern))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
