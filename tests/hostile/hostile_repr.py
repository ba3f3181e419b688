# A value that raises when it is shown.
# expect: raised
class Angry:
    def __repr__(self):
        raise SystemError("no")
Angry()
