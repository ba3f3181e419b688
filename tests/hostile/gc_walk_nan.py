# Sends numbers that are none.
# expect: raised forged
import gc
for o in gc.get_objects():
    if type(o).__name__ == "Channel":
        o.post("value", text="x", dropped=10**400, structure={"type": "x", "kind": "number", "values": [float("nan"), 10**5000, "\ud800"]})
        o.post("end", seconds=1e308 * 10); break
print("said")
