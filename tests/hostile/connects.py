# Talks to a service of this machine, and to the world.
# expect: held
import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", PORT)), (socket.AF_INET, ("192.0.2.1", 80)),
                        (socket.AF_INET6, ("::1", PORT))):
    try:
        with socket.socket(family, socket.SOCK_STREAM) as one:
            one.settimeout(0.3)
            one.connect(address)
            print("ESCAPED:", address)
    except OSError:
        pass
print("nobody answers")
