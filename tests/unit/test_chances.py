"""Draws are fair in each world, and shared out among worlds so that no coin falls alike in all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from generator.running.worker.world.chances import PLACES, WORLDS, Octets, state, words

STREAMS = [f"{number:x} random" for number in range(20)]


def generator(stream: str, world: int) -> random.Random:
    made = random.Random()
    made.setstate((3, (*state(stream, world), 0), None))
    return made


def shuffled(made: random.Random) -> tuple[int, ...]:
    found = [1, 2]
    made.shuffle(found)
    return tuple(found)


def test_a_generator_gives_the_words_of_its_stream_first() -> None:
    made = generator("a", 3)
    assert [made.getrandbits(32) for _ in range(PLACES)] == words("a", 3, PLACES)
    assert len({made.getrandbits(32) for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "coin",
    [
        lambda made: made.choice("ab"),
        lambda made: made.random() < 0.5,
        lambda made: made.randint(0, 1),
        lambda made: made.randrange(3),
        shuffled,
    ],
)
@pytest.mark.parametrize("stream", STREAMS)
def test_a_coin_falls_on_another_side_in_one_of_five_worlds(
    stream: str, coin: Callable[[random.Random], object]
) -> None:
    assert len({coin(generator(stream, world)) for world in range(5)}) > 1


@pytest.mark.parametrize("stream", STREAMS)
def test_each_world_has_its_sixteenth_of_what_can_be_drawn(stream: str) -> None:
    drawn = [words(stream, world, PLACES) for world in range(WORLDS)]
    bytes_drawn = [Octets(stream, world).take(PLACES) for world in range(WORLDS)]
    for place in range(PLACES):
        for shift in (28, 20, 0):  # fractions of `random` and NumPy, of PyTorch, and `% n`
            assert {found[place] >> shift & 0xF for found in drawn} == set(range(WORLDS))
        assert {found[place] >> 4 for found in bytes_drawn} == set(range(WORLDS))


@pytest.mark.parametrize("world", range(WORLDS))
def test_within_a_world_every_side_comes_as_often_as_any_other(world: int) -> None:
    streams = [f"{number} fair" for number in range(250)]
    nibbles = Counter(
        word >> shift & 0xF
        for stream in streams
        for word in words(stream, world, PLACES)[:8]
        for shift in (28, 20, 17, 8, 0)
    )
    assert sum(nibbles.values()) == 10_000
    # Sixteen sides, 625 times each; by chance one of them is this far off once in 10**7 times.
    assert all(abs(count - 625) < 140 for count in nibbles.values()), nibbles


def test_a_world_does_not_tell_a_place_from_the_one_before() -> None:
    pairs = Counter(
        (first >> 30, second >> 30)
        for number in range(300)
        for first, second in zip(
            words(f"{number}", 1, PLACES)[:9], words(f"{number}", 1, PLACES)[1:10], strict=True
        )
    )
    assert len(pairs) == 16
    assert all(abs(count - 2700 / 16) < 80 for count in pairs.values()), pairs


def test_streams_and_worlds_are_others_and_always_the_same() -> None:
    found = {
        (stream, world): tuple(words(stream, world, 99)) for stream in "ab" for world in (0, 1)
    }
    assert len(set(found.values())) == 4
    assert all(tuple(words(*key, 99)) == value for key, value in found.items())
    assert Octets("a", 0).take(0) == b""
    assert len(Octets("a", 0).take(10**5)) == 10**5
