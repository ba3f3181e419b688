"""What the worker was started for: a fork server, one program without a fork, or questions."""

from __future__ import annotations

import json
import sys


def main(arguments: list[str]) -> None:
    """Dispatch on the first argument; the others are descriptors or module names."""
    mode, *rest = arguments
    if mode == "zygote":
        from .zygote import Zygote

        Zygote(int(rest[0]), rest[1:]).serve()
    elif mode == "direct":
        from .child import become

        become(spec=int(rest[0]), result=int(rest[1]), stdout=1, stderr=2)
    elif mode == "facts":
        from .facts import interpreter
        from .packages import look_up, versions

        asked = json.load(sys.stdin)
        answer = {
            "interpreter": interpreter(),
            "packages": look_up(asked["modules"]),
            "versions": versions(asked["distributions"]),
        }
        json.dump(answer, sys.stdout)
    else:
        raise SystemExit(f"unknown mode: {mode}")
