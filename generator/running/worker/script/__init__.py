"""One program in its own process, and what it tells of itself."""
