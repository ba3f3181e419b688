"""Articles: cards of what their programs print, and of what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.auditing.document import Block, Finding, JudgedClaim
from generator.auditing.fate import crash_of
from generator.importing.documents.block_fences import (
    comment_claims,
    needed_fences,
    session_fence,
    stated_output,
    without_claims,
)
from generator.importing.documents.trial import Trial
from generator.importing.escaping import escape_start, escape_text, fenced, inline_code
from generator.importing.found import Found
from generator.importing.gathering import Gathering
from generator.model import Raised
from generator.reading.source import Source

_CJK: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_SLUG: Final = re.compile(r"\s*\{[#.][^{}]*\}\s*$")
_LOST: Final = frozenset({"ModuleNotFoundError"})  # says something of this machine alone


@dataclass(frozen=True, slots=True)
class _Words:
    prints: str
    wrong: str
    fails: str
    says: str
    nothing_said: str
    not_so: str
    colon: str
    gap: str  # between two sentences


_ENGLISH: Final = _Words(
    prints="What does this print?",
    wrong="What is wrong here?",
    fails="This raises {}.",
    says="The article says that this comes out:",
    nothing_said="The article does not say so.",
    not_so="The article says otherwise.",
    colon=": ",
    gap=" ",
)
_CHINESE: Final = _Words(
    prints="这段代码会输出什么？",
    wrong="哪里错了？",
    fails="这段代码会抛出 {}。",
    says="文章说输出是：",
    nothing_said="文章没有提到这一点。",
    not_so="文章的说法不对。",
    colon="：",
    gap="",
)


def article_cards(trial: Trial, source: Source) -> Gathering:
    """A `.predict` card for each sound block that shows something, and a `.bug` card for each that
    crashes, or of which the article states what is false.
    """
    return _Reader(trial, source).read()


class _Reader:
    def __init__(self, trial: Trial, source: Source) -> None:
        self._trial = trial
        self._source = source
        self._gathering = Gathering(losses=["the prose of the article"])
        self._words = _CHINESE if len(_CJK.findall(source.text)) > 100 else _ENGLISH

    def read(self) -> Gathering:
        for finding in self._trial.findings:
            block = finding.outcome.block
            if block.kind != "code":
                self._stated(finding)
            elif not block.pieces:
                self._gathering.leave(
                    "block that is not to be run", "blocks that are not to be run"
                )
            else:
                self._block(block, finding)
        return self._gathering

    def _stated(self, finding: Finding) -> None:
        """What a table or a sentence says that is false is no card, but is told."""
        for problem in finding.problems:
            if problem.code == "false-claim":
                name = f"a {finding.outcome.block.kind} of results"
                mend = "write the card by hand"
                self._gathering.broken(problem.place, name, f"it {problem.message}", mend)

    def _block(self, block: Block, finding: Finding) -> None:
        outcome = finding.outcome
        raised = crash_of(outcome)
        false = [claim for claim in finding.claims if claim.truth == "false"]
        if not finding.runs:
            if outcome.crashing:
                self._leave("fails only because of another", "fail only because of others")
            elif raised is None:
                self._leave("does not come to its end", "do not come to their end")
            elif raised.name in _LOST:
                self._leave("needs a missing package", "need missing packages")
            else:
                self._crash(block, finding, raised)
        elif false:
            self._false(block, finding, false)
        elif finding.varies:
            self._leave("varies from run to run", "vary from run to run")
        elif any(cell.outputs or cell.raised for cell in outcome.cells):
            self._sound(block, finding)
        else:
            self._leave("shows nothing", "show nothing")

    def _leave(self, one: str, many: str) -> None:
        self._gathering.leave(f"block that {one}", f"blocks that {many}")

    # --- cards ------------------------------------------------------------------------

    def _sound(self, block: Block, finding: Finding) -> None:
        raised = next((each.raised for each in finding.outcome.cells if each.raised), None)
        unread = comment_claims(block, finding, "unread", "behind", "varies", "none")
        code = without_claims(block, self._source, unread)
        options = [f"raises={raised.name}"] if raised is not None else []
        options += ["unread"] if any(piece.unread for piece in block.pieces) else []
        parts = [self._program(block, finding, code, options)]
        said = "" if raised is not None else stated_output(block, finding)
        if said.strip() and len(block.pieces) == 1:
            parts.append(fenced(said, "output"))
        self._add(block, finding, self._words.prints, parts, "predict")

    def _false(self, block: Block, finding: Finding, false: Sequence[JudgedClaim]) -> None:
        every = comment_claims(block, finding, "false", "unread", "behind", "varies", "none")
        code = without_claims(block, self._source, every)
        raised = next((each.raised for each in finding.outcome.cells if each.raised), None)
        options = [f"raises={raised.name}"] if raised is not None else []
        options += ["varies"] if finding.varies else []
        said = [self._words.says, *(fenced(claim.said.strip("\n"), "text") for claim in false)]
        parts = [*said, self._program(block, finding, code, options), self._words.not_so]
        self._add(block, finding, self._words.wrong, parts, "bug.predict")

    def _crash(self, block: Block, finding: Finding, raised: Raised) -> None:
        stated = [claim for piece in block.pieces for claim in piece.stated]
        code = without_claims(block, self._source, stated)
        said = [each.claim.text for piece in block.pieces for each in piece.outputs]
        parts = (
            [self._words.says, *(fenced(text.strip("\n"), "text") for text in said)] if said else []
        )
        parts.append(_fence(code, [f"raises={raised.name}"]))
        told = self._words.fails.format(inline_code(raised.name))
        more = self._words.not_so if said else self._words.nothing_said
        parts.append(f"{told}{self._words.gap}{more}")
        self._add(block, finding, self._words.wrong, parts, "bug.predict")

    def _program(self, block: Block, finding: Finding, code: str, options: Sequence[str]) -> str:
        if len(block.pieces) > 1:
            return session_fence(block, finding, self._source)
        return _fence(code, options)

    def _add(
        self, block: Block, finding: Finding, asked: str, parts: Sequence[str], kind: str
    ) -> None:
        needed = set(finding.outcome.needed) - {block.number}
        hidden = needed_fences(self._trial.document, needed, self._source)
        heading = escape_start(escape_text(_SLUG.sub("", block.heading).strip()))
        if not heading:
            front = asked
        elif heading[-1] in "?？":
            front = f"{heading}{self._words.gap}{asked}"
        else:
            front = f"{heading}{self._words.colon}{asked[:1].lower()}{asked[1:]}"
        self._gathering.cards.append(
            Found(block.place, front, "\n\n".join([*hidden, *parts]), kind=kind)
        )


def _fence(code: str, options: Sequence[str]) -> str:
    braces = f" {{{' '.join(options)}}}" if options else ""
    return fenced(code.strip("\n"), f"python{braces}")
