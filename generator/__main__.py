"""`python -m generator` is `proofdeck`."""

from __future__ import annotations

import contextlib
import sys

from generator.interruption import end_interrupted, listen


def run() -> None:
    """The command, able to end cleanly on a signal from its first moment."""
    listen()
    try:
        from generator.cli import main
        from generator.cli.terminal import open_missing_streams

        open_missing_streams()
        main(prog_name="proofdeck")
    except KeyboardInterrupt as interrupt:
        end_interrupted(interrupt)
    except Exception as error:
        _say(error)
        sys.exit(1)


def _say(error: Exception) -> None:
    """Report an error that belongs to no card and no file."""
    from generator.last_net import internal
    from generator.model import Place

    problem = internal(error, Place("proofdeck"), "running this command")
    try:
        from generator.cli.problem_report import print_problems

        print_problems((problem,))
    except Exception:  # such as an error in printing
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(f"{problem.place}: {problem.message!a}\n")


if __name__ == "__main__":
    run()
