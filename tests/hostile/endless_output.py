# Prints for ever.
# expect: flood timeout
import time
end = time.time() + 8
while time.time() < end:
    print("y" * 70)
