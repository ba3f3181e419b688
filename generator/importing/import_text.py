"""What came of an import, for people and for programs to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.counted import counted
from generator.importing.deck_layout import LEFT_OUT
from generator.importing.drafts import Draft
from generator.importing.import_deck import Imported, by_hand
from generator.model import Place
from generator.reading.source import display_path

_CRASHES = frozenset({"crash", "wrong-exception", "timeout", "memory", "disk", "processes", "exit",
                      "signal", "flood", "bad-session"})  # fmt: skip
_FALSE = frozenset({"false-claim", "no-exception", "unstatable-claim", "unverifiable-claim"})


def fate(draft: Draft, imported: Imported) -> str:
    """What became of the programs of a card, as it is counted; "" where it has none."""
    if not draft.programs:
        return ""
    if not imported.ran:
        return "not tried"
    if draft.out:
        return "left out"
    if not draft.trouble:
        return "run" if draft.runs else "do not hold"
    codes = {code for code, _ in draft.trouble}
    if codes & _FALSE:
        return "state what is false"
    if codes & _CRASHES:
        return "crash alone"
    return "vary from run to run" if "varies" in codes else "do not hold"


def import_text(imported: Imported) -> Iterator[str]:
    """The lines of the report."""
    written = [draft for draft in imported.drafts if not draft.out]
    chapters = len({draft.file for draft in written})
    yield f"{_cards(written)} in {counted(chapters, 'chapter')} of {display_path(imported.folder)}"
    fates = [fate(draft, imported) for draft in imported.drafts]
    with_code = [each for each in fates if each]
    if with_code:
        parts = [f"{with_code.count(each)} {each}" for each in dict.fromkeys(with_code)]
        yield f"{len(with_code):,} with code: {', '.join(parts)}"
    if imported.media:
        yield f"{counted(imported.media, 'file')} of images and sound"
    if imported.guids:
        notes = counted(imported.guids, "note")
        yield f"{notes} with the id from Anki: before you import the deck into the collection that"
        yield "they are from, change their note type there (docs/import.md, “The ids of notes”)"
    yield from _losses(imported)
    for problem in imported.unprinted:
        yield f"The PDFs cannot be made as it is: {problem.message}"
    listed = by_hand(imported)
    if listed or imported.left_out:
        yield ""
        yield f"{counted(len(listed) + len(imported.left_out), 'card')} to look at:"
    for draft, reasons in listed:
        yield f"  {_where(draft, imported)}: {'; '.join(reasons)}"
    for out in imported.left_out:
        yield f"  {_source(out.place, out.name)}: left out, because {out.reason}"


def import_json(imported: Imported) -> str:
    """The report as JSON."""
    reasons = {draft.slug: list(why) for draft, why in by_hand(imported)}
    cards = [
        {
            "slug": draft.slug,
            "file": None if draft.out else draft.file,
            "line": None if draft.out else draft.line,
            "source": draft.found.place.path,
            "source_line": draft.found.place.line,
            "source_name": draft.found.name,
            "kind": draft.kind or "basic",
            "guid": draft.found.guid,
            "code": fate(draft, imported),
            "by_hand": reasons.get(draft.slug, []),
            "lost": list(dict.fromkeys(draft.losses)),
        }
        for draft in imported.drafts
    ]
    left = [
        {"source": o.place.path, "line": o.place.line, "name": o.name, "reason": o.reason}
        for o in imported.left_out
    ]
    value = {
        "format": "proofdeck-import-1",
        "deck": imported.folder.as_posix(),
        "cards": cards,
        "left_out": left,
        "lost": dict(imported.losses),
        "media": imported.media,
        "unused_media": imported.unused,
        "kept_guids": imported.guids,
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


def _losses(imported: Imported) -> Sequence[str]:
    lost = [
        f"{what} ({counted(count, 'card')})" if count else what
        for what, count in imported.losses.items()
    ]
    if imported.unused:
        lost.append(f"{counted(imported.unused, 'file')} that no card shows")
    return [f"Not carried over: {', '.join(lost)}"] if lost else []


def _where(draft: Draft, imported: Imported) -> str:
    if draft.out:
        path = display_path(imported.folder / LEFT_OUT)
        return f"{path}: {draft.slug} ({_source(draft.found.place, draft.found.name)})"
    path = display_path(imported.folder / draft.file)
    return f"{path}:{draft.line} ({_source(draft.found.place, draft.found.name)})"


def _source(place: Place, name: str) -> str:
    return f"{place.path}, {name}" if name else str(place)


def _cards(drafts: Sequence[Draft]) -> str:
    return counted(len(drafts), "card")
