# Never ends.
# expect: timeout
import time
end = time.time() + 20
while time.time() < end:
    pass
