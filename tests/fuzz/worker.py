"""Takes cases from standard input and says of each what is wrong: one process of a `crew`."""

from __future__ import annotations

import dataclasses
import faulthandler
import json
import os
import resource
import signal
import sys
from typing import Final

from tests.fuzz.broken import BROKEN
from tests.fuzz.case import Case
from tests.fuzz.examine import examine
from tests.fuzz.making import make_case
from tests.fuzz.targets import TARGETS

_MEMORY: Final = 4 * 1024**3


def main() -> None:
    """A line of JSON for each line of JSON, until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.register(signal.SIGUSR1, all_threads=False)  # where a hang hangs
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        case = make_case(**asked) if "number" in asked else Case(**asked)
        failure = examine(case, {**TARGETS, **BROKEN}, float(sys.argv[1]))
        answers.write(json.dumps(dataclasses.asdict(failure) if failure else None) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
