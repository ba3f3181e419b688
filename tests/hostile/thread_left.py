# Ends, and a thread of it does not.
# expect: timeout
import threading, time
threading.Thread(target=time.sleep, args=(20,)).start()
print("done")
