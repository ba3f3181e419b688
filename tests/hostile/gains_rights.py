# Becomes somebody else.
# expect: held
import ctypes, os
before = os.getuid(), os.getgid()
for number in {0, 1, 65534} - set(before):
    for change in (os.setuid, os.seteuid, os.setgid):
        try:
            change(number)
            print("ESCAPED:", change.__name__, number)
        except OSError:
            pass
libc = ctypes.CDLL(None)
if libc.prctl(39, 0, 0, 0, 0) != 1:
    print("ESCAPED: new privileges can be gained")
with open("/proc/self/status") as file:
    lines = dict(line.split(":\t", 1) for line in file if ":\t" in line)
if int(lines["CapEff"], 16):
    print("ESCAPED: capabilities", lines["CapEff"].strip())
print("the same as before")
