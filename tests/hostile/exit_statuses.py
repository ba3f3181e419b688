# Exits as a process that nobody hears once did.
# expect: exit
import os
os._exit(119)
