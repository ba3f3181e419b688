# Asks of every process number whether it could send a signal to it.
# expect: held
import os
found = []
for pid in range(2, 70000):
    if pid == os.getpid():
        continue
    try:
        os.kill(pid, 0)
        found.append(pid)
    except (ProcessLookupError, PermissionError):
        pass
print("ESCAPED: could signal" if found else "nobody", *found[:3])
