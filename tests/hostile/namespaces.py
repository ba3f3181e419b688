# Makes itself the administrator of a little world.
# expect: held
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x2000000, 0x4000000, 0x8000000):
    if libc.unshare(flag) == 0:
        print("ESCAPED: unshare", hex(flag))
stack = ctypes.create_string_buffer(65536)
entry = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lambda _: 0)
top = ctypes.c_void_p(ctypes.addressof(stack) + 65536)
if libc.clone(entry, top, 0x10000000 | 17, None) > 0:
    print("ESCAPED: clone")
print("refused")
