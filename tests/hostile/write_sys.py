# Opens every setting of every device for writing.
# expect: held
import os
bad = 0
for base, dirs, files in os.walk("/sys"):
    for f in files[:50]:
        p = os.path.join(base, f)
        try:
            os.close(os.open(p, os.O_WRONLY)); print("ESCAPED:", p); bad += 1
        except OSError: pass
    if bad > 5: break
    if base.count("/") > 6: dirs[:] = []
try:
    os.mkdir("/sys/fs/cgroup/proofdeck-x"); print("ESCAPED mkdir")
except OSError: pass
print("done")
