"""A verified deck → a static site that works on any host, from a folder, and without a network."""
