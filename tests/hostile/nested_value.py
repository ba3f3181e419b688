# A value too deep to be shown.
# expect: raised signal
value = []
for _ in range(200_000):
    value = [value]
value
