# Sets marks of its own, to have its text counted to cells that it never comes to.
# expect: forged held
import gc, os
for thing in gc.get_objects():
    if type(thing).__name__ == "Marks":
        sign = b"\0" + thing._token.encode() + b":"
        os.write(1, sign + b"00000001:00000000\0back" + sign + b"ffffffff:000003e7\0elsewhere")
        os.write(2, sign + b"no mark at all, but as long as one\0" + sign)
