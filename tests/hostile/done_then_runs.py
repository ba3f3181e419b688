# Says that it is done, and goes on.
# expect: held forged exit
import gc, os, time
for o in gc.get_objects():
    if type(o).__name__ == "Channel":
        o.post("end", seconds=0.0); o.post("verdict", ended="finished", status=0); o.post("done", reads=[]); break
time.sleep(0.3); print("later"); os._exit(0)
