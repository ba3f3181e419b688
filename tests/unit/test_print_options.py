"""The options of `print` name all that can be printed."""

from __future__ import annotations

from typing import get_args

from generator.cli import print_
from generator.model import paper, print_settings


def test_every_paper_size_and_way_to_print_can_be_asked_for() -> None:
    assert tuple(paper.PAPERS) == print_.PAPERS
    assert tuple(paper.CARD_SIZES) == print_.CARD_SIZES
    assert get_args(print_settings.Flip) == print_.FLIPS
    assert get_args(print_settings.Marks) == print_.MARKS
    assert get_args(print_settings.Order) == print_.ORDERS
    assert get_args(print_settings.Ink) == print_.INKS
