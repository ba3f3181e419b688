# Writes to the kernel's settings, and to its own.
# expect: held
import os
for p, t in (("/proc/self/oom_score_adj", "-1000"), ("/proc/self/uid_map", "0 0 1"), ("/proc/sysrq-trigger", "h"), ("/proc/sys/kernel/core_pattern", "|/bin/sh"), ("/proc/sys/vm/drop_caches","1"), ("/proc/sys/kernel/hostname","x"), ("/proc/sys/kernel/ns_last_pid","5"), ("/proc/sys/user/max_user_namespaces","0"), ("/proc/sys/net/ipv4/ip_forward","1"), ("/proc/self/attr/current","x"), ("/proc/self/coredump_filter","ff"), ("/proc/self/timerslack_ns","1"), ("/proc/1/oom_score_adj","1000"), ("/proc/self/clear_refs","1"), ("/proc/self/loginuid","0"), ("/proc/self/autogroup","-20"), ("/proc/self/comm", "x")):
    try:
        with open(p, "w") as f: f.write(t)
        print("ESCAPED:", p)
    except OSError: pass
print("done")
