"""The fork server: frameworks imported once, a fork for each program."""
