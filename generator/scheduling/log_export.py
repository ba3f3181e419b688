"""All reviews as text, for other programs and for keeping."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

from generator.keeping.cache_folder import write_whole
from generator.scheduling.fsrs_schedule import moment
from generator.scheduling.log_faults import told
from generator.scheduling.study_values import Review

ExportFormat = Literal["csv", "jsonl"]
COLUMNS: Final = (
    "id", "time", "guid", "ordinal", "grade", "type", "interval", "took", "source", "factor",
    "answer", "undone",
)  # fmt: skip


def exported(reviews: Iterable[Review], form: ExportFormat) -> Iterator[str]:
    """Lines with their ends: one of names for CSV, then one for each review. docs/reviews.md says
    what the columns are.
    """
    if form == "csv":
        yield _csv_line(COLUMNS)
    for review in reviews:
        values = _values(review)
        if form == "csv":
            yield _csv_line("" if value is None else value for value in values)
        else:
            yield json.dumps(dict(zip(COLUMNS, values, strict=True)), ensure_ascii=False) + "\n"


def write_export(path: Path, lines: Iterable[str]) -> None:
    """Replace the file at `path` atomically. Raises ProblemsError."""
    with told(path):
        write_whole(path, "".join(lines).encode("utf-8", "replace"))


def _values(review: Review) -> tuple[Any, ...]:
    return (
        review.id,
        moment(review.id).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        review.key.guid,
        review.key.ordinal,
        review.grade,
        review.type.name.lower(),
        review.interval,
        review.took,
        review.source,
        review.factor,
        review.answer,
        review.undone,
    )


def _csv_line(values: Iterable[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
