# Starts every program that could give it rights.
# expect: held
import subprocess, os
for c in (["su","-c","id"],["sudo","-n","id"],["mount"],["newgrp","root"],["passwd","-S"],["pkexec","id"],["chsh","-l"],["unshare","-r","id"],["nsenter","-t","1","-m","id"],["chroot","/","id"],["ping","-c1","-W1","127.0.0.1"]):
    try:
        r = subprocess.run(c, capture_output=True, text=True, timeout=3, stdin=subprocess.DEVNULL)
        if c[0] in ("su","sudo","newgrp","unshare","nsenter","chroot","pkexec") and "uid=" in r.stdout: print("ran", c[0], r.stdout.strip())
    except (OSError, subprocess.TimeoutExpired) as e: pass
print(open("/proc/self/status").read().split("CapInh")[1][:120])
