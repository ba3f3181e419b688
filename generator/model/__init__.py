"""The nouns of a build, from Markdown to verified card.

Every noun is a frozen value without I/O. The steps (reading, running, checking, rendering,
writing) take some of these and return others; none of them changes one.
"""

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
from generator.model.shown import (
    Blank,
    FacedDeck,
    Faces,
    Listing,
    Media,
    Shown,
)
from generator.model.written import (
    Card,
    Chapter,
    Claim,
    Deck,
    DeckConfig,
    Fence,
    Kind,
    MatchName,
    Node,
)

__all__ = [
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
    "FacedDeck",
    "Faces",
    "Fence",
    "Frame",
    "Kind",
    "Listing",
    "MatchName",
    "Media",
    "Node",
    "Note",
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
