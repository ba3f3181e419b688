"""Audits Markdown that was not written as a deck: which of its programs run, and what it says of
them that is false.
"""
