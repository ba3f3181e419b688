# Fills sockets that nobody reads: memory that no limit of a process counts.
# expect: memory
import socket
kept, size = [], 0
block = b"x" * 65536
while size < 1400 * 2**20 and len(kept) < 2000:
    try: a, b = socket.socketpair()
    except OSError: break
    kept.append((a, b))
    for s in (a, b):
        s.setblocking(False)
        try: s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
        except OSError: pass
        try:
            while True: size += s.send(block)
        except OSError: pass
import time; time.sleep(0.7)
print("ESCAPED: kernel holds", size >> 20, "MiB in", len(kept), "pairs")
