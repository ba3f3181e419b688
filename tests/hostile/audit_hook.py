# Forbids everything to everybody.
# expect: held raised exit lost
import sys
def forbid(event, arguments):
    if not event.startswith("cpython"):
        raise RuntimeError(event)
sys.addaudithook(forbid)
