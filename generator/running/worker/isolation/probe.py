"""What this machine lets a sandbox have: found out by trying, in processes that end at once."""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH123

from __future__ import annotations

import json
import os
import socket
from typing import Any

from ..kernel import bpf, landlock, namespaces, seccomp, syscalls
from . import containers, installed, lockdown, rootfs

# Settings that forbid user namespaces → how they are called, and the value that allows them
SWITCHES = (
    ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0"),
    ("/proc/sys/kernel/unprivileged_userns_clone", "1"),
    ("/proc/sys/user/max_user_namespaces", "more than 0"),
)


def look(order: dict[str, Any]) -> dict[str, Any]:
    """What a program could read, and for each layer why it does not hold, "" where it does."""
    readable = installed.readable(order["home"], order["worker"])
    abi, unlocked = landlock.version(), no_landlock()
    missing = {
        "landlock": unlocked,
        "seccomp": no_seccomp(),
        "netns": no_containers([*readable, *order["shown"]], order["hidden"], order["root"]),
    }
    holds = not unlocked or abi < lockdown.ENOUGH
    return {"readable": readable, "landlock": abi if holds else 0, "missing": missing}


def no_landlock() -> str:
    """Why Landlock does not hold, or not enough of it."""
    abi = landlock.version()
    if not abi:
        if not syscalls.machine():
            return "this is not 64-bit Linux on x86 or Arm"
        return "it needs Linux 5.13 or newer, with landlock listed in `lsm=`"
    if abi < lockdown.ENOUGH:
        return f"this kernel has version {abi}, which ignores signals; Linux 6.12 has version 6"
    return _tried(lambda: _confined(landlock.restrict, abi, (), network=False))


def no_seccomp() -> str:
    """Why the filter does not hold."""
    machine = syscalls.machine()
    if not machine:
        return "the filter is only for 64-bit Linux on x86 and Arm"
    code = bpf.assemble(seccomp.write(machine, network=False))
    return _tried(lambda: _confined(seccomp.install, code))


def no_containers(paths: list[str], hidden: list[str], root: str) -> str:
    """Why there are no namespaces for this user."""
    if not syscalls.machine():
        return "this is not 64-bit Linux on x86 or Arm"
    why = _tried(lambda: _container(paths, hidden, root))
    switch = next(filter(None, map(_closed, SWITCHES)), "") if why else ""
    return f"{why}; {switch}" if switch else why


def _closed(switch: tuple[str, str]) -> str:
    path, wanted = switch
    try:
        with open(path, encoding="ascii") as file:
            value = file.read().strip()
    except OSError:
        return ""
    if value == wanted or (not wanted.isdigit() and value != "0"):
        return ""
    name = path[len("/proc/sys/") :].replace("/", ".")
    return f"the setting {name} forbids them: `sudo sysctl -w {name}=…` with {wanted} allows them"


def _confined(close: Any, *arguments: Any, **settings: Any) -> None:
    syscalls.call("prctl", syscalls.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    close(*arguments, **settings)


def _container(paths: list[str], hidden: list[str], root: str) -> None:
    namespaces.become_owner()
    _in_child(lambda: _set_up(paths, hidden, root))


def _set_up(paths: list[str], hidden: list[str], root: str) -> None:
    rootfs.build(paths, hidden, root)
    asking, answering = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    asking.settimeout(containers.PATIENCE)

    def ask() -> None:
        view = rootfs.View(root, paths, ())
        containers.open_container(view, lambda said, fds: socket.send_fds(answering, [said], fds))

    container = containers.receive(asking, ask)
    namespaces.join(container.first)


def _tried(attempt: Any) -> str:
    """Why an attempt fails, made in a process of its own; "" where it does not."""
    try:
        _in_child(attempt)
    except OSError as error:
        return str(error)
    return ""


def _in_child(attempt: Any) -> None:
    """Do it in a child, and raise here the OSError that it raises there."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            attempt()
            os.write(writer, b"[]")
        except OSError as error:
            os.write(writer, json.dumps([error.errno, str(error.strerror or error)]).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as file:
        told = json.loads(file.read() or b'[null, "the attempt did not finish"]')
    os.waitpid(pid, 0)
    if told:
        raise OSError(*told)
