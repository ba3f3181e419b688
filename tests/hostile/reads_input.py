# Waits for somebody to type.
# expect: raised
input("password: ")
