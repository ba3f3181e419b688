"""What `requires="…"` may hold."""

from __future__ import annotations

from typing import Final

from packaging.requirements import Requirement

_LONGEST: Final = 300  # characters


def is_requirement(text: str) -> bool:
    """Whether a text is `cuda`, or a requirement on a distribution that can be decided: one with
    a marker that makes sense, and without an address to install from.
    """
    if text == "cuda":
        return True
    if len(text) > _LONGEST:
        return False
    try:
        requirement = Requirement(text)
        if requirement.marker is not None:
            requirement.marker.evaluate()
    except (ValueError, LookupError, RecursionError):
        return False
    return requirement.url is None
