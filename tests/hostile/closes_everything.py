# Closes every descriptor that it has.
# expect: signal
import os
os.closerange(0, 4096)
