# Prints what terminals and fonts find hard.
# expect: held
print("a" + "\u0301" * 20000)
print("\u202e" * 500 + "right")
print("\U0001f468\u200d" * 2000)
print("x" * 60000)
