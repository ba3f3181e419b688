"""What would mend a block that crashes, as far as its document shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from generator.auditing.document import Document, Outcome
from generator.auditing.fate import crash_of, last_raised, summary
from generator.auditing.settle import HOPELESS
from generator.checking.hints import mend, usual_import
from generator.model import Raised

_MOST: Final = 5  # names worth speaking of
_NOWHERE: Final = "nothing in the document defines {}"


def advice(outcome: Outcome, document: Document) -> str:
    """The mend in a line; empty where there is none to suggest."""
    return "; ".join(dict.fromkeys(_parts(outcome, document)))


def _parts(outcome: Outcome, document: Document) -> Iterator[str]:
    run = outcome.run
    if run is None or run.ended not in ("raised", "finished"):
        return
    raised = crash_of(outcome) or last_raised(run)
    missing = () if raised is None or raised.name in HOPELESS else outcome.missing[:_MOST]
    if raised is not None and raised.name != "NameError":
        yield from filter(None, (mend(raised),))
    lines = {name: usual_import(name) for name in missing}
    yield from (f"add `{line}`" for line in lines.values() if line is not None)
    origins: dict[str, list[str]] = {}
    for name in missing:
        origin = _origin(name, outcome, document)
        if origin is not None or lines[name] is None:
            origins.setdefault(origin or _NOWHERE, []).append(f"`{name}`")
    for origin, names in origins.items():
        yield origin.format(_listed(names))
    if outcome.beyond is not None:
        yield from _beyond(outcome, raised)


def _origin(name: str, outcome: Outcome, document: Document) -> str | None:
    """Where a name comes from that the block does not define; `{}` is for the name."""
    own, scope = outcome.block.number, outcome.block.scope
    definers = [each for each in document.definers.get((scope, name), ()) if each != own]
    earlier = [number for number in definers if number < own]
    if earlier:
        block = document.blocks[earlier[-1] - 1]
        but = ", but crashes" if block.number in outcome.crashing else ""
        return f"block {block.number} (line {block.place.line}) defines {{}}{but}"
    if definers:
        block = document.blocks[definers[0] - 1]
        return f"only block {block.number} (line {block.place.line}), below, defines {{}}"
    return None


def _beyond(outcome: Outcome, before: Raised | None) -> Iterator[str]:
    """How the block would fare after what the crashing blocks do before they crash."""
    assert outcome.beyond is not None
    run = outcome.beyond
    those = "that block does" if len(outcome.crashing) == 1 else "those blocks do"
    raised = last_raised(run)
    if run.ended == "finished":
        yield f"after what {those} before crashing, this one runs"
    elif raised is not None and before is not None and raised.text != before.text:
        said = summary(raised)
        yield f"after what {those} before crashing, this one fails with {said}"


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
