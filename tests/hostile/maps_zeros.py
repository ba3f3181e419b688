# Shares memory by mapping the device of zeros, from which it may still read.
# expect: held
import mmap, os
try:
    zeros = os.open("/dev/zero", os.O_RDONLY)
    print(os.read(zeros, 3))
    mmap.mmap(zeros, 1 << 30, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
    print("ESCAPED: mapped")
except OSError:
    print("refused")
