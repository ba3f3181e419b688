# Ends, and then its exit handler does not.
# expect: timeout
import atexit, time
atexit.register(time.sleep, 20)
print("done")
