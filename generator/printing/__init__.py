"""A verified deck → what is asked for on paper: which cards, and as what."""
