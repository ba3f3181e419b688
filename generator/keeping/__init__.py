"""The cache: what earlier builds made, valid as long as its inputs are the same."""
