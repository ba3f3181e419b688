# Reads all that there is of the first process.
# expect: held
import os
for name in ("environ", "mem", "maps", "root", "cwd", "fd", "exe", "io", "auxv", "stack", "syscall", "ns/net", "map_files"):
    try:
        p = f"/proc/1/{name}"
        if name in ("fd", "map_files"): found = os.listdir(p)
        elif name in ("root", "cwd", "exe", "ns/net"): found = os.stat(p) and os.listdir(p) if name in ("root","cwd") else os.readlink(p)
        else: found = open(p, "rb").read(64)
        if found: print("ESCAPED:", name, found)
    except OSError: pass
print("done")
