# Reads what others were started with, and their memory.
# expect: held
import os
for pid in os.listdir("/proc") if os.path.isdir("/proc") else ():
    if pid.isdigit() and int(pid) not in (os.getpid(), 1):
        for name in ("environ", "mem", "maps", "cwd", "root"):
            try:
                open(f"/proc/{pid}/{name}", "rb").close()
                print("ESCAPED:", pid, name)
            except OSError:
                pass
print("nobody else")
