"""Runs programs on this machine: which worker each goes to, and what becomes of it."""
