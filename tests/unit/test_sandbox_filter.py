"""The filter on system calls, run by an interpreter of its few instructions."""

from __future__ import annotations

import errno
import struct

import pytest

from generator.running.worker.kernel import bpf, seccomp

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
MACHINES = tuple(seccomp.ARCHITECTURES)


def asked(
    machine: str, number: int, *arguments: int, network: bool = True, architecture: int = 0
) -> str:
    """What the kernel would answer: "allow", or the name of an error."""
    filled = [*arguments, *([0] * (6 - len(arguments)))]
    data = struct.pack("=IIQ6Q", number, architecture or seccomp.ARCHITECTURES[machine], 0, *filled)
    code = bpf.assemble(seccomp.write(machine, network=network))
    lines = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    assert len(lines) < 4096  # BPF_MAXINSNS
    held, at = 0, 0
    while True:
        kind, yes, no, value = lines[at]
        at += 1
        if kind == 0x20:
            (held,) = struct.unpack_from("=I", data, value)
        elif kind == 0x54:
            held &= value
        elif kind == 0x06:
            return "allow" if value == ALLOW else errno.errorcode[value & ~ERRNO]
        else:
            holds = {0x15: held == value, 0x25: held > value, 0x45: bool(held & value)}[kind]
            at += yes if holds else no


@pytest.mark.parametrize("machine", MACHINES)
def test_what_no_card_needs_is_refused_and_the_rest_is_not(machine: str) -> None:
    column = MACHINES.index(machine)
    for table, error in ((seccomp.FORBIDDEN, "EPERM"), (seccomp.MISSING, "ENOSYS")):
        for name, numbers in table.items():
            if numbers[column] is not None:
                assert asked(machine, numbers[column]) == error, name
    everyday = {"x86_64": (0, 1, 9, 56, 57, 59, 257), "aarch64": (63, 64, 222, 220, 221, 56)}
    for number in everyday[machine]:
        assert asked(machine, number, 0x01200011) == "allow", number


@pytest.mark.parametrize("machine", MACHINES)
def test_sockets_lead_nowhere_but_to_the_program_itself(machine: str) -> None:
    socket = seccomp.SOCKET[MACHINES.index(machine)]
    pair = seccomp.SOCKETPAIR[MACHINES.index(machine)]
    answers = {family: asked(machine, socket, family, 1) for family in range(50)}
    assert {f for f, answer in answers.items() if answer == "allow"} == {1, 2, 10, 16}
    assert asked(machine, socket, 16, 3, 15) == "EPROTONOSUPPORT"  # uevents, not routes
    closed = {f: asked(machine, socket, f, 1, network=False) for f in range(50)}
    assert {f for f, answer in closed.items() if answer == "allow"} == {1}
    assert closed[2] == closed[10] == "EPERM"
    for family in (2, 10):
        for flags in (0, 0x800, 0x80000, 0x80800):  # not to wait, not to be inherited
            assert asked(machine, socket, family, 1 | flags, 6) == "allow"
            assert asked(machine, socket, family, 2 | flags, 17) == "allow"
            assert asked(machine, socket, family, 3 | flags, 17) == "EPERM"
            assert asked(machine, socket, family, 5 | flags) == "ESOCKTNOSUPPORT"  # SCTP
        for protocol in (1, 33, 58, 132, 136, 262):
            assert asked(machine, socket, family, 1, protocol) == "EPROTONOSUPPORT"
    assert asked(machine, pair, 1, 1) == "allow"
    assert asked(machine, pair, 2, 1) == "EAFNOSUPPORT"


@pytest.mark.parametrize("machine", MACHINES)
def test_no_way_around_the_filter_by_another_table_or_a_newer_call(machine: str) -> None:
    assert asked(machine, seccomp.NEWEST) == "allow"
    assert asked(machine, seccomp.NEWEST + 1) == "ENOSYS"
    assert asked(machine, 0x40000000 | 41, 2) == "ENOSYS"  # x32
    assert asked(machine, 1, architecture=0x40000003) == "ENOSYS"  # i386


@pytest.mark.parametrize("machine", MACHINES)
def test_processes_are_forked_but_namespaces_are_not(machine: str) -> None:
    column = MACHINES.index(machine)
    clone, personality = seccomp.CLONE[column], seccomp.PERSONALITY[column]
    assert asked(machine, clone, 0x003D0F00) == "allow"  # a thread
    for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x40000000):
        assert asked(machine, clone, flag | 17) == "EPERM"
    assert asked(machine, personality, 0xFFFFFFFF) == "allow"
    assert asked(machine, personality, 0x0040000) == "EPERM"
    assert asked(machine, seccomp.PRLIMIT[column], 1) == "EPERM"
    assert asked(machine, seccomp.IOCTL[column], 0, 0x5412) == "EPERM"
    assert asked(machine, seccomp.IOCTL[column], 0, 0x5413) == "allow"


@pytest.mark.parametrize("machine", MACHINES)
def test_memory_that_no_limit_counts_is_not_to_be_had(machine: str) -> None:
    column = MACHINES.index(machine)
    mmap, option, prctl = (
        each[column] for each in (seccomp.MMAP, seccomp.SETSOCKOPT, seccomp.PRCTL)
    )
    for shared in (0x21, 0x23, 0x4021):  # MAP_SHARED, MAP_SHARED_VALIDATE, with MAP_NORESERVE
        assert asked(machine, mmap, 0, seccomp.PIECE, 3, shared) == "allow"
        assert asked(machine, mmap, 0, seccomp.PIECE + 1, 3, shared) == "ENOMEM"
        assert asked(machine, mmap, 0, 2**32 + 1, 3, shared) == "ENOMEM"
    for other in (0x22, 0x02, 0x01, 0x4022):  # a program's own, and those of files
        assert asked(machine, mmap, 0, 2**40, 3, other) == "allow"
    assert asked(machine, option, 3, 1, 60) == asked(machine, option, 3, 6, 31) == "ENOPROTOOPT"
    for level, name in ((41, 60), (0, 31), (1, 31), (6, 60), (1, 2)):
        assert asked(machine, option, 3, level, name) == "allow"
    assert asked(machine, prctl, 4) == asked(machine, prctl, 22) == "EPERM"
    assert asked(machine, prctl, 3) == asked(machine, prctl, 15) == "allow"
