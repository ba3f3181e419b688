# Types a command into the terminal of whoever builds.
# expect: held
import fcntl, os, termios
for path in ("/dev/tty", "/dev/pts/0", "/dev/console"):
    try:
        terminal = os.open(path, os.O_RDWR)
    except OSError:
        continue
    for letter in b"echo hi\n":
        try:
            fcntl.ioctl(terminal, termios.TIOCSTI, bytes([letter]))
            print("ESCAPED: typed")
        except OSError:
            pass
print("no terminal")
