"""The PDF compiler in a process of its own."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.launching import ask, folder_of, isolated
from generator.writing import pdf_child
from generator.writing.pdf_limits import Limits


class BrokenError(Exception):
    """The compiler ended without saying why."""

    def __init__(self, status: int, stderr: str) -> None:
        super().__init__(status)
        self.status = status
        self.stderr = stderr


@dataclass(frozen=True, slots=True)
class Compiler:
    """The compiler in a process of its own, which reads nothing but what is in `root`."""

    root: Path
    font_folders: Sequence[str]
    limits: Limits
    cards: int
    ppi: float = 0  # of a picture of each page; none are made with 0
    measuring: bool = False  # the plans alone are made

    @property
    def output(self) -> Path:
        return self.root / "out.pdf"

    @property
    def pictures(self) -> tuple[bytes, ...]:
        paths = self.root.glob(f"{pdf_child.PAGE}*.png")
        return tuple(path.read_bytes() for path in sorted(paths))

    @property
    def plans(self) -> Path:
        return self.root / "plans.json"

    def leave_out(self, slug: str) -> bool:
        """Take a card out of the deck; whether any are left."""
        path = self.root / "deck.json"
        data = json.loads(path.read_bytes())
        for chapter in data["chapters"]:
            chapter["cards"] = [card for card in chapter["cards"] if card["slug"] != slug]
        data["chapters"] = [chapter for chapter in data["chapters"] if chapter["cards"]]
        left = sum(len(chapter["cards"]) for chapter in data["chapters"])
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        self.plans.write_text(json.dumps([None] * left), encoding="utf-8")
        return left > 0

    def run(self, template: str) -> dict[str, Any] | None:
        """Compile; None on success, else the report of the compiler. A template of cards has
        another one, `<template>-measure`, that completes the plans.

        Raises TimeoutExpired, BrokenError, and OSError where the file cannot be written.
        """
        main = self.root / template
        measure = main.with_stem(f"{main.stem}-measure")
        return self._ask(
            {
                "main": str(main),
                "measure": str(measure) if measure.exists() else None,
                "output": None if self.measuring else str(self.output),
            }
        )

    def query(self, template: str) -> tuple[dict[str, Any] | None, Any]:
        """What a template says of `<plans>`, behind the report of the compiler, which is None on
        success. Raises as `run` does.
        """
        answer = self.root / "answer.json"
        report = self._ask({"query": str(self.root / template), "answer": str(answer)})
        return report, None if report else json.loads(answer.read_bytes())

    def _ask(self, wanted: dict[str, Any]) -> dict[str, Any] | None:
        job = {
            **wanted,
            "plans": str(self.plans),
            "root": str(self.root),
            "ppi": self.ppi,
            "font_folders": self.font_folders,
            "memory": self.limits.memory,
            "packages": folder_of("typst"),
        }
        # Isolated, so that it does not find the folder `typst` beside the script either.
        done = ask(
            isolated(sys.executable, pdf_child.__file__, json.dumps(job)),
            seconds=self.limits.seconds + self.limits.seconds_per_card * self.cards,
        )
        if done.returncode == pdf_child.FAILED:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
        if done.returncode == pdf_child.REFUSED:
            refusal = json.loads(done.stdout)
            raise OSError(refusal["errno"] or errno.EIO, refusal["message"])
        if done.returncode != 0:
            raise BrokenError(done.returncode, done.stderr)
        return None
