# Takes memory until there is none.
# expect: memory
blocks = []
for _ in range(64):
    blocks.append(bytearray(64 * 1024 * 1024))
    blocks[-1][::4096] = b"x" * len(blocks[-1][::4096])
raise RuntimeError("ESCAPED: four gibibytes")
