# Ends the process behind the back of the interpreter.
# expect: exit
import os
print("all is well")
os._exit(0)
