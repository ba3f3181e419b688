"""Cards → programs: which code runs together, in which order, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.kinds.exercise_tests import with_tests_apart
from generator.language import PYTHON
from generator.model import (
    VALUE_MATCHES,
    Card,
    Cell,
    DeckConfig,
    Exercise,
    Fence,
    Node,
    Place,
    Program,
    Spot,
)
from generator.reading.comments import spots_of
from generator.reading.prompts import echoing
from generator.reading.statements import read_statements
from generator.running.programs.data_files import data_files
from generator.running.programs.requires import DEVICES

_UNRUN: Final = "what looks like a program is not marked as one"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run for a card.

    `origins` says where each cell of the program comes from: a fence, or the node of an inline
    `{python} …`. `skipped` gives, by the place of a fence or node, why it is not run. A card
    with nothing to run has no program. That of an `exercise` holds its tests against their bounds;
    `alone` is the same without that, as it is written.
    """

    card: Card
    program: Program | None
    origins: tuple[Fence | Node, ...] = ()
    skipped: Mapping[Place, str] = field(default_factory=dict)
    exercise: Exercise | None = None
    alone: Program | None = None


def plan_card(card: Card, config: DeckConfig, unmet: Callable[[str], str | None]) -> Plan:
    """The plan of one card; `unmet` says why a requirement does not hold where it will run.

    Set-up fences come first, then the card's own in order, then the inline expressions: a
    sentence above the code may state what the code below it finds out. Where something that
    a fence requires is missing, what follows it on the card is not run either.
    """
    skipped: dict[Place, str] = {}
    fences: list[Fence] = []
    missing: str | None = None
    for fence in (*card.setup, *card.fences):
        missing = missing or next(filter(None, (unmet(each) for each in fence.requires)), None)
        if fence.norun is not None:
            skipped[fence.place] = fence.norun
        elif missing:
            skipped[fence.place] = missing
        else:
            fences.append(fence)
    skipped |= dict.fromkeys(card.unrun, _UNRUN)
    if missing:
        skipped |= {node.place: missing for node in card.values}
    values = () if missing else card.values
    own = [fence for fence in fences if fence in card.fences and fence.role != "starter"]
    fences = list(with_tests_apart(fences))
    if not own and not values:
        return Plan(card, None, skipped=skipped)
    cells = [_cell(fence) for fence in fences]
    cells += [Cell(node.text, node.place.line, mode="eval") for node in values]
    program = Program(
        id=f"{card.language}/{card.slug}",
        path=_file_name(card.place.path, config.folder),
        cells=tuple(cells),
        env=tuple(sorted({k: v for fence in fences for k, v in fence.env}.items())),
        timeout=max((f.timeout for f in fences if f.timeout is not None), default=config.timeout),
        memory=config.memory,
        varies=bool(own) and all(fence.varies for fence in own),
        language=next((fence.language for fence in fences), PYTHON.name),
        files=_data_files(card, config, cells),
        needs=tuple(sorted({each for f in fences for each in f.requires if each in DEVICES})),
    )
    origins: tuple[Fence | Node, ...] = (*fences, *values)
    if any(fence.role for fence in fences):
        from generator.running.programs.exercise_plan import exercise_of, verified_program

        exercise = exercise_of(card, program, origins)
        if exercise is not None:
            verified, around = verified_program(program, origins, exercise)
            return Plan(card, verified, around, skipped, exercise, program)
    return Plan(card, program, origins, skipped)


def _data_files(
    card: Card, config: DeckConfig, cells: Sequence[Cell]
) -> tuple[tuple[str, str], ...]:
    chapter = Path(card.place.path).parent
    codes = [cell.code for cell in cells]
    return data_files(codes, chapter, Path(config.folder), apart=config.languages)


def _cell(fence: Fence) -> Cell:
    """The cell of a fence, with notes taken of all that a claim is about by itself."""
    noted = {(spot.line, spot.column): spot for spot in spots_of(fence.stated)}
    if fence.claim is not None and fence.match in VALUE_MATCHES:
        for last in read_statements(fence.code)[-1:]:
            noted.setdefault((last.first, last.column), Spot(last.first, last.column))
    line = fence.place.line + 1
    code = echoing(fence.code) if fence.session else fence.code
    return Cell(code, line, raises=fence.raises, notes=tuple(sorted(noted.values())))


def _file_name(path: str, folder: str) -> str:
    """The name a traceback gives the file: relative, whatever folder the build was started in."""
    if not Path(path).is_absolute():
        return path
    root = Path(folder).resolve()
    try:
        return (Path(root.name) / Path(path).resolve().relative_to(root)).as_posix()
    except ValueError:
        return Path(path).name
