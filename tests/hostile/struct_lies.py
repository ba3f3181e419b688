# Takes the worker's own code apart.
# expect: exit forged
import struct, sys
for m in list(sys.modules.values()):
    f = getattr(m, "__file__", "") or ""
    if "running/worker" in f:
        for n in list(vars(m)):
            if not n.startswith("__"): setattr(m, n, None)
print("x")
