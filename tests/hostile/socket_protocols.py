# Opens sockets of protocols that nobody needs, whose memory nobody counts.
# expect: held
import socket
for family in (socket.AF_INET, socket.AF_INET6):
    for kind, protocols in {1: (0, 6), 2: (0, 17)}.items():
        for protocol in range(263):
            if protocol in protocols:
                continue
            try:
                socket.socket(family, kind, protocol).close()
                print("ESCAPED:", family, kind, protocol)
            except OSError:
                pass
    for kind in range(3, 8):
        try:
            socket.socket(family, kind).close()
            print("ESCAPED: kind", kind)
        except OSError:
            pass
print("refused")
