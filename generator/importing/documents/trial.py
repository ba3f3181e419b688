"""A document whose programs have been tried, for cards to be made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from generator.auditing.audit_files import TIMEOUT
from generator.auditing.document import Document, Finding
from generator.auditing.judge import judge
from generator.auditing.read import read_document
from generator.auditing.settle import settle
from generator.auditing.shared_runner import run_now
from generator.checking.runners import open_runner
from generator.progress import SILENT
from generator.running.run_options import RunOptions
from generator.running.sandbox.trust import require_sandbox
from generator.running.sound import sound

FOREIGN: Final = "these cards are not yours"


@dataclass(frozen=True)
class Trial:
    """A document, and what was found out about each of its blocks, in their order."""

    document: Document
    findings: tuple[Finding, ...]


def tried(path: Path, options: RunOptions | None) -> Trial:
    """Read a document and run its blocks, each alone or after those above that it needs, also of a
    notebook; without options none is run. Raises ProblemsError where it cannot be read, or where
    the sandbox that somebody else's programs need cannot be had.
    """
    document = replace(read_document(path), kind="page")
    if options is None or not any(block.pieces for block in document.blocks):
        return Trial(document, ())
    require_sandbox(
        options.python, options.sandbox, document.path, foreign=FOREIGN, trust=options.trust
    )
    with open_runner(options) as given:
        run_all = partial(run_now, sound(given), SILENT)
        settled = settle(document, run_all, TIMEOUT)
    found = sorted(settled, key=lambda each: each.first.block.number)
    return Trial(document, tuple(judge(each, document, TIMEOUT) for each in found))
