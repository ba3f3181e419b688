# Writes into the sources, the cache, the packages, and where services look.
# expect: held
import json, os, sysconfig
folders = [os.path.dirname(SOURCE), CACHE, sysconfig.get_path("purelib"), "/etc", "/var/tmp"]
for folder in folders:
    path = os.path.join(folder, "proofdeck-hostile.txt")
    try:
        with open(path, "w") as file:
            file.write("x")  # perhaps into a folder of the scratch that has this name
    except OSError:
        pass
for path in (SOURCE, json.__file__, SECRET):
    for change in (lambda p: open(p, "a"), lambda p: os.truncate(p, os.path.getsize(p)),
                   lambda p: os.chmod(p, 0o644), lambda p: os.utime(p), os.unlink and (lambda p: os.link(p, "linked"))):
        try:
            change(path)
            print("ESCAPED:", path)
        except OSError:
            pass
print("nothing was written")
