# Never ends.
# expect: timeout
import time
end = time.process_time() + 20
while time.process_time() < end:
    pass
