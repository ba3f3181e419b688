"""A deck that is shown while its author writes it."""
