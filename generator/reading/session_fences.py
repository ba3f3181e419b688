"""A session on a card → the programs that it consists of, each with the output it states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.model import Claim, Fence, MatchName, Place, Problem
from generator.reading.comments import find_claims
from generator.reading.prompts import (
    TRACEBACK,
    Prompt,
    echoing,
    read_prompts,
    without_directives,
)

_RAISED: Final = re.compile(r"(?P<name>[A-Za-z_][\w.]*)(?::[ \n]|$)")
_KNOWN: Final = ("+ELLIPSIS", "")


def session_fences(session: Fence, report: Callable[[Problem], None]) -> tuple[Fence, ...]:
    """The programs of a session, whose text is the code of `session`, with its options.

    Prompts that show nothing belong to the program of the next one that does. What is of one
    program alone (a name, `agrees`, `raises`) is of the last. Problems go to `report`.
    """
    try:
        prompts = [each for each in read_prompts(session.code) if each.code.strip()]
        groups = list(_groups(prompts))
        fences = [_fence(session, group, last=group is groups[-1]) for group in groups]
        for fence in fences:
            echoing(fence.code)
            _check_verifiable(fence, report)
    except ValueError as error:
        hint = "start each statement with `>>> `, and its further lines with `... `"
        report(Problem(session.place, "bad-session", f"this session cannot be read: {error}", hint))
        return ()
    for prompt in prompts:
        for option in sorted(prompt.options.difference(_KNOWN)):
            _unknown(session, prompt, option, report)
    return tuple(fences)


def _check_verifiable(fence: Fence, report: Callable[[Problem], None]) -> None:
    if fence.claim is not None and (fence.norun is not None or fence.varies):
        mark = "varies" if fence.varies else ".norun"
        message = f"this result cannot be verified: its session is marked `{mark}`"
        hint = f"remove the result, or remove `{mark}`"
        report(Problem(fence.claim.place, "unverifiable-claim", message, hint))


def _unknown(
    session: Fence, prompt: Prompt, option: str, report: Callable[[Problem], None]
) -> None:
    place = _line(session, prompt.line + 1, prompt.margin)
    message = f"doctest's `{option}` has no effect here"
    hint = "remove it; what the session states is compared with all that comes out"
    if option == "+SKIP":
        hint = 'to show it without running it, put it in a fence with {.norun reason="…"}'
        report(Problem(place, "bad-options", message, hint))
    else:
        report(Problem(place, "unknown-option", message, hint, severity="warning"))


def _groups(prompts: Sequence[Prompt]) -> Iterator[list[Prompt]]:
    group: list[Prompt] = []
    for prompt in prompts:
        if group and prompt.margin != group[0].margin:
            yield group
            group = []
        group.append(prompt)
        # What a comment states is told of the last expression of a program alone.
        if prompt.said or any(each.sure != "words" for each in find_claims(prompt.code)):
            yield group
            group = []
    if group:
        yield group


def _fence(session: Fence, group: list[Prompt], *, last: bool) -> Fence:
    first, end = group[0], group[-1]
    # Lines that are no code stand between two prompts only where they are empty.
    lines: list[str] = []
    for prompt in group:
        lines += [""] * (prompt.line - first.line - len(lines))
        lines += without_directives(prompt.code).split("\n")
    code = "\n".join(lines).rstrip("\n")
    claim, raises = _stated(session, end)
    own = session if last else replace(session, name="", agrees="", raises=None)
    match: MatchName = session.match
    if match == "exact" and any("+ELLIPSIS" in each.options for each in group):
        match = "ellipsis"
    return replace(
        own,
        varies=own.varies and not (match == "ellipsis" and claim is not None),
        place=replace(session.place, line=session.place.line + first.line),
        code=code,
        indent=session.indent + first.margin,
        raises=raises or own.raises,
        blanks=tuple(gap for gap in session.blanks if gap.text in code),
        claim=claim,
        match=match,
        session=True,
    )


def _stated(session: Fence, prompt: Prompt) -> tuple[Claim | None, str | None]:
    """What is stated below a prompt, and the name of the exception that it ends with."""
    said = prompt.said
    if not said:
        return None, None
    place = _line(session, prompt.line + prompt.lines, prompt.margin - 4)
    lines = said.split("\n")
    if TRACEBACK not in lines:
        return Claim(place, said, source="session"), None
    start = lines.index(TRACEBACK)
    # The frames are those of another file; what was raised stands at the margin again.
    after = (at for at in range(start + 1, len(lines)) if lines[at][:1].strip())
    at = next(after, len(lines))
    found = _RAISED.match("\n".join(lines[at:]))
    if found is None:
        return Claim(place, said, source="session"), None
    text = "\n".join([*lines[:start], *lines[at:]])
    line = place.line if start else place.line + at
    return Claim(replace(place, line=line), text, source="session"), found["name"]


def _line(session: Fence, line: int, margin: int) -> Place:
    """The place of a line of the session, counting from 1; line 0 opens it."""
    place = session.place
    return Place(place.path, place.line + line, session.indent + margin + 1)
