# Says that it weighs more than any machine has.
# expect: forged
import gc
for o in gc.get_objects():
    if type(o).__name__ == "Channel":
        o.post("weight", bytes=10**30); break
print("heavy")
