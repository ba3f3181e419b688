"""Compiles one Typst file and exits. It is started as a script with a JSON job as its argument, or
with a job on standard input, which is to draw pictures, one after another.

The compiler runs in a process of its own, which can be stopped if it takes too long or too much
memory; its ever-growing cache ends with it. This script imports nothing from the package.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

FAILED = 3
REFUSED = 4  # by the machine, such as a full disk
PAGE = "page-"  # before the number of a page that is drawn as a picture


def main(job: dict[str, Any]) -> int:
    _limit_memory(job["memory"])
    sys.path.append(job["packages"])
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=job["font_folders"])
    reading = {"root": job["root"], "font_paths": fonts}
    try:
        if "query" in job:
            Path(job["answer"]).write_text(_queried(job["query"], reading), encoding="utf-8")
            return 0
        if job["measure"]:
            _measure(Path(job["plans"]), job["measure"], reading)
        if not job["output"]:
            return 0
        typst.compile(
            job["main"],
            output=job["output"],
            **reading,
            format="pdf",
            pdf_standards=["ua-1"],
        )
        if job["ppi"]:
            drawn = typst.compile(job["main"], **reading, format="png", ppi=job["ppi"])
            for number, page in enumerate(drawn if isinstance(drawn, list) else [drawn]):
                Path(job["root"], f"{PAGE}{number:04}.png").write_bytes(page)
    except typst.TypstError as error:
        report = {"message": error.message, "hints": error.hints, "diagnostic": error.diagnostic}
        json.dump(report, sys.stdout)
        return FAILED
    except OSError as error:
        json.dump({"errno": error.errno, "message": error.strerror or str(error)}, sys.stdout)
        return REFUSED
    return 0


def draw_pictures(job: dict[str, Any]) -> int:
    """Report each picture when it is begun, and why if it cannot be drawn. A picture that takes too
    long ends this process.
    """
    _limit_memory(job["memory"])
    sys.path.append(job["packages"])
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=job["font_folders"])
    for name, inputs in job["pictures"].items():
        _limit_time(job["seconds"])
        _tell({"begun": name})
        try:
            typst.compile(
                job["main"], root=job["root"], font_paths=fonts, sys_inputs=inputs, format="pdf"
            )
        except typst.TypstError as error:
            _tell({"failed": name, "message": error.message})
    return 0


def _tell(message: dict[str, str]) -> None:
    """Send one line to the parent process; no terminal shows it."""
    sys.stdout.writelines((json.dumps(message), "\n"))
    sys.stdout.flush()


def _queried(template: str, reading: dict[str, Any]) -> str:
    """What a template says of `<plans>`, as JSON."""
    import typst

    try:
        found: str = typst.query(template, "<plans>", field="value", one=True, **reading)
    except RuntimeError:
        # A query does not report errors as a compilation does.
        typst.compile(template, format="pdf", **reading)
        raise
    return found


def _measure(path: Path, template: str, reading: dict[str, Any]) -> None:
    """Put a plan in the place of each null in `path`."""
    plans = json.loads(path.read_bytes())
    if None not in plans:
        return
    new = iter(json.loads(_queried(template, reading)))
    plans = [next(new) if plan is None else plan for plan in plans]
    path.write_text(json.dumps(plans), encoding="utf-8")


def _limit_memory(limit: int) -> None:
    """Limit this process to `limit` bytes of address space, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)  # as of `ulimit -v`, which cannot be raised
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _limit_time(seconds: float) -> None:
    """Let this process use `seconds` of processor time from now on, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(used.ru_utime + used.ru_stime + seconds)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        end = min(end, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(json.loads(sys.argv[1])))
    sys.exit(draw_pictures(json.load(sys.stdin)))
