"""Whatever is written into a chapter, a setting, a lock, an article or a package: words, and soon.

`python -m tests.fuzz 100000` is the long form.
"""

from __future__ import annotations

import os

from tests.fuzz.campaign import fuzz

COUNT = int(os.environ.get("PROOFDECK_FUZZ", "300"))


def test_nothing_that_anybody_writes_is_a_traceback_or_takes_for_ever() -> None:
    # Processor time counts other processes' use of the caches, too: twice the bound is failure.
    found = fuzz(range(COUNT), limit=4.0)
    assert found.failures == {}
    assert found.inputs.total() == COUNT
