# Children that live for a moment and have children, for ever.
# expect: processes timeout
import os, time
end = time.time() + 8
while time.time() < end:
    pids = []
    for _ in range(90):
        try:
            pid = os.fork()
        except OSError:
            continue
        if pid == 0:
            time.sleep(0.4)
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
