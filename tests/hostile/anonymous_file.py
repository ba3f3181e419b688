# A file in memory that belongs to no folder.
# expect: held
import os
try:
    os.memfd_create("x")
    print("ESCAPED: a file in memory")
except (OSError, AttributeError):
    print("refused")
