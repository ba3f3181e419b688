# Makes folders in folders, deeper than recursion goes and than a path can be.
# expect: held
import os
for i in range(3000):
    os.mkdir("d"); os.chdir("d")
open("x", "w").close()
os.chdir("/")
import time; time.sleep(0.6)
print("deep")
