# Makes as many names for one file as it is allowed.
# expect: held disk
import os
open("a", "w").close(); n = 0
try:
    for n in range(60000): os.link("a", f"b{n}")
except OSError as e: print("refused", e.errno)
print(n)
