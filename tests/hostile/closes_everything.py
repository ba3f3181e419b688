# Closes every descriptor that it has.
# expect: lost
import os
os.closerange(0, 4096)
