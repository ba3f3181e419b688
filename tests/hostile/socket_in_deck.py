# Talks to a service through a socket in the deck's folder.
# expect: held
import socket, os
s = socket.socket(socket.AF_UNIX)
try:
    s.connect(DECK + "/service.sock"); s.send(b"from the card"); print("ESCAPED: reached a service")
except OSError as e: print("refused", e)
