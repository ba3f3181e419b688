# Reads memory that is not there.
# expect: signal
import ctypes
ctypes.string_at(1)
