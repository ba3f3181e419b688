# Looks at every line that the worker runs.
# expect: held
import sys
seen = []
def look(frame, event, argument):
    seen.append(frame.f_code.co_filename)
    return look
sys.settrace(look)
sys.setprofile(look)
print("traced")
