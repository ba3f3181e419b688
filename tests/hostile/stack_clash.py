# Starts fifty threads with stacks of 256 MiB.
# expect: raised held memory
import ctypes, threading
threading.stack_size(256 * 2**20)
ts = [threading.Thread(target=lambda: __import__("time").sleep(0.3)) for _ in range(50)]
[t.start() for t in ts]; [t.join() for t in ts]
print("stacks")
