"""Two states of a deck, side by side: what changed between a lock and the cards, and in words."""
