"""Programs that come out the same twice by chance, and differently the next time.

What a program drew is told by its runs (`Run.drawn`). What cannot be seen there, since the
interpreter and the system give it, is told by its source.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import lru_cache
from itertools import takewhile
from typing import Final

from generator.frameworks import PRELOADS
from generator.model import Program, Run
from generator.running.programs.hash_order import shows_hashes
from generator.running.programs.scan import scan
from generator.running.programs.signs import signs
from generator.syntax import dotted_name, parse_quietly

TWO: Final = 2  # worlds in which every program runs
ENOUGH: Final = 5  # worlds for a program that may agree by luck
MANY: Final = 16  # all the worlds that differ in what they draw
# The less it draws, the likelier that this is a coin, or a die, and that worlds agree by chance:
# so many worlds for a program that takes up to so many words, each about a number.
DRAWN: Final = ((16, MANY), (64, 8))
# Of a program that takes longer a few runs must do: seconds of the processor, and in all, if it
# waits. A busy machine must not make a quick program a slow one, of which less is asked.
QUICK: Final = 2.0
QUICK_IN_ALL: Final = 20.0
# Worlds for hashes, on which the order of sets depends; not more, as each imports everything anew.
HASHES: Final = 12
UNSEEN: Final = 12  # of what nobody can count: draws of other programs, of C, of the system

# What the system gives a program: the time, numbers, turns.
_GIVEN: Final = re.compile(
    r"time\.(?!sleep|struct_time)|timeit\.|datetime\.|(?:.*\.)?(?:now|today|utcnow)$"
    r"|os\.(?:getp?pid|fork|times)|\.st_ino$"
    r"|threading\.|_thread\.|concurrent\.|multiprocessing\.|queue\.|.*\.(?:submit|as_completed)$"
    r"|.*\.(?:bind|getsockname|get_ident|get_native_id)$|torch\.multiprocessing"
)
_ASKING: Final = re.compile(r"numpy\.|sqlite3\.")  # for the time, with a text
# Other programs, and draws that nobody can count either.
_STARTS: Final = re.compile(
    r"subprocess\.|.*\bcreate_subprocess_|pty\.|os\.(?:system|popen|spawn|posix_spawn|exec)"
)
_PYTHON: Final = re.compile(r"sys\.executable|python|\bexecutable\b")
_UNCOUNTED: Final = re.compile(
    r"ssl\.RAND|ctypes\.|cffi\.|uuid\.(?:getnode|uuid1)|tempfile\.(?:mk|Named)"
)
_DEVICE: Final = re.compile(r"/dev/u?random\b")
_SEEDS: Final = re.compile(r"seed|PRNGKey")
_KEYS: Final = frozenset({"jax.random.key", "jax.random.wrap_key_data"})  # made of a seed
_RESEEDS: Final = re.compile(r".*\bseed\(\)$")  # from the system's entropy
# Random numbers from a package whose generators are not known here.
_DRAWS: Final = re.compile(r".*(?:rand|shuffle|choice|sample|perm|draw|dropout)")
# What may draw, by its dotted name as it is written: functions, and layers as they are made.
_MAY_DRAW: Final = re.compile(
    r"rand|shuffle|choice|sample|perm|uniform|normal|gauss|variate|bernoulli|nomial|poisson"
    r"|exponential|geometric|cauchy|dropout|orthogonal|lowrank|\binit\b|\b[A-Z]\w*$"
)
# Puts a generator back to where it was, as if nothing had been drawn from it.
_RESTORES: Final = re.compile(r"fork_rng|set_?(?:rng_)?state")
_KNOWN: Final = frozenset({name.partition(".")[0] for name in PRELOADS} | {"matplotlib"})


def hashes(program: Program) -> bool:
    """Whether hashes and addresses, which an interpreter chooses as it starts, may show: its own,
    or those of one that the program starts.
    """
    alone = len(program.cells) == 1
    codes = [cell.code for cell in program.cells]
    if any(shows_hashes(code, alone=alone) for code in codes):
        return True
    starts = any(map(_STARTS.match, signs(*codes)))
    return starts and any(map(_PYTHON.search, codes))


def seeds(*codes: str) -> bool:
    """Whether a program of these parts seeds what it draws."""
    return any(map(_seeds, codes))


# Programs of one document have many parts in common: each part is read once.
@lru_cache(maxsize=1024)
def _seeds(code: str) -> bool:
    tree = parse_quietly(code)
    return tree is not None and any(map(_SEEDS.search, map(_name, ast.walk(tree))))


def hides_draws(*codes: str) -> bool:
    """Whether a program of these parts may draw what the state of its generators does not tell in
    the end: above its first seed, or before it puts one back to where it was.
    """
    names = [name for code in codes for name in _calls(code)]
    if any(map(_RESTORES.search, names)):
        return True
    above = takewhile(lambda name: not _SEEDS.search(name.rpartition(".")[2]), names)
    return seeds(*codes) and any(map(_MAY_DRAW.search, above))


@lru_cache(maxsize=1024)
def _calls(code: str) -> tuple[str, ...]:
    """The names of what is called, from the first line to the last."""
    tree = parse_quietly(code)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return tuple(dotted_name(call.func) or _name(call.func) for call in calls)


def worlds(program: Program, first: Run, second: Run) -> int:
    """In how many worlds a program has to run that came out the same in two."""
    codes = [cell.code for cell in program.cells]
    slow = first.computed > QUICK or first.seconds > QUICK_IN_ALL
    wanted = [TWO]
    words = _unseeded(first, second)
    if words is not None:
        few = (each for most, each in DRAWN if words <= most and not slow)
        wanted.append(next(few, ENOUGH))
    if hashes(program):
        dear = len(scan(program).preloads) > 1 or slow
        wanted.append(ENOUGH if dear else HASHES)
    if hides_draws(*codes):
        wanted.append(ENOUGH if slow else MANY)
    used = signs(*codes)
    foreign = scan(program).imports - sys.stdlib_module_names - _KNOWN
    if any(map(_RESEEDS.match, used)) or (foreign and any(map(_DRAWS.match, used))):
        wanted.append(ENOUGH if slow else MANY)
    if any(_STARTS.match(n) or _UNCOUNTED.match(n) for n in used) or any(
        map(_DEVICE.search, codes)
    ):
        wanted.append(ENOUGH if slow else UNSEEN)
    asks = "'now'" in used and any(map(_ASKING.match, used))
    if asks or any(map(_GIVEN.match, used)):  # a seed made of it gives the coin of any generator
        settled = seeds(*codes) or not used.isdisjoint(_KEYS)
        wanted.append(MANY if settled and not slow else ENOUGH)
    return max(wanted)


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name
        case ast.keyword(arg=str(name)):
            return name
        case _:
            return ""


def _unseeded(first: Run, second: Run) -> int | None:
    """How many words a program took from generators that it did not seed, as far as is known;
    None where it took none.
    """
    marks = {name: mark for name, mark, _ in second.drawn}
    taken = [words for name, mark, words in first.drawn if marks.get(name) != mark]
    return sum(taken) if taken else None
