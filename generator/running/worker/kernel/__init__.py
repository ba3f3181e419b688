"""What Python's `os` does not offer of the Linux kernel."""
