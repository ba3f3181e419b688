# Looks for services on this machine and its neighbours.
# expect: held
import socket
for host in ("127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "1.1.1.1"):
    for port in (22, 80, 631, 5432, 6379, 8080, 8888):
        try: socket.create_connection((host, port), 0.02); print("ESCAPED", host, port)
        except OSError: pass
print("alone")
