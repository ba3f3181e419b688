"""Whatever an author writes, a page of a site shows it as it is, and nothing of it as markup."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from hypothesis import assume, given
from hypothesis import strategies as st

from generator.model import DeckConfig, Place
from generator.publishing.change_pages import feed_text
from generator.publishing.report_link import issue_address
from generator.publishing.search_index import search_entry, search_scripts
from generator.publishing.site_plan import page_name
from generator.publishing.site_record import Published
from generator.publishing.site_shell import Page, Shell
from generator.publishing.web_sides import web_sides
from generator.reading.slugs import SLUG
from generator.rendering.anki_notes import AnkiNote
from generator.rendering.html_context import HtmlContext
from generator.rendering.search_text import search_text
from tests.support.site import read_page

MARKUP = st.sampled_from(
    ["<script>", "</main>", "{{c1::x}}", "}}", "::", "\\(", "\\)", "[sound:a.mp3]", '"', "'", "&lt;", "-->",
     "<!--", "]]>", "$x$", '<img src="', "\x00", "\u2028", "\ufffe", "\ud800", "\u202e", "${root}", "$title"]
)  # fmt: skip
ODD = st.lists(st.one_of(MARKUP, st.text(max_size=8)), max_size=6).map("".join)
# What is no character of a document is shown as a picture of it.
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def shown(text: str) -> str:
    return UNSHOWN.sub("\ufffd", re.sub("[\u2400-\u2421]", "\ufffd", text.replace("\r\n", "\n")))


def config(title: str) -> DeckConfig:
    return DeckConfig("demo", "deck", titles={"en": title})


@given(ODD, ODD)
def test_a_title_is_text_on_every_page(deck: str, title: str) -> None:
    html = Shell(config(deck), "en", ["en", "zh"]).html(Page("en/card/x.html", title, "<h1>x</h1>"))
    page = read_page(html.encode("utf-8", "replace").decode("utf-8"))
    assert page.faults == []
    assert page.tags.count("script") == 1
    assert shown(deck).strip() in shown(page.text)


@given(ODD, ODD, ODD)
def test_a_cloze_field_shows_its_text_and_in_front_no_answer(
    around: str, answer: str, hint: str
) -> None:
    context = HtmlContext(cloze=True)
    marked = f"{{{{c1::{context.text(answer)}::{context.text(hint)}}}}}"
    fields = {"Text": f"<p>{context.text(around)}|{marked}|</p>", "Extra": ""}
    sides = web_sides(fields, media="media/", unique="_x-")
    front, back = (read_page(each) for each in (sides.front, sides.answer))
    assert shown(front.text) == shown(f"{around}|[{hint or '...'}]|")
    assert shown(back.text) == shown(f"{around}|{answer}|")
    assert {*front.tags, *back.tags} <= {"p", "span"}


@given(st.lists(st.from_regex(SLUG, fullmatch=True), min_size=2, max_size=8, unique=True))
def test_each_slug_has_a_page_of_its_own(slugs: list[str]) -> None:
    names = [page_name(slug) for slug in slugs]
    assert len(set(names)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9-]{1,100}", name) for name in names)


@given(ODD)
def test_the_search_and_the_feed_are_well_formed(text: str) -> None:
    assume(text.strip())
    fields = MappingProxyType({"Search": search_text(HtmlContext().text(text))})
    note = AnkiNote("a", "en", "basic", fields, (), "D", (), Place("x"), "", title=text)
    (script,) = search_scripts([search_entry(note, 0)], [text])
    assert not re.search("[\u2028\u2029]", script)
    script.encode("utf-8")
    told = json.loads(script.removeprefix("proofdeckCards(").removesuffix(");\n"))
    assert told["cards"][0][1] == re.sub("[\ud800-\udfff]", "\ufffd", text)
    shell = Shell(config(text), "en", ["en"])
    feed = feed_text("en", [Published(1, (("new", "en/a", text),))], {"a"}, shell, "d", 1)
    root = ElementTree.fromstring(feed.encode("utf-8", "replace"))
    content = root.findtext(".//{http://www.w3.org/2005/Atom}content") or ""
    assert read_page(content).tags == ["ul", "li", "a", "span"]


@given(ODD, ODD, st.sampled_from(["https://x.org/new", "https://x.org/n?l=1#f", "mailto:a@b.c"]))
def test_an_issue_has_its_title_and_text_whole(title: str, text: str, issues: str) -> None:
    assume(title and text)
    title, text = (each.encode("utf-8", "replace").decode() for each in (title, text))
    query = parse_qs(urlsplit(issue_address(issues, title, text)).query, keep_blank_values=True)
    found = [values[0] for values in query.values()]
    assert title in found
    assert text.replace("\n", "\r\n") in found or text in found


def test_the_files_of_a_site_are_in_the_package() -> None:
    folder = Path(__file__).parents[2] / "generator" / "publishing" / "pages"
    assert {path.name for path in folder.iterdir()} == {
        "card.html", "entry.html", "icon.svg", "page.html", "site.css", "site.js",
    }  # fmt: skip
