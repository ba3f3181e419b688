# Ends itself with the signal for too much processor time.
# expect: signal
import os, signal
os.kill(os.getpid(), signal.SIGXCPU)
