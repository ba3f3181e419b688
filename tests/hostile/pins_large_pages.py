# Has the kernel keep large pages that the program itself no longer has.
# expect: held
import ctypes, errno, mmap, os, platform, socket
libc = ctypes.CDLL(None, use_errno=True)
reader, writer = os.pipe()
page = mmap.mmap(-1, 4096)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
vector = (ctypes.c_size_t * 2)(address, 4096)
if libc.syscall(278 if platform.machine() == "x86_64" else 75, writer, vector, 1, 0) > 0:
    print("ESCAPED: vmsplice")
for family in (socket.AF_INET, socket.AF_INET6):
    try:
        socket.socket(family).setsockopt(socket.SOL_SOCKET, 60, 1)
        print("ESCAPED: SO_ZEROCOPY")
    except OSError:
        pass
try:
    socket.socket().setsockopt(socket.IPPROTO_TCP, 31, b"tls")
    print("ESCAPED: TCP_ULP")
except OSError as error:
    print(error.errno in (errno.ENOPROTOOPT, errno.EPERM))
