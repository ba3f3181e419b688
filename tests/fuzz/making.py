"""Cases by number: equal seeds and numbers make equal cases."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.fuzz import seeds, tokens
from tests.fuzz.case import Case
from tests.fuzz.mutate import Mutator

# How many of a hundred cases are of a target.
SHARES: Final = {
    "chapter": 38,
    "twins": 5,
    "front matter": 6,
    "settings": 6,
    "picture": 3,
    "lock": 6,
    "verify": 10,
    "article": 15,
    "accept": 11,
}


def make_case(seed: int, number: int, only: str = "") -> Case:
    """The case of a number, from 0."""
    random = Random(f"{seed} {number}")
    target = only or random.choices(tuple(SHARES), tuple(SHARES.values()))[0]
    starts, words = _material(target)
    text = Mutator(random, words, starts)(random.choice(starts))
    return Case(target, text, random.randrange(1_000_000))


def _material(target: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    match target:
        case "chapter" | "accept":
            return seeds.chapters(), tokens.CHAPTER
        case "twins":
            return seeds.TWINS, tokens.CHAPTER
        case "front matter":
            return seeds.FRONT, tokens.CHAPTER_HEAD
        case "settings":
            return seeds.SETTINGS, tokens.SETTINGS
        case "picture":
            return seeds.PICTURES, tokens.PICTURE
        case "lock":
            return seeds.locks(), tokens.LOCK
        case "verify":
            return seeds.PACKAGES, tokens.PACKAGE
        case _:
            return seeds.articles_to_audit(), tokens.ARTICLE
