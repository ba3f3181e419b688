# Has a line noted three million times.
# expect: timeout
for i in range(3_000_000):
    x = i  # => 7
