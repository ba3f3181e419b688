"""Runs against claims: is what is written true?"""
