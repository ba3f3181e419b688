# Reserves more shared memory than there is to have.
# expect: held
import os
f = os.open("/dev/shm/x", os.O_CREAT | os.O_RDWR); 
try: os.posix_fallocate(f, 0, 600 * 2**20); print("ESCAPED")
except OSError as e: print("refused", e.errno)
