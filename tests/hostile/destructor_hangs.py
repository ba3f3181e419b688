# An object that takes its time to die.
# expect: held timeout
import time
class Slow:
    def __del__(self):
        time.sleep(20)
slow = Slow()
print("done")
