"""What a package carries, and the results of verifying it, for people to read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from generator.cli.terminal import one_line, printable
from generator.verifying.evidence import Evidence
from generator.verifying.outcome import Change
from generator.verifying.package import NO_PROGRAM, Package
from generator.verifying.verification import Result, Verified

_LONGEST = 80
_LONGEST_TEXT = 500
_STYLES = {"true": "green", "different": "bold red", "does not run": "bold red"}


def programs_text(package: Package) -> Iterator[Text]:
    """Every program that verifying would run, in full."""
    for note in package.notes:
        if note.evidence is not None:
            yield from _program(note.evidence)


def _program(evidence: Evidence) -> Iterator[Text]:
    yield Text(one_line(evidence.id), style="bold")
    for name, value in evidence.program.env:
        yield Text(f"  {one_line(name)}={one_line(value)}", style="dim")
    for cell in evidence.program.cells:
        for line in printable(cell.code.rstrip("\n")).split("\n"):
            yield Text(f"  │ {line}")


def results_text(verified: Verified) -> Iterator[Text]:
    """A line for each card that is not still true, then one for all of them."""
    for result in verified.results:
        if result.status != "true" and not _without(result):
            yield _line(result)
    yield Text(summary(verified), style="bold")


def _line(result: Result) -> Text:
    what = _cut(result.reason)
    if result.difference is not None:
        what = "said {} → got {}".format(*change(result.difference))
    shown = "now different" if result.status == "different" else result.status
    text = Text.assemble(
        (one_line(result.name), "bold"), ": ", (shown, _STYLES.get(result.status, "yellow"))
    )
    text.append(f": {what}" if what else "")
    if result.verified and result.status != "not verifiable":
        text.append(f"  (verified with {_cut(', '.join(result.verified))})", style="dim")
    return text


def _cut(text: str) -> str:
    return one_line(text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…")


def change(difference: Change) -> tuple[str, str]:
    """What the card says and what came out, each short enough for a line of a report.

    Long lines are cut around the first character that differs.
    """
    said, got = difference.said.strip(), difference.got.strip()
    start = 0
    if max(len(said), len(got)) > _LONGEST:
        pairs = enumerate(zip(said, got, strict=False))
        shorter = min(len(said), len(got))
        common = next((at for at, (one, other) in pairs if one != other), shorter)
        start = max(common - _LONGEST // 2, 0)
    return _quote(said, start), _quote(got, start)


def _quote(text: str, start: int) -> str:
    if not text:
        return "an empty line"
    end = start + _LONGEST
    # Cut before escaping: a line may hold a megabyte.
    shown = printable(text[start:end])
    cut = len(text) > end or len(shown) > _LONGEST
    return f"`{'…' if start else ''}{shown[:_LONGEST]}{'…' if cut else ''}`"


def _without(result: Result) -> bool:
    return result.reason == NO_PROGRAM


def summary(verified: Verified) -> str:
    """The counts, in one line."""
    without = sum(1 for result in verified.results if _without(result))
    parts = [
        f"{verified.count('true')} still true",
        f"{verified.count('different')} now different",
        f"{verified.count('does not run')} do not run",
        f"{verified.count('not verifiable') - without} not verifiable",
    ]
    parts += [f"{without} without a program"] if without else []
    parts += [f"{verified.package.foreign} not Proofdeck's"] if verified.package.foreign else []
    return f"{len(verified.results)} cards: {', '.join(parts)}"
