"""What a deck holds, found by reading alone."""
