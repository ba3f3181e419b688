# Says of files that it never read that it opened them.
# expect: held
import sys, os
for p in ("/dev/zero", "/etc/shadow", "/proc/kcore", DECK + "/link-zero", DECK + "/fifo", DECK + "/../" * 5 + "etc/shadow", "a\0b", "x" * 100000):
    try: sys.audit("open", p, "r", 0)
    except Exception: pass
for i in range(5000): sys.audit("open", f"{DECK}/no-{i}", "r", 0)
print("told")
