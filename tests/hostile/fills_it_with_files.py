# Writes until there is no name left.
# expect: disk raised
for number in range(60_000):
    open(f"small-{number}", "w").close()
raise RuntimeError("ESCAPED: sixty thousand files")
