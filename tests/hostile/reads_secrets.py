# Reads keys, histories and the files of others.
# expect: held
import os, pwd
home = pwd.getpwuid(os.getuid()).pw_dir
names = ["~/.ssh/id_rsa", "~/.bash_history", "~/.netrc", "~/.config", "~/.aws/credentials"]
paths = [name.replace("~", base) for name in names for base in ("/root", home)]
for path in [*paths, "/etc/shadow", SECRET]:
    try:
        (os.listdir if path.endswith(".config") else open)(path)
        print("ESCAPED:", path)
    except OSError:
        pass
print("nothing to be read")
