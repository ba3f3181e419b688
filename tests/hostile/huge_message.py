# An exception whose text has a hundred megabytes.
# expect: raised
raise ValueError("x" * 100_000_000)
