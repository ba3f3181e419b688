# A value that ends the process when it is shown.
# expect: raised exit
class Leaver:
    def __repr__(self):
        raise SystemExit(0)
Leaver()
