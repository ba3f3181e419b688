# Shows a picture of 400 megapixels in a few kilobytes.
# expect: held
import zlib, struct
class P:
    def _repr_png_(self):
        def ch(t, d): return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
        w = h = 20000
        c = zlib.compressobj(9); row = b"\0" + b"\0" * (w // 8); data = b"".join(c.compress(row) for _ in range(h)) + c.flush()
        return b"\x89PNG\r\n\x1a\n" + ch(b"IHDR", struct.pack(">IIBBBBB", w, h, 1, 0, 0, 0, 0)) + ch(b"IDAT", data) + ch(b"IEND", b"")
P()
