# Characters that cannot be written.
# expect: held
print("\ud800\udfff\x00\ufffe\uffff" + chr(0x10FFFF))
