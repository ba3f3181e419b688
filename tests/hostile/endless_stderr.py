# Prints for ever, to the other stream, below Python.
# expect: flood timeout
import os, time
end = time.time() + 8
line = b"e" * 70 + b"\n"
while time.time() < end:
    os.write(2, line * 100)
