# A value whose text has a hundred megabytes.
# expect: held
class Huge:
    def __repr__(self):
        return "x" * 100_000_000
Huge()
