# A picture that is not one.
# expect: held
class Png:
    def _repr_png_(self):
        return b"\x89PNG\r\n\x1a\n" + b"\xff" * 1000
Png()
