# Calls itself for ever, with the limit taken away.
# expect: signal raised memory
import sys
sys.setrecursionlimit(10 ** 9)
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x"[:0])
def again(n):
    return sorted([n], key=lambda x: again(x))
again(1)
