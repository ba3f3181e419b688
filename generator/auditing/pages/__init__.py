"""Kinds of files, each read as a page: the leaves of its text in order."""
