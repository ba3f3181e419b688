"""A deck that is checked again after each save."""
