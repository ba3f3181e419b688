"""A filter on system calls: a small BPF program that this file writes and the kernel runs.

Calls that only a program with other aims makes are refused with EPERM, which Python shows as a
PermissionError; those that libraries try first and can do without, with ENOSYS. Nothing is
killed, so that a card shows what it tried. See seccomp(2) and linux/filter.h.
"""

from __future__ import annotations

import ctypes
import errno
import struct

from . import bpf, syscalls
from .bpf import above, allow, argument, refuse, unless, where, with_any

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
    # filters of the program's own, which no limit counts either
    "seccomp": (317, 277),
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
    # A page in a pipe keeps all of the large page that it is part of, and counts as one.
    "vmsplice": (278, 75),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}
MMAP = (9, 222)
SOCKET = (41, 198)
SETSOCKOPT = (54, 208)
PRCTL = (157, 167)
SOCKETPAIR = (53, 199)
CLONE = (56, 220)
PERSONALITY = (135, 92)
PRLIMIT = (302, 261)
IOCTL = (16, 29)

AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
ROUTE = 0  # NETLINK_ROUTE
STREAM, DATAGRAM, RAW, KIND = 1, 2, 3, 0xF  # SOCK_…, and the bits that say which
ANY, TCP, UDP = 0, 6, 17  # IPPROTO_…: each other one is much code of the kernel's for nobody
ZEROCOPY = (1, 60)  # SOL_SOCKET, SO_ZEROCOPY: keeps large pages as vmsplice does
LAYERED = (6, 31)  # IPPROTO_TCP, TCP_ULP: protocols within the kernel
HIDING = (4, 22)  # PR_SET_DUMPABLE, which hides a process from whoever watches it; PR_SET_SECCOMP
MAP_SHARED, MAP_ANONYMOUS = 0x1, 0x20
# Bytes of a piece of memory that processes share without a file. What is in it stays while any
# part is mapped, and counts for nobody who does not touch it: so pieces are small, and counted.
PIECE = 16 * 1024 * 1024
NAMESPACES = 0x7E020000  # the flags of clone that ask for one
PLAIN = (0, 0xFFFFFFFF)  # personalities: the usual one, and the question which it is
TYPING = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX, which put words into a terminal
_SET_FILTER = 1


def write(machine: str, *, network: bool) -> bpf.Filter:
    """The filter for a machine. `network` leaves sockets of the Internet families open, for a
    process whose network is its own.
    """
    column = list(ARCHITECTURES).index(machine)
    program = [
        *bpf.architecture(),
        *unless((ARCHITECTURES[machine],), refuse(errno.ENOSYS)),
        *bpf.number(),
        *above(NEWEST, refuse(errno.ENOSYS)),  # and all of x32, whose numbers begin far above
    ]
    for table, reason in ((FORBIDDEN, errno.EPERM), (MISSING, errno.ENOSYS)):
        for numbers in table.values():
            number = numbers[column]
            if number is not None:
                program += where(number, refuse(reason))
    looked_into = {
        MMAP: _mapping(),
        SOCKET: _opening(network=network),
        SOCKETPAIR: [*argument(0), *unless((AF_UNIX,), refuse(errno.EAFNOSUPPORT))],
        SETSOCKOPT: [*_option(*ZEROCOPY), *_option(*LAYERED)],
        PRCTL: [*argument(0), *_none_of(HIDING)],
        CLONE: [*argument(0), *with_any(NAMESPACES, refuse(errno.EPERM))],
        PERSONALITY: [*argument(0), *unless(PLAIN, refuse(errno.EPERM))],
        PRLIMIT: [*argument(0), *unless((0,), refuse(errno.EPERM))],
        IOCTL: [*argument(1), *_none_of(TYPING)],
    }
    for numbers, then in looked_into.items():
        program += where(numbers[column], [*then, *allow()])
    return [*program, *allow()]


def _opening(*, network: bool) -> bpf.Filter:
    internet = [
        *argument(1, KIND),
        *where(RAW, refuse(errno.EPERM)),
        *unless((STREAM, DATAGRAM), refuse(errno.ESOCKTNOSUPPORT)),
        *argument(2),
        *unless((ANY, TCP, UDP), refuse(errno.EPROTONOSUPPORT)),
        *allow(),
    ]
    # Libraries, torch among them, list the network interfaces with it; of this family's many
    # protocols only this one is allowed.
    listing = [*argument(2), *unless((ROUTE,), refuse(errno.EPROTONOSUPPORT)), *allow()]
    return [
        *argument(0),
        *where(AF_UNIX, allow()),
        *where(AF_INET, internet if network else refuse(errno.EPERM)),
        *where(AF_INET6, internet if network else refuse(errno.EPERM)),
        *where(AF_NETLINK, listing if network else refuse(errno.EPERM)),
        *refuse(errno.EAFNOSUPPORT),
    ]


def _mapping() -> bpf.Filter:
    large = [
        *argument(1, high=True),
        *unless((0,), refuse(errno.ENOMEM)),
        *argument(1),
        *above(PIECE, refuse(errno.ENOMEM)),
    ]
    return [*argument(3), *with_any(MAP_ANONYMOUS, with_any(MAP_SHARED, large))]


def _none_of(values: tuple[int, ...]) -> bpf.Filter:
    return [line for value in values for line in where(value, refuse(errno.EPERM))]


def _option(level: int, name: int) -> bpf.Filter:
    named = [*argument(2), *where(name, refuse(errno.ENOPROTOOPT))]
    return [*argument(1), *where(level, named)]


def install(assembled: bytes) -> None:
    """Filter this process, and all that it starts, for good. It must have given up new
    privileges before. Raises OSError.
    """
    code = ctypes.create_string_buffer(assembled, len(assembled))
    count = len(assembled) // 8
    head = ctypes.create_string_buffer(struct.pack("@HP", count, ctypes.addressof(code)))
    syscalls.system("seccomp", _SET_FILTER, 0, head)
