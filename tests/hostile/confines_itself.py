# Makes rules for itself without end, and hides from whoever watches it.
# expect: held
import ctypes, platform, struct
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(444, struct.pack("=QQ", 0, 3), 16, 0) >= 0:
    print("ESCAPED: a ruleset")
code = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, 0x7FFF0000))
head = ctypes.create_string_buffer(struct.pack("@HP", 1, ctypes.addressof(code)))
if libc.syscall(317 if platform.machine() == "x86_64" else 277, 1, 0, head) == 0:
    print("ESCAPED: a filter")
if libc.prctl(22, 2, head, 0, 0) == 0:
    print("ESCAPED: a filter, in another way")
if libc.prctl(4, 0, 0, 0, 0) == 0:
    print("ESCAPED: hidden")
print("refused")
