"""Cards that other tools wrote → a deck of Proofdeck."""
