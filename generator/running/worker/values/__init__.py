"""What values are, whatever library they come from."""
