"""Cases by number: equal seeds and numbers make equal cases."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.fuzz import article_seeds, seeds, tokens
from tests.fuzz.case import Case
from tests.fuzz.mutate import Mutator

# How many of a hundred cases are of a target.
SHARES: Final = {
    "chapter": 30,
    "twins": 4,
    "front matter": 4,
    "settings": 4,
    "picture": 2,
    "image": 2,
    "formula": 3,
    "came out": 3,
    "lock": 4,
    "verify": 8,
    "article": 13,
    "notebook": 4,
    "restructured": 3,
    "module": 3,
    "articles": 2,
    "baseline": 1,
    "accept": 10,
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
            return (*seeds.FRONT, *tokens.CHAPTER_HEAD), tokens.CHAPTER_HEAD
        case "settings":
            alone = (f'name = "demo"\n{token}\n' for token in tokens.SETTINGS)
            return (*seeds.SETTINGS, *alone), tokens.SETTINGS
        case "picture":
            return seeds.PICTURES, tokens.PICTURE
        case "lock":
            return seeds.locks(), tokens.LOCK
        case "verify":
            return seeds.PACKAGES, tokens.PACKAGE
        case "image":
            return seeds.images(), tokens.IMAGE
        case "formula":
            return (*seeds.FORMULAS * 5, *tokens.FORMULA), tokens.FORMULA
        case "came out":
            return (*seeds.SHOWN, *seeds.PICTURES), (*tokens.SHOWN, *tokens.PICTURE)
        case "notebook" | "baseline":
            return article_seeds.of(target), tokens.NOTEBOOK
        case "module":
            return article_seeds.of(target), tokens.MODULE
        case _:
            return article_seeds.of(target), tokens.ARTICLE
