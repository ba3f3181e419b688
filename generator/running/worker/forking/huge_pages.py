"""Large pages for a process that is forked often: a fork copies one entry for each page.

With two hundred megabytes of a framework in memory that copying, and giving it all back at the
end, is most of what a small program costs. The C library's own setting (`glibc.malloc.hugetlb`)
sees to what it allocates; the memory of Python's objects is gathered here.
"""

from __future__ import annotations

import ctypes

from ..kernel.process import libc

MADV_COLLAPSE = 25  # linux/mman.h, since Linux 6.1
SIZE = 2 * 1024 * 1024  # of a large page; other machines have others and refuse


def gather() -> None:
    """Put the anonymous memory of this process into large pages, where the kernel can."""
    try:
        with open("/proc/self/maps", encoding="ascii", errors="replace") as file:  # noqa: PTH123
            lines = file.read().splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split()
        start, end = (int(each, 16) for each in fields[0].split("-"))
        start, end = -(-start // SIZE) * SIZE, end // SIZE * SIZE
        if len(fields) == 5 and fields[1] == "rw-p" and start < end:
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)
