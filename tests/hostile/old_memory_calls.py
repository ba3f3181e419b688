# Leaves memory and messages in the kernel after its end.
# expect: held
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
found = [libc.shmget(0x70726f6f, 1 << 20, 0o1600), libc.msgget(0x70726f6f, 0o1600)]
left = [number for number in found if number >= 0]
print("made" if left else "refused")
