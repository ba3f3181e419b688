# Looks around.
# expect: held
import os
for folder in (os.path.dirname(SECRET), "/root", "/home", "/var/log", CACHE):
    try:
        found = set(os.listdir(folder)) - {"matplotlib"}  # the fonts that figures need
        if found:
            print("ESCAPED:", folder, sorted(found))
    except OSError:
        pass
print("nothing to be seen")
