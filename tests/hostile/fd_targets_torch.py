# Looks at what its descriptors are, with a framework in memory.
# expect: held
import torch
import os
for fd in sorted(map(int, os.listdir("/proc/self/fd"))):
    try: print(fd, os.readlink(f"/proc/self/fd/{fd}"))
    except OSError: pass
