"""Claims that do not hold → Markdown that states what came out."""
