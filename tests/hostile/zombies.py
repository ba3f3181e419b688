# Children that nobody waits for.
# expect: held
import os, time
for _ in range(40):
    if os.fork() == 0:
        os._exit(0)
time.sleep(0.1)
print("not waited for")
