# Gives up below Python.
# expect: signal
import os
os.abort()
