# Keeps memory that it has not mapped as far as one can see, in pieces as large as it may.
# expect: memory
import mmap, time
kept = []
for size in (1 << 40, 1 << 30, (16 << 20) + 4096):
    try:
        kept.append(mmap.mmap(-1, size))
        print("ESCAPED: a piece of", size)
    except OSError:
        pass
for _ in range(200):
    piece = mmap.mmap(-1, 16 << 20)
    piece[::4096] = b"x" * len(piece[::4096])
    piece.madvise(mmap.MADV_DONTNEED)
    kept.append(piece)
time.sleep(2)
print("ESCAPED: 3 GiB")
