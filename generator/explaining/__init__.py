"""What the codes of problems mean, for the command line and for the documentation."""
