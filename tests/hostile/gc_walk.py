# Speaks for cells that there are not.
# expect: forged
import gc
for o in gc.get_objects():
    if type(o).__name__ == "Channel":
        o.post("begin", cell=99); o.post("begin", cell=-1); o.post("begin", cell="0"); o.post("end", seconds="nan"); o.post("value", text=5, dropped=-1, structure=[]); o.post("svg", text="<svg" * 1000)
        break
print("said")
