# Forks until something stops it.
# expect: processes
import os, time
end = time.time() + 8
for _ in range(2000):
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
    if time.time() > end:
        os._exit(0)
