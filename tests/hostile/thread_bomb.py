# Starts threads until there are no more.
# expect: raised processes memory
import threading
stop = threading.Event()
threads = []
for _ in range(4000):
    thread = threading.Thread(target=stop.wait, args=(8,), daemon=True)
    thread.start()
    threads.append(thread)
raise RuntimeError("ESCAPED: four thousand threads")
