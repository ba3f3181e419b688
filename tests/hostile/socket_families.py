# Opens a socket of every family there is.
# expect: held
import socket
allowed = {1, 2, 10, 16}  # 16 tells of the interfaces of an own network
for family in range(46):
    if family in allowed:
        continue
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind).close()
            print("ESCAPED: family", family, "kind", kind)
        except OSError:
            pass
for family in (2, 10):
    try:
        socket.socket(family, socket.SOCK_RAW, 255).close()
        print("ESCAPED: raw", family)
    except OSError:
        pass
print("refused")
