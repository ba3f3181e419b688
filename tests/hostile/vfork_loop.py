# Starts 240 programs from eight threads.
# expect: held
import subprocess, threading
def go():
    for _ in range(30): subprocess.run(["/bin/true"])
ts = [threading.Thread(target=go) for _ in range(8)]
[t.start() for t in ts]; [t.join() for t in ts]
print("ran")
