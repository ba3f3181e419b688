# A number too large for anything.
# expect: memory timeout raised
print(len(str(10 ** 10 ** 10)))
