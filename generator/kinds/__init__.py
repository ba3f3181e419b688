"""The kinds of card, one file each: how it is divided, what it needs, what its run must show,
what stands on its sides, and the note that it becomes.

A kind knows the model alone. Reading, checking and rendering ask it through `table.py`, where
every kind has its row.
"""
