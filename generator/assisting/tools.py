"""The tools that an assistant is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from generator.assisting import output_schemas as schemas
from generator.assisting import tool_arguments as given
from generator.assisting.bench import Bench
from generator.assisting.card_list import list_cards, read_chapter
from generator.assisting.chapter_writing import accept_results, write_chapter
from generator.assisting.check_jobs import check_part, check_text, show_card
from generator.assisting.format_guide import code_json, kinds_json, options_json, section_json
from generator.assisting.jobs import Watched
from generator.assisting.program_job import run_program
from generator.assisting.text_audit import audit_text

Answer = dict[str, Any]
_LIMIT: Final = 60.0  # seconds of a job whose caller names no limit


@dataclass(frozen=True, slots=True)
class Tool:
    """What an assistant is told of a tool, and what is done. One that `runs` programs waits for its
    turn; `writes` says that it changes the author's files.
    """

    name: str
    title: str
    description: str
    arguments: type[given.Arguments]
    answer: Callable[[], Answer]
    work: Callable[[Bench, Watched, Any], Answer]
    runs: bool = False
    writes: bool = False

    def limit(self, asked: given.Arguments) -> float:
        """Seconds after which the job is ended."""
        return float(getattr(asked, "limit", _LIMIT + getattr(asked, "timeout", 0.0)))


def _check_text(bench: Bench, watched: Watched, asked: given.CheckText) -> Answer:
    return check_text(
        bench,
        watched,
        asked.text,
        asked.path,
        asked.language,
        asked.cards,
        strict=asked.strict,
        sides=asked.sides,
    )


def _check_deck(bench: Bench, watched: Watched, asked: given.CheckDeck) -> Answer:
    return check_part(
        bench, watched, asked.path, asked.cards, strict=asked.strict, offset=asked.offset
    )


def _run_program(bench: Bench, watched: Watched, asked: given.RunProgram) -> Answer:
    return run_program(bench, watched, asked.code, asked.timeout)


def _list_cards(bench: Bench, watched: Watched, asked: given.ListCards) -> Answer:
    names = asked.languages, asked.chapters, asked.kinds, asked.tags
    return list_cards(bench, asked.search, *names, asked.offset)


def _read_chapter(bench: Bench, watched: Watched, asked: given.ReadChapter) -> Answer:
    return read_chapter(bench, asked.path, asked.first_line)


def _show_card(bench: Bench, watched: Watched, asked: given.ShowCard) -> Answer:
    return show_card(bench, watched, asked.card, asked.language)


def _audit_text(bench: Bench, watched: Watched, asked: given.AuditText) -> Answer:
    return audit_text(bench, watched, asked.text, asked.form, asked.timeout)


def _write_chapter(bench: Bench, watched: Watched, asked: given.WriteChapter) -> Answer:
    return write_chapter(bench, watched, asked.path, asked.text, asked.digest, force=asked.force)


def _accept(bench: Bench, watched: Watched, asked: given.AcceptResults) -> Answer:
    return accept_results(bench, watched, asked.path, asked.cards, values_only=asked.values_only)


_TOOLS: Final = (
    Tool(
        "check_text",
        "Check a chapter's text",
        "Check Markdown as if it were a chapter of the deck, before it is written: every program "
        "is run in the sandbox and held against what the text says comes out. Nothing is written. "
        "Returns the report of `proofdeck check`: `problems` with place, `hint` and, for a false "
        "claim, the `edit` that mends it; each card's `status` (verified, no-code, not-run, "
        "not-read, failed); and in `came-out` what each program printed. Use it for every card you "
        "write. Call card_kinds and card_options first if you do not know the format.",
        given.CheckText,
        schemas.check_text,
        _check_text,
        runs=True,
    ),
    Tool(
        "check_deck",
        "Check the deck",
        "Check the deck's files, or one chapter, or some cards. Returns the report of `proofdeck "
        "check` (PDFs are not tried): up to some dozen problems from `offset` on, and the cards "
        "that are neither verified nor without code. `left-out` counts what did not fit. The "
        "translations of a card are compared where the whole deck is checked.",
        given.CheckDeck,
        schemas.check_deck,
        _check_deck,
        runs=True,
    ),
    Tool(
        "run_program",
        "Run a program",
        "Run a Python program in the sandbox, as a card's would be: in a fresh process without "
        "network, at least twice. Returns its output, the value or print of each line (`values`), "
        "the error with its line, what came out differently the second time (`varies`), seconds, "
        "and the versions of what it imported. Use it to learn what to state on a card.",
        given.RunProgram,
        schemas.run_program,
        _run_program,
        runs=True,
    ),
    Tool(
        "list_cards",
        "List cards",
        "List the deck's cards, or those that fit: slug, question (`title`), kind, language, "
        "chapter, tags, place, and what the last check found. Runs nothing. Look here for slugs "
        "that are taken, and for what the deck already asks.",
        given.ListCards,
        schemas.list_cards,
        _list_cards,
    ),
    Tool(
        "read_chapter",
        "Read a chapter",
        "The Markdown of a chapter of the deck, and the `digest` that write_chapter asks for. A "
        "long chapter comes in parts: go on at `next-line`.",
        given.ReadChapter,
        schemas.read_chapter,
        _read_chapter,
    ),
    Tool(
        "show_card",
        "Show a card's sides",
        "Front and back of a card of the deck in Markdown, with the outputs that its programs "
        "really have, in each language.",
        given.ShowCard,
        schemas.show_card,
        _show_card,
        runs=True,
    ),
    Tool(
        "card_kinds",
        "Kinds of card",
        "Every kind of card: what its front and back show, an example that holds, and its rules.",
        given.CardKinds,
        schemas.card_kinds,
        lambda bench, watched, asked: kinds_json(asked.kind),
    ),
    Tool(
        "card_options",
        "Options and claims",
        "The options of fences and headings, and the comments by which a program states its "
        "results, each with its meaning.",
        given.NoArguments,
        schemas.card_options,
        lambda bench, watched, asked: options_json(),
    ),
    Tool(
        "format_guide",
        "Guide to the format",
        "The guide to writing cards, one section at a time; without a section, the list of them.",
        given.FormatGuide,
        schemas.format_guide,
        lambda bench, watched, asked: section_json(asked.section),
    ),
    Tool(
        "explain_problem",
        "Explain a problem",
        "What the `code` of a problem means, an example of it, and how to mend it.",
        given.ExplainProblem,
        schemas.explain_problem,
        lambda bench, watched, asked: code_json(asked.code),
    ),
    Tool(
        "audit_text",
        "Audit an article",
        "Run all Python of an article, notebook or module that is no deck, and hold the outputs "
        "that it states against what comes out. Returns the report of `proofdeck audit`: problems, "
        "and each block with whether it runs and its claims. Nothing is written.",
        given.AuditText,
        schemas.audit_text,
        _audit_text,
        runs=True,
    ),
    Tool(
        "write_chapter",
        "Write a chapter",
        "Check a text as check_text does and, if it has no errors (or with `force`), write it as a "
        "chapter of the deck. A chapter that is there is replaced only if `digest` is that of its "
        "present text. Returns the report, whether it was `written`, and the new `digest`.",
        given.WriteChapter,
        schemas.write_chapter,
        _write_chapter,
        runs=True,
        writes=True,
    ),
    Tool(
        "accept_results",
        "Accept what came out",
        "Rewrite false claims of the deck's files to what came out, all or none. Only do this "
        "where the program is right and the claim wrong. Returns the diffs, and the claims left "
        "alone.",
        given.AcceptResults,
        schemas.accept_results,
        _accept,
        runs=True,
        writes=True,
    ),
)


def tools(*, write: bool) -> dict[str, Tool]:
    """The tools by name; those that write only with `write`."""
    return {tool.name: tool for tool in _TOOLS if write or not tool.writes}


def needs_write(name: str) -> bool:
    """Whether there is a tool of this name where writing is allowed."""
    return any(tool.name == name and tool.writes for tool in _TOOLS)
