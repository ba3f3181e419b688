# Adds a hundred thousand notes to an exception.
# expect: raised
e = ValueError("x")
e.__notes__ = ["n" * 1000] * 100000
raise e
