# Files that are named like options, and worse.
# expect: held
import os
for name in ("-rf", "--help", "a\nb", " ", "\x1b[2J", "x" * 255, "*", "$HOME", "`id`", "中"):
    open(name, "w").close()
os.mkfifo("fifo")
os.makedirs("/".join(["deep"] * 400))
os.mkdir("closed")
open("closed/file", "w").close()
os.chmod("closed", 0)
print("named")
