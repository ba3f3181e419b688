"""Exams and quizzes: the sheets of each version, and their keys."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from generator.counted import counted
from generator.model.exam_settings import MOST_QUESTIONS, ExamSettings
from generator.model.paper import PAPERS
from generator.model.print_settings import PrintSettings
from generator.printing.card_grids import OF_A_CARD, UnprintableError
from generator.printing.exam_orders import drawn, orders
from generator.printing.exam_questions import Question, answered, asked, option_count
from generator.printing.printouts import Printout
from generator.rendering.html_words import in_language
from generator.rendering.rendered import RenderedCard, RenderedChapter, RenderedDeck

# Questions, where nothing else is said: an exam of half an hour, and a quiz of one page.
USUAL_COUNT: Final[Mapping[str, int]] = {"exam": 12, "quiz": 6}
ADVICE: Final = "two-sided, long edge"

# In millimetres.
_MARGIN: Final = 16.0
_NARROW_MARGIN: Final = 11.0  # of paper with room for one column alone
_GUTTER: Final = 6.0
_COLUMN: Final = 80.0
_KEY_GUTTER: Final = 5.0
_KEY_COLUMN: Final = 52.0
_LARGE: Final = 1.7  # times the usual 9.4 points are 16

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "name": {"en": "Name", "zh": "姓名", "zh-hant": "姓名"},
    "points": {"en": "Points", "zh": "得分", "zh-hant": "得分"},
    "total": {"en": "Points", "zh": "满分", "zh-hant": "滿分"},
    "key": {"en": "Key", "zh": "答案", "zh-hant": "答案"},
    "seed": {"en": "seed", "zh": "种子", "zh-hant": "種子"},
}
_VERSION: Final[Mapping[str, str]] = {"en": "Version {}", "zh": "{} 卷", "zh-hant": "{} 卷"}


def exam_paper(paper: str, settings: PrintSettings) -> dict[str, Any]:
    """What the template is told of its paper. Raises UnprintableError for one that is a card."""
    if paper == OF_A_CARD:
        raise UnprintableError("an exam needs sheets, not cards: name another --paper")
    size = PAPERS[paper]
    zoom = _LARGE if settings.large_print else 1.0
    margin = _MARGIN if size.width > 2 * (_COLUMN + _MARGIN) else _NARROW_MARGIN
    width = size.width - 2 * margin

    def columns(least: float, gutter: float) -> int:
        return max(1, int((width + gutter) // (least * zoom + gutter)))

    exam = {
        "width": size.width,
        "height": size.height,
        "margin": margin,
        "gutter": _GUTTER,
        "columns": columns(_COLUMN, _GUTTER),
        "key-gutter": _KEY_GUTTER,
        "key-columns": columns(_KEY_COLUMN, _KEY_GUTTER),
        "zoom": zoom,
    }
    return {"exam": exam, "ink": settings.ink}


def exam_papers(
    what: str, deck: RenderedDeck, questions: Sequence[Question], settings: ExamSettings
) -> Iterator[Printout]:
    """The files of an `exam`, two for each version, or of a `quiz`, whose key is at its foot, of
    `deck`, which has the cards that were chosen. `questions` are those that can be asked.

    Raises UnprintableError for more questions than there are.
    """
    chosen = _chosen(what, deck, questions, settings)
    versions, seed = settings.versions, settings.seed
    slugs = [each.slug for each in chosen]
    turned = {each.slug: _options(each, settings) for each in chosen}
    for place, order in enumerate(orders(chosen, slugs, versions, seed, "questions")):
        version = versions[place] if len(versions) > 1 else ""
        # What needs the whole width of the paper comes last.
        order = (*(one for one in order if not one.is_long), *(one for one in order if one.is_long))
        numbered = [(one, number, turned[one.slug][place]) for number, one in enumerate(order, 1)]
        sheets = tuple(asked(*each) for each in numbered)
        key = tuple(answered(*each, short=what == "quiz") for each in numbered)
        total = sum(one.points for one in order)
        told = {
            "version": _version(version, deck.language) if version else "",
            "seed": seed,
            "total": total,
            "exam-words": _words(deck.language),
        }
        ending = f"-{version}" if version else ""
        if what == "quiz":
            quiz = tuple(map(_with_answer, sheets, key))
            yield Printout(ending, _of(deck, quiz), {**told, "what": "quiz"})
        else:
            yield Printout(ending, _of(deck, sheets), {**told, "what": "exam"})
            yield Printout(f"{ending}-key", _of(deck, key), {**told, "what": "key"})


def _with_answer(sheet: RenderedCard, key: RenderedCard) -> RenderedCard:
    """A question of a quiz, which has its answer at the foot."""
    answer = json.loads(key.tokens)
    found = {"answer": answer["back"], "letters": answer["letters"]}
    return sheet.with_tokens({**json.loads(sheet.tokens), **found})


def _chosen(
    what: str, deck: RenderedDeck, questions: Sequence[Question], settings: ExamSettings
) -> tuple[Question, ...]:
    there = len(questions)
    wanted = settings.count or settings.usual or USUAL_COUNT[what]
    if wanted > MOST_QUESTIONS:
        raise UnprintableError(f"there can be at most {MOST_QUESTIONS} questions: lower --n")
    if settings.count and wanted > there:
        can = counted(there, "card")
        own = f" in `{deck.language}`" if len(deck.config.languages) > 1 else ""
        raise UnprintableError(
            f"--n {wanted} is more than there are: {can}{own} can be asked on paper; "
            f"take --n {there}, or choose more cards"
        )
    names = drawn([each.slug for each in questions], wanted, settings.seed)
    return tuple(each for each in questions if each.slug in names)


def _options(question: Question, settings: ExamSettings) -> Sequence[Sequence[int] | None]:
    """For each version the order of the options."""
    places = range(option_count(question))
    if not places:
        return (None,) * len(settings.versions)
    what = f"options of {question.slug}"
    return orders(places, [*map(str, places)], settings.versions, settings.seed, what)


def _of(deck: RenderedDeck, cards: tuple[RenderedCard, ...]) -> RenderedDeck:
    """The deck with these cards alone, in this order, below one title."""
    titles = dict.fromkeys(json.loads(card.tokens)["chapter"] for card in cards)
    title = next(iter(titles)) if len(titles) == 1 else ""
    chapters = (RenderedChapter(title, lambda: cards, len(cards)),) if cards else ()
    return replace(deck, chapters=chapters)


def _version(name: str, language: str) -> str:
    return in_language(_VERSION, language).format(name)


def _words(language: str) -> Mapping[str, str]:
    return {name: in_language(table, language) for name, table in _WORDS.items()}
