# Makes itself a session, and asks for the best of priorities.
# expect: held
import os
try:
    os.setsid()
except PermissionError:
    pass
try:
    os.nice(-10)
    print("ESCAPED: a better priority" if os.geteuid() else "allowed to the administrator")
except PermissionError:
    print("refused")
