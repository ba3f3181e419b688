"""Proofdeck: Markdown into flashcards whose every program has been run and verified."""

from __future__ import annotations

__version__ = "0.1.0"
