# An exception that cannot be told.
# expect: raised
class Mute(Exception):
    def __str__(self):
        raise Mute()
    __repr__ = __str__
    @property
    def __class__(self):
        raise Mute()
raise Mute()
