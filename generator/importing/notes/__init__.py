"""Markdown of other tools: what is a card in it, and the same in Proofdeck's Markdown."""
