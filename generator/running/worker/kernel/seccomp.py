"""A filter on system calls: a small BPF program that this file writes and the kernel runs.

Calls that only a program with other aims makes are refused with EPERM, which Python shows as a
PermissionError; those that libraries try first and can do without, with ENOSYS. Nothing is
killed, so that a card shows what it tried. See seccomp(2) and linux/filter.h.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from typing import NamedTuple

from . import syscalls

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
NEWEST = 462  # mseal; what a later kernel adds is refused until somebody has looked at it

# name → numbers on x86_64 and aarch64; None where there is no such call
FORBIDDEN: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # mounts and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "setns": (308, 268),
    "unshare": (272, 97),
    # ways around paths
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "lookup_dcookie": (212, 18),
    # the kernel itself
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    # the machine
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "vhangup": (153, 58),
    "nfsservctl": (180, 42),
    # memory that no limit counts
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
}
MISSING: dict[str, tuple[int | None, int | None]] = {
    "clone3": (435, 435),  # its flags lie in memory, where no filter can look; clone will do
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "userfaultfd": (323, 282),
    "memfd_create": (319, 279),  # files in memory that no limit counts
    "memfd_secret": (447, 447),
    "mq_open": (240, 180),
}
SOCKET = (41, 198)
SOCKETPAIR = (53, 199)
CLONE = (56, 220)
PERSONALITY = (135, 92)
PRLIMIT = (302, 261)
IOCTL = (16, 29)

AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
ROUTE = 0  # NETLINK_ROUTE
NAMESPACES = 0x7E020000  # the flags of clone that ask for one
PLAIN = (0, 0xFFFFFFFF)  # personalities: the usual one, and the question which it is
TYPING = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX, which put words into a terminal

_LOAD, _EQUAL, _GREATER, _ANY, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_SET_FILTER = 1


class Instruction(NamedTuple):
    """One line of BPF: where to go on if it holds, and if not, counting from the next."""

    code: int
    value: int
    yes: int = 0
    no: int = 0


Filter = list[Instruction]


def write(machine: str, *, network: bool) -> Filter:
    """The filter for a machine. `network` leaves sockets of the Internet families open, for a
    process whose network is its own.
    """
    column = list(ARCHITECTURES).index(machine)
    internet = _allow() if network else _refuse(errno.EPERM)
    # With it which interfaces there are is found out, also by torch; of the kernel's many
    # protocols behind this family only that one.
    listing = [*_argument(2), *_unless(ROUTE, _refuse(errno.EPROTONOSUPPORT)), internet]
    program = [
        Instruction(_LOAD, _ARCHITECTURE),
        *_unless(ARCHITECTURES[machine], _refuse(errno.ENOSYS)),
        Instruction(_LOAD, _NUMBER),
        # Also all of x32, whose numbers begin far above.
        Instruction(_GREATER, NEWEST, 0, 1),
        _refuse(errno.ENOSYS),
    ]
    for table, reason in ((FORBIDDEN, errno.EPERM), (MISSING, errno.ENOSYS)):
        for numbers in table.values():
            number = numbers[column]
            if number is not None:
                program += _if(number, [_refuse(reason)])
    program += _if(
        SOCKET[column],
        [
            *_argument(0),
            *_if(AF_UNIX, [_allow()]),
            *_if(AF_INET, [internet]),
            *_if(AF_INET6, [internet]),
            *_if(AF_NETLINK, listing),
            _refuse(errno.EAFNOSUPPORT),
        ],
    )
    program += _if(
        SOCKETPAIR[column],
        [*_argument(0), *_unless(AF_UNIX, _refuse(errno.EAFNOSUPPORT)), _allow()],
    )
    program += _if(
        CLONE[column],
        [*_argument(0), Instruction(_ANY, NAMESPACES, 0, 1), _refuse(errno.EPERM), _allow()],
    )
    program += _if(
        PERSONALITY[column],
        [
            *_argument(0),
            *(line for plain in PLAIN for line in _if(plain, [_allow()])),
            _refuse(errno.EPERM),
        ],
    )
    program += _if(PRLIMIT[column], [*_argument(0), *_unless(0, _refuse(errno.EPERM)), _allow()])
    program += _if(
        IOCTL[column],
        [
            *_argument(1),
            *(line for typing in TYPING for line in _if(typing, [_refuse(errno.EPERM)])),
            _allow(),
        ],
    )
    return [*program, _allow()]


def assemble(program: Filter) -> bytes:
    """The array of struct sock_filter."""
    return b"".join(struct.pack("=HBBI", i.code, i.yes, i.no, i.value) for i in program)


def install(assembled: bytes) -> None:
    """Filter this process, and all that it starts, for good. It must have given up new
    privileges before. Raises OSError.
    """
    code = ctypes.create_string_buffer(assembled, len(assembled))
    count = len(assembled) // 8
    head = ctypes.create_string_buffer(struct.pack("@HP", count, ctypes.addressof(code)))
    syscalls.system("seccomp", _SET_FILTER, 0, head)


def _argument(index: int) -> Filter:
    """Load the low half of an argument; each of those looked at is an int in C."""
    return [Instruction(_LOAD, _ARGUMENTS + 8 * index)]


def _if(value: int, then: Filter) -> Filter:
    return [Instruction(_EQUAL, value, 0, len(then)), *then]


def _unless(value: int, otherwise: Instruction) -> Filter:
    return [Instruction(_EQUAL, value, 1, 0), otherwise]


def _refuse(number: int) -> Instruction:
    return Instruction(_RETURN, _ERRNO | number)


def _allow() -> Instruction:
    return Instruction(_RETURN, _ALLOW)
