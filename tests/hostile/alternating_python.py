# Writes one character here and one there, through Python.
# expect: held
import sys
for i in range(15000):
    sys.stdout.write("a"); sys.stderr.write("b")
