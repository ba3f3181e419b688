# Asks for the address of a name, which tells the asked one.
# expect: held
import socket
try:
    socket.getaddrinfo("example.org", 80)
    print("ESCAPED: an answer")
except OSError:
    print("no answer")
