# Takes over another process as a debugger would.
# expect: held
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
parent = os.getppid() or 1
if libc.ptrace(16, parent, 0, 0) == 0 or libc.ptrace(0x4206, parent, 0, 0) == 0:
    print("ESCAPED: attached")
class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
here, there = Iovec(ctypes.addressof(ctypes.create_string_buffer(8)), 8), Iovec(4096, 8)
for pid in (parent, os.getpid()):
    if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        print("ESCAPED: read")
print("refused")
