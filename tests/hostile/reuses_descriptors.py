# Puts files of its own where the descriptors of the protocol were.
# expect: lost exit held raised
import os
for descriptor in range(3, 40):
    try:
        os.close(descriptor)
    except OSError:
        pass
files = [open(f"own-{n}", "w+b") for n in range(40)]
print("mine now")
