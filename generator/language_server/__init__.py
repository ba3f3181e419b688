"""The language server: what editors show of a deck while it is written."""
