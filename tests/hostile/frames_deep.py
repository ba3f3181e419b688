# Raises from a stack twenty thousand frames deep.
# expect: raised
import sys
sys.setrecursionlimit(100000)
def f(n):
    if n: f(n - 1)
    else: raise ValueError("deep")
f(20000)
