"""What programs run on: the interpreter, its environment, scratch folders, capacity."""
