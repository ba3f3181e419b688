# Looks for tokens.
# expect: held
import os
for name, value in os.environ.items():
    if "proofdeck-secret" in value or "TOKEN" in name or "PROXY" in name.upper():
        print("ESCAPED:", name)
for pid in (os.getppid(), 1, "self"):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            if b"proofdeck-secret" in file.read():
                print("ESCAPED:", pid)
    except OSError:
        pass
print("no tokens")
