# Talks to a service that listens on a local socket.
# expect: held
import socket
for address in ("\0" + ABSTRACT, SOCKET, "/run/dbus/system_bus_socket", "/var/run/docker.sock"):
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(address)
            print("ESCAPED:", address)
    except OSError:
        pass
print("nobody answers")
