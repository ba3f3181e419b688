# Exits as a process that was not closed off once did.
# expect: exit
import os
os._exit(118)
