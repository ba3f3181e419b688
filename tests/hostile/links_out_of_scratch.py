# Leaves links behind, for whoever cleans up to follow.
# expect: held
import os
os.symlink(os.path.dirname(SECRET), "folder")
os.symlink(SECRET, "file")
os.symlink("/", "root")
os.symlink("loop", "loop")
print(sorted(os.listdir()))
