# Calls itself for ever.
# expect: raised
def again():
    again()
again()
