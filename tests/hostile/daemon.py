# Forks twice and leaves its session, to outlive the card.
# expect: held
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3, 64):
            try:
                os.close(descriptor)
            except OSError:
                pass
        time.sleep(30)
    os._exit(0)
os.wait()
print("left")
