# Leaves modules behind for whoever imports next.
# expect: held
import os, sys
for name in ("numpy.py", "json.py", "generator.py", "sitecustomize.py", "usercustomize.py", "evil.pth"):
    open(name, "w").write("print('ESCAPED')")
for d in ([os.environ.get("HOME")] + sys.path):
    try: open(os.path.join(d, "evil-x.pth"), "w").write("import os; print('ESCAPED')"); w = d
    except (OSError, TypeError): pass
import subprocess
print(subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True).stdout)
