# Prints one line of two hundred megabytes.
# expect: held flood timeout
import sys
for _ in range(200):
    sys.stdout.write("x" * 1024 * 1024)
