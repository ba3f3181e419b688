"""What the worker was started for: a fork server, one program without a fork, what stands above
either, or questions.
"""

from __future__ import annotations

import json
import sys


def main(arguments: list[str]) -> None:
    """Dispatch on the first argument; the others are descriptors, module names or settings."""
    mode, *rest = arguments
    if mode == "init":
        from .isolation.init import main as guard

        guard(json.loads(rest[0]), rest[1], rest[1:])
    elif mode == "forkserver":
        from .forking.forkserver import ForkServer, run

        asking, control, *modules = rest
        run(ForkServer(int(control), modules, int(asking)))
    elif mode == "supervisor":
        from .forking.supervisor import main as supervise

        supervise(json.loads(rest[0]), rest[1:])
    elif mode == "oneshot":
        from .script.child import become

        spec, result, container = rest
        become(
            spec=int(spec),
            result=int(result),
            stdout=1,
            stderr=2,
            container=container == "container",
        )
    elif mode == "again":
        from .script.child import become

        spec, result = rest
        become(spec=int(spec), result=int(result), stdout=1, stderr=2, container=False, again=True)
    elif mode == "probe":
        from .isolation.probe import look

        json.dump(look(json.load(sys.stdin)), sys.stdout)
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
