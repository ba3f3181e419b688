# Opens a pipe in the deck's folder, on which somebody may wait.
# expect: held
import os
try: f = os.open(DECK + "/fifo", os.O_WRONLY | os.O_NONBLOCK); print("ESCAPED")
except OSError as e: print("refused", e.errno)
try: f = os.open(DECK + "/fifo", os.O_RDONLY | os.O_NONBLOCK); print("opened to read a pipe of its own")
except OSError as e: print("refused", e.errno)
