# Takes memory that no process owns.
# expect: raised memory disk
import os
for number in range(40):
    with open(f"/dev/shm/proofdeck-test-{os.getpid()}-{number}", "wb") as file:
        for _ in range(64):
            file.write(bytes(1024 * 1024))
raise RuntimeError("ESCAPED: two and a half gibibytes")
