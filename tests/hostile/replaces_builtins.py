# Takes away what Python is made of.
# expect: held raised lost exit
import builtins, json, os
for name in ("print", "len", "open", "isinstance", "str", "repr", "Exception"):
    setattr(builtins, name, None)
json.dumps = os.write = None
