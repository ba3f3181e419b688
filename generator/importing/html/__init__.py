"""HTML of other tools as Markdown."""
