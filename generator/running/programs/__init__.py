"""What is run: the code of a card as a program, and what its source says of it."""
