# Has a timer raise, also while the worker itself is at work.
# expect: exit signal raised
import signal
def ring(*_): raise RuntimeError("ring")
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0003)
try:
    while True: pass
except RuntimeError: pass
