"""What comments state where it is held against nothing."""

from __future__ import annotations

from generator.model import Unread
from generator.reading.comments import Commented


def of_session(code: str, found: Commented) -> Commented:
    """What comments of a session state. Showing the value of the first statement on a line moves
    those after it, so nothing is known of them.
    """
    lines = code.encode("utf-8", "surrogatepass").split(b"\n")
    behind = [c for c in found.claims if b";" in lines[c.about - 1][: c.column]]
    why = "another statement comes before its own on the line"
    hint = "give each statement a prompt of its own"
    unread = [Unread(c.place, c.whole, why, hint) for c in behind if c.sure in ("firm", "loose")]
    return Commented(
        tuple(claim for claim in found.claims if claim not in behind),
        tuple(sorted((*found.unread, *unread), key=lambda each: each.place)),
    )


def of_asserts(found: Commented) -> Commented:
    """What comments of asserts state, which is held against nothing."""
    why, hint = "it stands among asserts", "state it in an assert, or reword the comment"
    firm = [claim for claim in found.claims if claim.sure == "firm"]
    unread = [Unread(claim.place, claim.whole, why, hint) for claim in firm]
    both = sorted((*found.unread, *unread), key=lambda each: each.place)
    return Commented((), tuple(both))
