"""Files → cards. Knows Markdown and the card format, nothing of running or rendering."""
