# A regular expression that backtracks for years, in C, holding the lock.
# expect: timeout
import re
re.match(r"(a|aa)+$", "a" * 60 + "b")
