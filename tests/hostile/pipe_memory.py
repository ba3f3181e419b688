# Fills pipes that nobody reads.
# expect: held
import os, fcntl, time
kept, size = [], 0
for i in range(1900):
    try: r, w = os.pipe()
    except OSError: break
    os.set_blocking(w, False)
    try: fcntl.fcntl(w, 1031, 1 << 20)
    except OSError: pass
    try:
        while True: size += os.write(w, b"x" * 65536)
    except OSError: pass
    kept.append((r, w))
time.sleep(0.4)
print("ESCAPED" if size > 700 * 2**20 else "held", size >> 20)
