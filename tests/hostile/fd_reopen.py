# Opens its own pipes again through /proc, to read and to write.
# expect: held forged
import os
for fd in sorted(map(int, os.listdir("/proc/self/fd"))):
    try:
        name = os.readlink(f"/proc/self/fd/{fd}")
        if name.startswith(("pipe:", "socket:", "anon", "/memfd", "/tmp")) or "deleted" in name:
            for mode in (os.O_RDONLY | os.O_NONBLOCK, os.O_RDWR | os.O_NONBLOCK, os.O_WRONLY | os.O_NONBLOCK):
                try:
                    f = os.open(f"/proc/self/fd/{fd}", mode); print(fd, name, mode, "opened")
                    if mode != os.O_WRONLY | os.O_NONBLOCK:
                        try: print(os.read(f, 100)[:50])
                        except OSError: pass
                    os.close(f)
                except OSError: pass
    except OSError: pass
