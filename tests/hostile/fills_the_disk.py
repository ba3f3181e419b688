# Writes until the disk is full, into one file after the other.
# expect: disk raised
for number in range(40):
    with open(f"big-{number}", "wb") as file:
        for _ in range(64):
            file.write(b"x" * 1024 * 1024)
raise RuntimeError("ESCAPED: two and a half gibibytes")
