# A file that says that it is enormous.
# expect: held raised disk
with open("sparse", "wb") as file:
    file.truncate(1 << 40)
print("made")
