"""From a built deck to the collection of a running Anki: what would change, and changing it."""
