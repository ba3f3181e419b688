"""Packages and collections of Anki, and packages of Mochi."""
