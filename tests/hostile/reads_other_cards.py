# Reads the deck's folder, as it may.
# expect: held
import os
print(sorted(os.listdir(DECK))[:9])
print(open(DECK + "/en/01.md").read().count("ESCAPED") > 3)
