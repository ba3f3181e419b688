"""Decks that somebody else built: what they carry as proof, and whether it is still true."""
