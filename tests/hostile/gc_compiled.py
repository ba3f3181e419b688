# Sends compiled code under names that are none.
# expect: forged
import gc
for o in gc.get_objects():
    if type(o).__name__ == "Channel":
        o.post("compiled", name="../../../../evil-cache", data="eA=="); o.post("compiled", name="a-cache", data="!!"); o.post("compiled", name="a" * 190 + "-cache", data="eA==" * 1000000); o.post("weight", bytes=10**300); o.post("weight", bytes=-5); break
print("said")
