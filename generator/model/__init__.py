"""The nouns of a build, from Markdown to verified card.

Every noun is a frozen value without I/O. The steps (reading, running, checking, rendering,
writing) take some of these and return others; none of them changes one.
"""

from generator.model.listing import Blank, Listing, Media, Shown
from generator.model.places import (
    Place,
    Problem,
    ProblemsError,
    Severity,
    in_order,
    shortened,
)
from generator.model.ran import (
    Cell,
    CellRun,
    Difference,
    Ending,
    Environment,
    Frame,
    Note,
    Output,
    Program,
    Raised,
    Run,
    Structure,
)
from generator.model.shown import NOTE_KINDS, Faces, NoteKind
from generator.model.written import (
    VALUE_MATCHES,
    Card,
    Chapter,
    Claim,
    Deck,
    DeckConfig,
    Fence,
    MatchName,
    Node,
)

__all__ = [
    "NOTE_KINDS",
    "VALUE_MATCHES",
    "Blank",
    "Card",
    "Cell",
    "CellRun",
    "Chapter",
    "Claim",
    "Deck",
    "DeckConfig",
    "Difference",
    "Ending",
    "Environment",
    "Faces",
    "Fence",
    "Frame",
    "Listing",
    "MatchName",
    "Media",
    "Node",
    "Note",
    "NoteKind",
    "Output",
    "Place",
    "Problem",
    "ProblemsError",
    "Program",
    "Raised",
    "Run",
    "Severity",
    "Shown",
    "Structure",
    "in_order",
    "shortened",
]
