# Locks the settings of the deck, and its folder.
# expect: held
import fcntl, os
f = open(DECK + "/deck.toml")
try: fcntl.flock(f, fcntl.LOCK_EX); print("locked deck.toml")
except OSError as e: print(e.errno)
try: fcntl.fcntl(f, 1024, fcntl.F_RDLCK); print("leased deck.toml")
except OSError as e: print(e.errno)
d = os.open(DECK, os.O_RDONLY)
try: fcntl.flock(d, fcntl.LOCK_EX); print("locked the folder")
except OSError as e: print(e.errno)
