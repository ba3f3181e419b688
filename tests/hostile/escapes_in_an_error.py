# The same in an exception, which is shown on the terminal.
# expect: raised
raise RuntimeError("\x1b[2J\x1b]0;title\x07::error file=x::forged\r\n\u202e")
