"""`python -m generator` is `proofdeck`."""

from __future__ import annotations

from generator.interruption import end_interrupted, listen


def run() -> None:
    """The command, from the first moment at which anything of it can be told to end."""
    listen()
    try:
        from generator.cli import main
        from generator.cli.terminal import open_missing_streams

        open_missing_streams()
        main(prog_name="proofdeck")
    except KeyboardInterrupt as interrupt:
        end_interrupted(interrupt)


if __name__ == "__main__":
    run()
