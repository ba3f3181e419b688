# Kills the process that started it.
# expect: held raised signal
import os, signal
parent = os.getppid()
if parent > 1:
    os.kill(parent, signal.SIGKILL)
    print("ESCAPED: killed the parent")
print("no parent to be seen")
