# An exception whose text never comes.
# expect: raised timeout
import time
class Slow(Exception):
    def __str__(self):
        time.sleep(20)
        return "x"
raise Slow()
