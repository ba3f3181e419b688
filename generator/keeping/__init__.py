"""What earlier builds made, kept as long as all that it was made from is the same."""
