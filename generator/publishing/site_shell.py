"""The frame of every page of a site: its head, the bar above the content, and the line below."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Final
from urllib.parse import urljoin

from generator import __version__
from generator.model import DeckConfig
from generator.publishing.site_words import SiteWords, language_name, site_words
from generator.rendering.anki_style import card_rules, css_variables
from generator.rendering.card_frames import formula_css
from generator.rendering.formula_font import formula_font_for
from generator.rendering.html_escape import escape
from generator.rendering.html_words import locale
from generator.rendering.palette import DARK, LIGHT

SEARCH: Final = "search.html"
CHANGES: Final = "changes.html"
FEED: Final = "feed.xml"
INDEX: Final = "index.html"
FORMULAS: Final = "formulas.css"  # of the pages that have any


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one language. `path` is its place in the site, `main` the HTML of its content,
    `others` the paths of the same page in other languages, by their codes. `kind` is a class of the
    content. `scripts` are loaded by this page alone. One with a `forward` leads there by itself.
    """

    path: str
    title: str
    main: str
    described: str = ""
    others: Mapping[str, str] | None = None
    kind: str = ""
    scripts: Sequence[str] = ()
    forward: str = ""


class Shell:
    """What all pages of a deck's site in one language share. `languages` are those of the site."""

    def __init__(self, config: DeckConfig, language: str, languages: Sequence[str]) -> None:
        self.config = config
        self.language = language
        self.languages = languages
        self.words: SiteWords = site_words(language)

    @property
    def title(self) -> str:
        return self.config.title(self.language)

    @property
    def foreign(self) -> str:
        """The attributes of text in the deck's language, where that is not the pages' own."""
        own = locale(self.language)
        return "" if own == self.words.code else f' lang="{escape(own)}" dir="auto"'

    def html(self, page: Page) -> str:
        """The whole page."""
        root = "../" * page.path.count("/")
        here = f"{root}{self.language}/"
        words = self.words
        has_formula = "<math" in page.main or 'class="formula' in page.main
        name = page.title if page.title == self.title else f"{page.title} – {self.title}"
        return template("page.html").substitute(
            code=words.code,
            root=root,
            title=escape(name),
            described=escape(page.described or self.title),
            links=self._links(page, root),
            formulas=f'<link rel="stylesheet" href="{root}{FORMULAS}">\n' if has_formula else "",
            scripts="".join(
                f'<script src="{root}{each}" defer></script>\n' for each in page.scripts
            ),
            skip=words.skip,
            home=f"{here}{INDEX}",
            of_deck=self.foreign,
            deck=escape(self.title),
            deck_plain=escape(self.title),
            search=f"{here}{SEARCH}",
            search_hint=words.search_hint,
            ways=self._ways(page, root, here),
            theme=words.theme,
            theme_auto=words.theme_auto,
            theme_light=words.theme_light,
            theme_dark=words.theme_dark,
            kind=f' class="{page.kind}"' if page.kind else "",
            main=page.main,
            bottom=self._bottom(here),
        )

    def _others(self, page: Page) -> Iterable[tuple[str, str]]:
        """The other languages, each with the path of this page or else of its contents."""
        known = page.others or {}
        for language in self.languages:
            if language != self.language:
                yield language, known.get(language, f"{language}/{INDEX}")

    def _links(self, page: Page, root: str) -> str:
        feed = f"{root}{self.language}/{FEED}"
        lines = [
            f'<link rel="alternate" type="application/atom+xml" '
            f'title="{escape(self.title)}" href="{feed}">'
        ]
        if page.forward:
            lines.append(f'<meta http-equiv="refresh" content="0; url={page.forward}">')
        if self.config.site.url:
            address = urljoin(f"{site_url(self.config)}{page.path}", page.forward)
            lines += [
                f'<link rel="canonical" href="{escape(address)}">',
                f'<meta property="og:title" content="{escape(page.title)}">',
                f'<meta property="og:site_name" content="{escape(self.title)}">',
            ]
            for language, path in (page.others or {}).items():
                twin = f"{site_url(self.config)}{path}"
                code = escape(locale(language))
                lines.append(f'<link rel="alternate" hreflang="{code}" href="{escape(twin)}">')
        return "".join(f"{line}\n" for line in lines)

    def _ways(self, page: Page, root: str, here: str) -> str:
        words = self.words
        ways = [
            _way(f"{here}{INDEX}", words.home, page.path == f"{self.language}/{INDEX}"),
            _way(f"{here}{CHANGES}", words.changes, page.path == f"{self.language}/{CHANGES}"),
        ]
        for language, path in self._others(page):
            code, name = escape(locale(language)), escape(language_name(language))
            ways.append(
                f'<a href="{root}{path}" hreflang="{code}" lang="{code}" rel="alternate">{name}</a>'
            )
        return "\n".join(ways)

    def _bottom(self, here: str) -> str:
        words, about = self.words, self.config.about
        parts = [f'<a href="{here}{FEED}">{words.feed}</a>']
        if about.home:
            parts.append(f'<a href="{escape(about.home)}">{words.deck_home}</a>')
        if about.license:
            parts.append(escape(words.license.format(license=about.license)))
        parts.append(escape(words.made.format(version=__version__)))
        keys = f'<p class="keys">{words.keys}</p>'
        return f"<p>{' · '.join(parts)}</p>\n{keys}"


def _way(address: str, name: str, here: bool) -> str:
    current = ' aria-current="page"' if here else ""
    return f'<a href="{address}"{current}>{name}</a>'


def site_url(config: DeckConfig) -> str:
    """The address of the site with a `/` at its end; "" where it is not known."""
    url = config.site.url
    return f"{url.rstrip('/')}/" if url else ""


def entry_page(config: DeckConfig, languages: Sequence[str]) -> str:
    """The page in front of all languages."""
    entries = []
    for language in languages:
        code = escape(locale(language))
        title = escape(config.title(language))
        name = escape(language_name(language))
        entries.append(
            f'<li><a href="{language}/{INDEX}" hreflang="{code}" lang="{code}" dir="auto">{title}'
            f" · {name}</a></li>"
        )
    alone = f'<meta http-equiv="refresh" content="0; url={languages[0]}/{INDEX}">\n'
    return template("entry.html").substitute(
        code=site_words(languages[0]).code,
        languages=" ".join(languages),
        title=escape(config.title(languages[0])),
        links=alone if len(languages) == 1 else "",
        deck=escape(config.title(languages[0])),
        entries="\n".join(entries),
    )


@cache
def template(name: str) -> Template:
    """A template by its name."""
    return Template(page_file(name))


def page_file(name: str) -> str:
    """A file of the site as it is."""
    return files("generator.publishing").joinpath(f"pages/{name}").read_text("utf-8")


def site_css() -> str:
    """The style sheet of all pages: that of the cards, in the colours that a reader chooses."""
    dark = css_variables(DARK)
    return "\n".join(
        (
            f":root {{ color-scheme: light; {css_variables(LIGHT)} }}",
            f'[data-theme="dark"] {{ color-scheme: dark; {dark} }}',
            "@media screen and (prefers-color-scheme: dark) {",
            f'  :root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }}',
            "}",
            card_rules(),
            page_file("site.css"),
        )
    )


def site_formula_css(formulas: Iterable[str]) -> str:
    """The style sheet of the pages with formulas, with a font that has their characters. The font
    is in the sheet: a page that is opened as a file may not load one.
    """
    font = formula_font_for(formulas)
    data = b64encode(font or b"").decode("ascii")
    return formula_css(f"data:font/woff;base64,{data}" if font else "")
