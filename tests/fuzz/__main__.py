"""Many inputs on several processes: `python -m tests.fuzz 100000 --seed 1`."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter

import click

from tests.fuzz.case import Case, Failure
from tests.fuzz.crew import Examiner, examined
from tests.fuzz.making import SHARES, make_case
from tests.fuzz.shrink import shrink

_TRIES = 3
_QUIET = 60.0  # seconds to wait until the machine has time
_EVERY = 5_000  # inputs, between two lines that say how far it is


@click.command(name="python -m tests.fuzz")
@click.argument("count", type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="Other seeds make other inputs.")
@click.option("--first", default=0, show_default=True, help="The number of the first input.")
@click.option("--jobs", default=len(os.sched_getaffinity(0)), show_default=True)
@click.option("--only", default="", type=click.Choice(["", *SHARES]), help="One target alone.")
def main(count: int, seed: int, first: int, jobs: int, only: str) -> None:
    """Examine COUNT inputs, and print those that fail, made small, as cases for corpus.py.

    What took too long beside other processes is examined again alone, at the end, and is a
    failure if it takes too long then.
    """
    started = time.monotonic()
    seen: Counter[str] = Counter()
    late: list[int] = []

    def fails(number: int, failure: Failure) -> None:
        seen[failure.signature] += 1
        if seen[failure.signature] == 1:
            _tell(own, make_case(seed, number, only), failure, number)

    with Examiner() as own:
        for number, failure in examined(range(first, first + count), seed, jobs, only):
            if failure is not None and failure.kind in ("slow", "hang"):
                late.append(number)
            elif failure is not None:
                fails(number, failure)
            if (number - first + 1) % _EVERY == 0:
                told = f"{seen.total():,} failures, {len(late):,} to be timed again"
                click.echo(f"{number - first + 1:,} inputs, {told}", err=True)
        for number in late:
            still = alone(own, make_case(seed, number, only))
            if still is not None:
                fails(number, still)
    minutes = (time.monotonic() - started) / 60
    click.echo(f"{count:,} inputs in {minutes:.1f} minutes: {seen.total():,} failures")
    if late:
        click.echo(f"  {len(late):,} took too long beside others, and were timed again alone")
    for signature, times in seen.most_common():
        click.echo(f"  {times:,} × {signature}")
    sys.exit(bool(seen))


def alone(examiner: Examiner, case: Case) -> Failure | None:
    """What is wrong with a case when this process waits for it, and others leave it a processor."""
    failure = None
    for _ in range(_TRIES):
        until = time.monotonic() + _QUIET
        while os.getloadavg()[0] > len(os.sched_getaffinity(0)) and time.monotonic() < until:
            time.sleep(1)
        failure = examiner.examine(case)
        if failure is None:
            break
    return failure


def _tell(examiner: Examiner, case: Case, failure: Failure, number: int) -> None:
    def fails(smaller: Case) -> bool:
        found = examiner.examine(smaller)
        return found is not None and found.signature == failure.signature

    if not fails(case):
        click.echo(f"# {number}: {failure.signature}; not so when it was tried again, as it is:")
        small = case
    else:
        small = shrink(case, fails)
    click.echo(f"# {number}: {failure.kind}, {failure.where}")
    click.echo(
        "".join(f"#   {line}\n" for line in failure.detail.rstrip().split("\n")[-4:]), nl=False
    )
    click.echo(f"{small},\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
