# Prints every kind of line end, and what no file should hold.
# expect: held
print("\x0c\x0b\x85\u2028\u2029\x1c\x1d\ufeff\u200b\x00\x07\x08\x7f")
