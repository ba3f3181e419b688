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

_EVERY = 5_000  # inputs, between two lines that say how far it is


@click.command(name="python -m tests.fuzz")
@click.argument("count", type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="Other seeds make other inputs.")
@click.option("--first", default=0, show_default=True, help="The number of the first input.")
@click.option("--jobs", default=len(os.sched_getaffinity(0)), show_default=True)
@click.option("--only", default="", type=click.Choice(["", *SHARES]), help="One target alone.")
def main(count: int, seed: int, first: int, jobs: int, only: str) -> None:
    """Examine COUNT inputs, and print those that fail, made small, as cases for corpus.py."""
    started = time.monotonic()
    seen: Counter[str] = Counter()
    with Examiner() as own:
        for number, failure in examined(range(first, first + count), seed, jobs, only):
            if failure is not None:
                seen[failure.signature] += 1
                if seen[failure.signature] == 1:
                    _tell(own, make_case(seed, number, only), failure, number)
            if (number - first + 1) % _EVERY == 0:
                click.echo(f"{number - first + 1:,} inputs, {seen.total():,} failures", err=True)
    minutes = (time.monotonic() - started) / 60
    click.echo(f"{count:,} inputs in {minutes:.1f} minutes: {seen.total():,} failures")
    for signature, times in seen.most_common():
        click.echo(f"  {times:,} × {signature}")
    sys.exit(bool(seen))


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
