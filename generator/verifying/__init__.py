"""Packages that somebody else built: the evidence they carry, and whether it still holds."""
