"""An article that an assistant has as text, audited as a file would be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from generator.assisting.answer_bounds import bounded
from generator.assisting.bench import Bench
from generator.assisting.jobs import Watched
from generator.auditing.audit_files import audit_files
from generator.auditing.audit_json import as_json
from generator.reading.source import display_path
from generator.running import Runner
from generator.running.machine.scratch import scratch_folder

# By the name of a form, that of the file in which it is read.
FORMS: Final = {
    "markdown": "article.md",
    "rst": "article.rst",
    "notebook": "article.ipynb",
    "python": "article.py",
}


def audit_text(
    bench: Bench, watched: Watched, text: str, form: str, timeout: float
) -> dict[str, Any]:
    """The report on a text. `timeout` is that of each try of a block, in seconds."""
    bench.require_sandbox()

    @contextmanager
    def opened() -> Iterator[Runner]:
        yield bench.session.runner(bench.folder)

    with scratch_folder() as folder:
        path = folder / FORMS[form]
        path.write_text(text, "utf-8", newline="")
        found = audit_files(path, timeout=timeout, runner=opened, progress=watched)
        report = as_json(found)
        for name in (display_path(folder), folder.as_posix()):  # which is gone with the answer
            report = report.replace(json.dumps(f"{name}/")[1:-1], "")
    return bounded(json.loads(report), ("problems", "blocks", "elsewhere"))
