# Asks the kernel for what no card needs.
# expect: held
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
x86 = platform.machine() == "x86_64"
numbers = {
    "unshare": 272 if x86 else 97, "setns": 308 if x86 else 268, "mount": 165 if x86 else 40,
    "pivot_root": 155 if x86 else 41, "bpf": 321 if x86 else 280, "add_key": 248 if x86 else 217,
    "keyctl": 250 if x86 else 219, "io_uring_setup": 425, "userfaultfd": 323 if x86 else 282,
    "perf_event_open": 298 if x86 else 241, "open_by_handle_at": 304 if x86 else 265,
    "kexec_load": 246 if x86 else 104, "init_module": 175 if x86 else 105, "fsopen": 430,
    "open_tree": 428, "move_mount": 429, "pidfd_getfd": 438, "swapon": 167 if x86 else 224,
    "chroot": 161 if x86 else 51, "acct": 163 if x86 else 89, "clock_settime": 227 if x86 else 112,
}
page = ctypes.create_string_buffer(4096)
for name, number in numbers.items():
    first = 0x10000000 if name == "unshare" else ctypes.addressof(page)
    if libc.syscall(number, first, ctypes.addressof(page), 0, 0, 0) >= 0:
        print("ESCAPED:", name)
print("refused")
