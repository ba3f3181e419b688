# Commands to the terminal of whoever builds.
# expect: held
print("\x1b[2J\x1b]0;title\x07\x1b]52;c;aGk=\x07\x9b2J\r\b\x7f\u202e")
raise_it = False
