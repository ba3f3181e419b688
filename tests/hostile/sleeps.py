# Waits for something that never comes.
# expect: timeout
import threading
threading.Event().wait(20)
