# Ends all processes that it can, also itself.
# expect: held signal
import os, signal
for p in range(2, 20):
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.setsid(); signal.pause(); os._exit(0)
for s in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV):
    try: os.kill(1, s); 
    except OSError: pass
os.kill(-1, signal.SIGKILL)
print("killed them")
