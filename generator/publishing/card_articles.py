"""A card → what its page and that of its chapter show of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.publishing.report_link import report_address, source_address
from generator.publishing.site_plan import card_page
from generator.publishing.site_shell import Shell, template
from generator.publishing.site_words import date_in_words, iso_date, language_name
from generator.publishing.web_sides import web_sides
from generator.rendering.html_escape import escape
from generator.rendering.html_words import colon, locale

if TYPE_CHECKING:
    from generator.building.built_chapter import CardFacts
    from generator.rendering.rendered import RenderedCard

_DEEP: Final = "../../"  # from a card's page, and from a chapter's, to the root of the site
_SMALL: Final = 2_500  # characters of a side
_FEW_LINES: Final = 12
_BADGES: Final = {"verified": "✓", "not-run": "○", "not-read": "○", "no-code": "–"}


@dataclass(frozen=True, slots=True)
class Article:
    """A card on a page. `alone` is its article for a page of its own, `listed` that for its
    chapter; `slug` and `title` are those of the note.
    """

    slug: str
    title: str
    alone: str
    listed: str


def card_article(
    card: RenderedCard,
    facts: CardFacts,
    changed: int,
    shell: Shell,
    twins: Sequence[str],
    *,
    root: str = _DEEP,
) -> Article:
    """The card, which last `changed` at that time; `twins` are the other languages that have it.
    `root` is the way from the page to the root of the site.
    """
    note, words = card.note, shell.words
    sides = web_sides(note.fields, media=f"{root}media/", unique=f"_{note.slug}-")
    title = note.title or note.slug
    question = sides.question or f'<span class="unseen">{escape(title)}</span>'
    named = f"_q-{note.slug}"
    direction = sides.direction or ' dir="auto"'
    acts = _acts(card, shell, twins, root)
    reverse = ""
    if sides.reverse:
        reverse = (
            f'\n<p class="reverse"><span lang="{words.code}">{words.reverse}</span> '
            f"{sides.reverse}</p>"
        )

    def article(level: int, acts: tuple[str, ...]) -> str:
        return template("card.html").substitute(
            slug=note.slug,
            lang=escape(locale(note.language)),
            labelled=f' aria-labelledby="{named}"',
            heading=f'<h{level} class="question" id="{named}"{direction}>{question}</h{level}>',
            code=words.code,
            answer=words.answer,
            front=sides.front,
            back=sides.answer,
            reverse=reverse,
            proof=_proof(card, facts, changed, shell),
            acts="\n".join(acts),
        )

    link = f'<a href="{root}{card_page(note.language, note.slug)}">{words.link}</a>'
    return Article(note.slug, title, article(1, acts), article(2, (link, *acts)))


def _proof(card: RenderedCard, facts: CardFacts, changed: int, shell: Shell) -> str:
    """With what the card was verified, or why it was not, and since when it is what it is."""
    words, status = shell.words, facts.status
    said = {
        "verified": words.verified,
        "not-run": words.not_run,
        "not-read": words.not_read,
    }.get(status, words.no_code)
    text = escape(said)
    if status in ("not-run", "not-read") and facts.reason:
        text += f"{colon(words.code)}<span{shell.foreign}>{escape(facts.reason)}</span>"
    badge = f'<span class="badge" aria-hidden="true">{_BADGES.get(status, "–")}</span>'
    date = f'<time datetime="{iso_date(changed)}">{escape(date_in_words(words, changed))}</time>'
    parts = [f"<strong>{text}</strong>", *map(escape, card.verified)]
    parts.append(words.since.format(date=date))
    return f'<p class="proof {status}">{badge}{" · ".join(parts)}</p>'


def _acts(card: RenderedCard, shell: Shell, twins: Sequence[str], root: str) -> tuple[str, ...]:
    """The links below a card."""
    note, words = card.note, shell.words
    acts = []
    for language in twins:
        code = escape(locale(language))
        acts.append(
            f'<a href="{root}{card_page(language, note.slug)}" hreflang="{code}" '
            f'lang="{code}">{escape(language_name(language))}</a>'
        )
    source = source_address(card, shell.config)
    if source:
        acts.append(f'<a href="{escape(source)}">{words.source}</a>')
    report = report_address(card, shell.config, words)
    if report:
        acts.append(f'<a class="wrong" href="{escape(report)}">{words.wrong}</a>')
    return tuple(acts)


def is_telling(card: RenderedCard) -> bool:
    """Whether a card shows well what cards are: a program in front, verified, and little else."""
    fields = card.note.fields
    front, back = fields.get("Front", ""), fields.get("Back", "")
    return (
        bool(card.verified)
        and '<pre class="code">' in front
        and '<pre class="output' in back
        and len(front) < _SMALL
        and len(back) < _SMALL
        and front.count("\n") < _FEW_LINES
    )
