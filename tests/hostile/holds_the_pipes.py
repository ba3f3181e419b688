# A child keeps the pipes open that its parent waits at.
# expect: held
import os, time
if os.fork() == 0:
    time.sleep(30)
    os._exit(0)
print("gone")
os._exit(0) if False else None
