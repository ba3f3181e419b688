"""The files that a container sees: what may be read, put together anew, and nothing else.

A root of its own rather than rules alone, because rules say nothing of looking at a file's size,
of changing its mode and times, or of sockets that services listen on.
"""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH103, PTH110, PTH112, PTH114, PTH115, PTH118, PTH120, PTH123, PTH208, PTH211

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Sequence
from typing import NamedTuple

from ..kernel import syscalls
from ..kernel.syscalls import mount
from ..world import machine_names
from . import installed

MS_RDONLY = 0x1
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND = 0x2, 0x4, 0x8, 0x1000  # linux/mount.h
MS_REC, MS_PRIVATE = 0x4000, 0x40000
MNT_DETACH = 2
RECURSIVE = 0x8000  # AT_RECURSIVE of linux/fcntl.h
READ_ONLY = 0x1 | 0x2  # MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID

SCRATCH = 512 * 1024 * 1024  # bytes of files that a program may have; in /dev/shm as many again
FILES = 16384
DISKS = ("/tmp", "/dev/shm")  # in memory, and bounded so

# What can be looked up: on every machine the same, and without asking a server that is not there.
WRITTEN = {
    # The last is what IPv6 makes of the first; torch looks it up.
    "/etc/hosts": "127.0.0.1 {hosts}\n::1 {hosts}\n::ffff:127.0.0.1 {hosts}\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\nservices: files\n",
    "/etc/passwd": "{name}:x:{user}:{group}::/tmp:/bin/sh\n",
    "/etc/group": "{name}:x:{group}:\n",
}
LINKS = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
}


class View(NamedTuple):
    """What containers see: the folder of the pool, the paths that may be read, and which of them
    are the deck's folders.
    """

    root: str
    paths: Sequence[str]
    folders: Sequence[str]


def build(paths: Sequence[str], hidden: Sequence[str], root: str) -> None:
    """Give this process, in a new mount namespace, a root that holds `paths` and the places for
    scratch folders; `root` is the folder that those of the pool are in.

    `hidden` folders are empty, even where they are inside one of the `paths`. None of it can be
    written to. Raises OSError.
    """
    syscalls.call("unshare", syscalls.NEWNS)
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    mount("proofdeck", root, "tmpfs", MS_NOSUID, "mode=755,size=4m")
    bound = {*paths, *installed.devices(), "/proc"} - set(WRITTEN)
    shown = dict.fromkeys(bound, True)
    shown |= {path: False for path in hidden if any(_inside(path, each) for each in paths)}
    for path in sorted(shown, key=len):
        _show(path, root) if shown[path] else _hide(root + path)
    host, name = machine_names.names()
    hosts = " ".join(dict.fromkeys(["localhost", host]))
    known = {"hosts": hosts, "name": name, "user": os.getuid(), "group": os.getgid()}
    for path, text in WRITTEN.items():
        with open(root + path, "w", encoding="ascii") as file:
            file.write(text.format(**known))
    for path, target in LINKS.items():
        os.symlink(target, root + path)
    for folder in ("/tmp", "/dev/shm", root):
        os.makedirs(root + folder, exist_ok=True)
    syscalls.system(
        "mount_setattr", -1, os.fsencode(root), RECURSIVE,
        struct.pack("=4Q", READ_ONLY, 0, 0, 0), 32,
    )  # fmt: skip
    os.chdir(root)
    syscalls.system("pivot_root", b".", b".")
    syscalls.call("umount2", b".", MNT_DETACH)
    os.chdir("/")


def set_up(view: View) -> None:
    """In a container: scratch folders that go away with it, and its own processes in
    `/proc`. Paths that are inside `/tmp` stay where they are; the folders of the deck are set
    apart. Raises OSError.
    """
    root, paths, folders = view
    empty = os.open("/dev/shm", os.O_PATH | os.O_CLOEXEC)  # as it is before anything is in it
    kept = [
        (path, os.open(path, os.O_PATH | os.O_CLOEXEC))
        for path in paths
        if in_tmp(path) and os.path.exists(path)
    ]
    options = f"mode=1777,size={SCRATCH},nr_inodes={FILES}"
    flags = MS_NOSUID | MS_NODEV
    mount("scratch", "/tmp", "tmpfs", flags, options)
    for path, descriptor in sorted(kept):
        if not os.path.lexists(path):  # inside one that is there again
            _place(path, os.path.isdir(f"/proc/self/fd/{descriptor}"))
            mount(f"/proc/self/fd/{descriptor}", path, None, MS_BIND | MS_REC)
        os.close(descriptor)
    for path in sorted(folders, key=len):
        if not any(_inside(path, other) for other in folders):
            set_apart(path, empty)
    os.close(empty)
    if in_tmp(root):
        os.makedirs(root, exist_ok=True)  # there is something of it where there is no cache
    else:
        mount("scratch", root, "tmpfs", flags, options)
    mount("shm", "/dev/shm", "tmpfs", flags, options)
    mount("proc", "/proc", "proc", flags | MS_NOEXEC)


def set_apart(path: str, empty: int) -> None:
    """Show a folder by a file system of its own.

    What is bound is the very same file, which a read-only mount does not change: a program
    could talk to a service through a socket or a pipe in it, or lock a file that others want.
    An overlay has the same content in files that are its own.
    """
    try:
        folder = os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return  # not there, or a link to one that is set apart
    layers = f"lowerdir=/proc/self/fd/{folder}:/proc/self/fd/{empty}"
    try:
        if _mounts_below(path) or os.listdir(f"/proc/self/fd/{empty}"):
            raise OSError("an overlay would show something else")
        mount("deck", path, "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, layers)
    except OSError:  # no such file system, or one that it does not take
        _cover(path)
    finally:
        os.close(folder)


def _mounts_below(path: str) -> bool:
    with open("/proc/self/mountinfo", "rb") as file:
        points = [line.split()[4] for line in file]
    # Spaces are written as numbers there, and in no other way.
    name = os.fsencode(path).replace(b"\\", b"\\134").replace(b" ", b"\\040")
    return any(point.startswith(name + b"/") for point in points)


def _cover(path: str) -> None:
    """Put an empty file over each socket and pipe that is in a folder now."""
    for parent, _, names in os.walk(path):
        for name in names:
            each = os.path.join(parent, name)
            mode = os.lstat(each).st_mode
            if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
                mount("/etc/group", each, None, MS_BIND)


def _show(path: str, root: str) -> None:
    """Bind a path where it is in the new root."""
    target = root + path
    if os.path.lexists(target):  # inside one that is shown already, or a link to one
        return
    if os.path.islink(path) and path.count("/") == 1:  # /bin, /lib on most systems
        os.symlink(os.readlink(path), target)
        return
    # What is read from both is the same; but who maps the one has memory that counts for nobody.
    source = os.path.realpath(installed.FULL if path == installed.ZERO else path)
    if not os.path.exists(source):
        return
    _place(target, os.path.isdir(source))
    mount(source, target, None, MS_BIND | MS_REC)


def _place(target: str, folder: bool) -> None:
    """Something to mount on."""
    os.makedirs(target if folder else os.path.dirname(target), exist_ok=True)
    if not folder:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))


def _hide(target: str) -> None:
    if os.path.isdir(target):
        mount("hidden", target, "tmpfs", MS_NOSUID, "mode=755,size=64k,nr_inodes=64")


def in_tmp(path: str) -> bool:
    """Whether a path is inside the folder for everybody's temporary files."""
    return _inside(path, "/tmp")


def _inside(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
