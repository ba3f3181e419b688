"""What is said between who sends programs and who runs them: JSON, with the version of its form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from generator.model import Program, Run
from generator.running.programs.scan import scan
from generator.running.sandbox.confinement import Sandbox
from generator.spreading.described import Described
from generator.spreading.program_json import (
    program_from_json,
    program_to_json,
    run_from_json,
    run_to_json,
)

FORM: Final = 1

Outcome = Literal["runs", "wanted", "refused", "failed"]


class MessageError(Exception):
    """A message that this version of Proofdeck does not understand."""


@dataclass(frozen=True, slots=True)
class Order:
    """Programs to run on a worker that is like the machine `here`.

    `deck` names the pool that serves them, until it is told to go. It confines programs as
    `sandbox` says, and runs `jobs` at a time, or as many as its worker has places. `files` are
    those of the deck, with the digests of their contents, by their paths below it. `number` is of
    this order alone, "" where nothing else may run it once more.
    """

    deck: str
    here: Described
    modules: tuple[str, ...]
    programs: tuple[Program, ...]
    sandbox: Sandbox = "auto"
    jobs: int | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    number: str = ""

    def to_text(self) -> str:
        """As JSON, in ASCII."""
        return _written(
            deck=self.deck,
            here=self.here.to_json(),
            modules=list(self.modules),
            programs=[program_to_json(each) for each in self.programs],
            sandbox=self.sandbox,
            jobs=self.jobs,
            files=dict(self.files),
            number=self.number,
        )

    @classmethod
    def from_text(cls, text: str) -> Order:
        """What `to_text` wrote. Raises MessageError."""
        value = _read(text)
        try:
            return cls(
                deck=str(value["deck"]),
                here=Described.from_json(value["here"]),
                modules=tuple(map(str, value["modules"])),
                programs=tuple(map(program_from_json, value["programs"])),
                sandbox=value["sandbox"],
                jobs=None if value["jobs"] is None else int(value["jobs"]),
                files={str(name): str(found) for name, found in value["files"].items()},
                number=str(value["number"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MessageError(f"an order that cannot be read: {error!r}") from None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an order on `host`, a machine of a `kind`, by a `worker` with this address,
    "" if nothing else has to be known of it.

    Its `runs`, whose files are named by their paths below the deck; or the digests of contents
    that are `wanted` first; or `why` it was "refused", or "failed".
    """

    outcome: Outcome
    runs: tuple[Run, ...] = ()
    wanted: tuple[str, ...] = ()
    why: str = ""
    host: str = ""
    kind: str = ""
    worker: str = ""

    def to_text(self) -> str:
        """As JSON, in ASCII."""
        return _written(
            outcome=self.outcome,
            runs=[run_to_json(each) for each in self.runs],
            wanted=list(self.wanted),
            why=self.why,
            host=self.host,
            kind=self.kind,
            worker=self.worker,
        )

    @classmethod
    def from_text(cls, text: object) -> Answer:
        """What `to_text` wrote. Raises MessageError."""
        value = _read(text)
        try:
            if value["outcome"] not in ("runs", "wanted", "refused", "failed"):
                raise ValueError(value["outcome"])
            return cls(
                outcome=value["outcome"],
                runs=tuple(map(run_from_json, value["runs"])),
                wanted=tuple(map(str, value["wanted"])),
                why=str(value["why"]),
                host=str(value["host"]),
                kind=str(value["kind"]),
                worker=str(value["worker"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MessageError(f"an answer that cannot be read: {error!r}") from None


def _written(**value: Any) -> str:
    return json.dumps({"form": FORM, **value}, separators=(",", ":"))


def _read(text: object) -> Mapping[str, Any]:
    if not isinstance(text, str):
        raise MessageError("a message that is not text")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise MessageError("a message that is not JSON") from None
    form = value.get("form") if isinstance(value, dict) else None
    if form != FORM:
        raise MessageError(f"a message of the form {form}, where this Proofdeck has {FORM}")
    return value  # type: ignore[no-any-return]


def modules_of(programs: Sequence[Program]) -> tuple[str, ...]:
    """The top-level modules that programs import, whose versions must be those of here."""
    return tuple(sorted({name for program in programs for name in scan(program).imports}))
