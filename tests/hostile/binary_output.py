# Bytes that are no text.
# expect: held
import os
os.write(1, bytes(range(256)) * 64 + b"\n")
