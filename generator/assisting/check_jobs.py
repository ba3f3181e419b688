"""Checks for an assistant: of a text, of the deck or a part of it; and the sides of a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.accepting.offered import offered_edits
from generator.assisting.answer_bounds import bounded
from generator.assisting.bench import Bench
from generator.assisting.came_out_json import cards_json
from generator.assisting.deck_paths import chapter_at, chapters_of, draft_in, place_of
from generator.assisting.jobs import Watched
from generator.assisting.refused import RefusedError
from generator.building.built import Built
from generator.building.deck import check_deck
from generator.checking.twins import Twin, differing_twins, twin_of
from generator.model import Problem, ProblemsError, in_order
from generator.nearest import did_you_mean
from generator.reading.chapter_files import ChapterFile
from generator.reading.source import display_path, located
from generator.reading.whole_deck import perhaps_slugs, read_files
from generator.reporting.report import Report, report_on
from generator.reporting.report_json import report_object

if TYPE_CHECKING:
    from generator.rendering.rendered import RenderedCard

_SETTLED: Final = ("verified", "no-code")


def check_text(
    bench: Bench,
    watched: Watched,
    text: str,
    path: str,
    language: str,
    slugs: Sequence[str],
    *,
    strict: bool,
    sides: bool,
) -> dict[str, Any]:
    """The report on a text as a chapter of the deck, and what came out of its programs."""
    config = bench.config
    place = place_of(bench.folder, config, path) if path else draft_in(
        bench.folder, config, language
    )  # fmt: skip
    built = checked_text(bench, watched, text, place, slugs, strict=strict, sides=sides)
    answer = report_object(_report(built)) | {"came-out": cards_json(built.verdicts)}
    if sides:
        answer |= {"sides": [_sides_json(card) for made in built.made for card in made.rendered]}
    return bounded(answer, ("problems", "cards", *(["sides"] if sides else []), "came-out"))


def checked_text(
    bench: Bench,
    watched: Watched,
    text: str,
    place: Path,
    slugs: Sequence[str] = (),
    *,
    strict: bool = False,
    sides: bool = False,
) -> Built:
    """The deck with a text in place of what is in a chapter, checked as far as that chapter goes.
    Raises ProblemsError where it cannot be.
    """
    bench.require_sandbox()
    built = check_deck(
        bench.folder,
        only=(),
        strict=strict,
        cards=slugs,
        chapters=place,
        texts={place: text.removeprefix("\ufeff")},
        sides=sides,
        session=bench.session,
        progress=watched,
    )
    more = _differing(built, chapters_of(bench.folder, built.config), strict=strict)
    return replace(built, problems=in_order((*built.problems, *more)))


def _differing(built: Built, files: Sequence[ChapterFile], *, strict: bool) -> Iterator[Problem]:
    """Where cards of the text differ from those with the same slugs in other languages."""
    config = built.config
    for chapter in built.chapters:
        slugs = {card.slug for card in chapter.cards if card.slug}
        others = [
            file
            for file in files
            if file.language != chapter.language and slugs & perhaps_slugs([file])
        ]
        twins: dict[str, list[Twin]] = {language: [] for language in config.languages}
        twins[chapter.language] = [card.twin for card in chapter.cards]
        for read in read_files(others, allow_html=config.allow_html)[0]:
            twins[read.language] += [twin_of(card) for card in read.cards if card.slug in slugs]
        found = differing_twins(config.languages, twins, "error" if strict else "warning")
        yield from (each for each in found if each.code == "differing-twin")


def check_part(
    bench: Bench,
    watched: Watched,
    path: str,
    slugs: Sequence[str],
    *,
    strict: bool,
    offset: int,
) -> dict[str, Any]:
    """The report on the deck, or on a chapter or some cards of it. `offset` problems are left out
    at the beginning, and the cards that are as they should be.
    """
    bench.require_sandbox()
    chapters = (chapter_at(bench.folder, bench.config, path).path,) if path else ()
    built = check_deck(
        bench.folder,
        only=(),
        strict=strict,
        cards=slugs,
        chapters=chapters,
        session=bench.session,
        progress=watched,
    )
    answer = report_object(_report(built))
    answer["problems"] = answer["problems"][offset:]
    answer["cards"] = [card for card in answer["cards"] if card["status"] not in _SETTLED]
    return bounded(answer, ("problems", "cards"))


def show_card(bench: Bench, watched: Watched, slug: str, language: str) -> dict[str, Any]:
    """Both sides of a card in Markdown, in each language that has it, or in one."""
    config = bench.config
    files = [
        file
        for file in chapters_of(bench.folder, config)
        if language in ("", file.language) and slug in perhaps_slugs([file])
    ]
    _, uses, _ = read_files(files, allow_html=config.allow_html)
    paths = sorted({use.place.path for use in uses if use.slug == slug})
    if not paths:
        known = {each.card.slug for each in bench.survey().cards}
        raise RefusedError(f"no card has the slug `{slug}`: {did_you_mean(slug, known)}")
    shown: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for file in files:
        if display_path(file.path) in paths:
            text = bench.read(file.path)[0].text
            built = checked_text(bench, watched, text, located(file.path), [slug], sides=True)
            problems += [each for each in built.problems if each.card in ("", slug)]
            shown += [_sides_json(card) for made in built.made for card in made.rendered]
    if not shown:
        raise ProblemsError(*problems)
    return bounded({"sides": shown, "problems": len(problems)}, ("sides",))


def _report(built: Built) -> Report:
    return replace(report_on(built), edits=offered_edits(built))


def _sides_json(card: RenderedCard) -> dict[str, Any]:
    sides = card.sides
    assert sides is not None
    front = "\n\n".join(part for part in (sides.question, sides.front) if part)
    return {
        "card": card.note.slug,
        "language": card.note.language,
        "front": front,
        "back": sides.behind,
        "reverse": sides.reverse,
    }
