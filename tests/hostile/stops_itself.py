# Stops itself, so that it never ends.
# expect: timeout
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
