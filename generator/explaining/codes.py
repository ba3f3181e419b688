"""The table of codes: what each means, an example, and the mend."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_name("codes.toml")


@dataclass(frozen=True, slots=True)
class Code:
    """A code of problems. `example` is input that has the problem, or says what such input is."""

    name: str
    subject: str
    meaning: str
    example: str
    mend: str


@cache
def known_codes() -> Mapping[str, Code]:
    """All codes by name, in the order of the documentation."""
    table = tomllib.loads(_TABLE.read_text("utf-8"))
    return {name: Code(name, **entry) for name, entry in table.items()}


def errors_page() -> str:
    """The text of docs/errors.md."""
    lines = [
        "# What can be wrong",
        "",
        "Every problem ends with its code, such as `[false-claim]`. `proofdeck explain CODE`",
        "prints what is said of it here. This page is made from",
        "[`codes.toml`](../generator/explaining/codes.toml) by `make docs`.",
    ]
    subject = ""
    for code in known_codes().values():
        if code.subject != subject:
            subject = code.subject
            lines += ["", f"## {subject}"]
        lines += ["", f"### {code.name}", "", code.meaning]
        lines += ["", *_fenced(code.example), "", code.mend]
    return "\n".join(lines) + "\n"


def _fenced(example: str) -> list[str]:
    marks = "````" if "```" in example else "```"
    return [f"{marks}text", example, marks]
