# The same, and it ignores every signal that can be ignored.
# expect: held
import os, signal, time
if os.fork() == 0:
    os.setsid()
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.chdir("/")
        time.sleep(30)
    os._exit(0)
os.wait()
print("left")
