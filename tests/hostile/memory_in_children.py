# Takes a little memory in each of many processes.
# expect: memory
import os, time
children = []
for _ in range(12):
    pid = os.fork()
    if pid == 0:
        block = bytearray(150 * 1024 * 1024)
        block[::4096] = b"x" * len(block[::4096])
        time.sleep(8)
        os._exit(0)
    children.append(pid)
for pid in children:
    os.waitpid(pid, 0)
raise RuntimeError("ESCAPED: more than a card may have")
