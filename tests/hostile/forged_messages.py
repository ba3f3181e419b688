# Finds the way back to the builder and says that all is well.
# expect: forged exit held raised
import gc, os
for thing in gc.get_objects():
    if type(thing).__name__ == "Channel":
        thing.post("verdict", ended="finished", status=0)
        thing.post("done", reads=["/etc/passwd", "../../x", "\x00"] * 1000)
        os._exit(0)
