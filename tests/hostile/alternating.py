# Writes one byte here and one there.
# expect: held
import os
for i in range(30000):
    os.write(1, b"a"); os.write(2, b"b")
