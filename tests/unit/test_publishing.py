"""A site shows every card of a verified deck, and takes nothing of anybody's."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from generator.lifecycle.renaming import propose_rename, write_rename
from generator.model import ProblemsError
from generator.publishing import publish_site
from generator.publishing.publish_site import publish_deck
from generator.publishing.report_link import issue_address
from generator.publishing.site_plan import page_name
from generator.publishing.site_record import RECORD
from generator.rendering.palette import DARK, LIGHT, Palette
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.kinds import CHINESE, ENGLISH
from tests.support.site import contents, dead_ends, pages, published, read_page

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
MP3 = b"ID3" + bytes(60)
TEXT = (
    "# Chapter <b>&amp;\n\n"
    "## Plain *one* & $x^2$? {#plain}\n\n![a plot](plot.png)\n\n![](a.mp3)\n\n---\n\n"
    'Back with `</article><script>alert("x")</script>` and [a link](https://example.org/?a=1&b=2).\n\n'
    "## Gaps {#gaps .cloze}\n\nA {{c1::first answer}} and a {{c2::second::hint}}, "
    "$a + {{c1::b_1}}$.\n\nMore.\n\n"
    '## Not run {#not-run}\n\n```python {.norun reason="needs two GPUs"}\n1 / 0\n```\n\n'
    "## Both ways {#both .reversed}\n\nx\n"
)
TOML = 'name = "demo"\nlanguages = ["en", "zh"]\n[title]\nen = "A <title>"\n'
SITE = """
[publish]
url = "https://example.org/deck"
source = "https://example.org/src/{path}#L{line}"
issues = "https://github.com/someone/deck/issues/new?labels=wrong"
"""


def demo(folder: Path, more: str = "", files: Mapping[str, str | bytes] | None = None) -> Path:
    known = {"en/01-one.md": TEXT, "en/plot.png": PNG, "en/a.mp3": MP3,
             "zh/01.md": "# 章\n\n## 一？ {#plain}\n\n二\n"}  # fmt: skip
    return write_deck(folder / "deck", {**known, **(files or {})}, toml=TOML + more)


def card(site: Path, slug: str, language: str = "en") -> str:
    return (site / language / "card" / f"{slug}.html").read_text("utf-8")


def front_and_back(html: str) -> tuple[str, str]:
    front, _, back = html.partition('<div class="side front"')[2].partition("<details")
    return front, back.partition("</details>")[0]


def test_every_link_leads_somewhere_and_no_page_loads_anything_from_elsewhere(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    published(demo(tmp_path, SITE), site)
    assert list(dead_ends(site)) == []
    assert {name: page.faults for name, page in pages(site).items() if page.faults} == {}
    css = (site / "site.css").read_text("utf-8")
    assert "url(" not in css and "@import" not in css and "http" not in css


def test_every_kind_of_card_is_whole_in_both_languages(tmp_path: Path) -> None:
    toml = 'name = "kinds"\nlanguages = ["en", "zh"]\n'
    deck = write_deck(tmp_path / "deck", {"en/01.md": ENGLISH, "zh/01.md": CHINESE}, toml=toml)
    site = tmp_path / "site"
    found = published(deck, site)
    assert list(dead_ends(site)) == []
    assert [page.faults for page in pages(site).values() if page.faults] == []
    for language in ("en", "zh"):
        cards = list(found.built.rendered(language).cards)
        assert len(cards) > 4
        chapter = pages(site)[f"{language}/chapter/01.html"]
        assert [slug for slug in chapter.ids if not slug.startswith("_")] == [
            each.note.slug for each in cards
        ]
        for each in cards:
            html = card(site, each.note.slug, language)
            assert re.search(r'<html lang="(en|zh-CN)">', html)
            for version in each.verified:
                assert version in html
            assert ("✓</span><strong>" in html) == bool(each.verified)


def test_a_card_shows_what_its_author_wrote_and_runs_none_of_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    published(demo(tmp_path, SITE), site)
    html = card(site, "plain")
    front, back = front_and_back(html)
    page = read_page(html)
    assert page.tags.count("script") == 1 and "alert" in page.text
    assert "<math " in html and "\\(" not in html
    name = re.search(r'<img src="\.\./\.\./media/([^"]+)" alt="a plot"', front)
    assert name and (site / "media" / name[1]).read_bytes() == PNG
    sound = re.search(r'<audio controls preload="none" src="\.\./\.\./media/([^"]+)"', front)
    assert sound and (site / "media" / sound[1]).read_bytes() == MP3
    assert 'href="https://example.org/?a=1&amp;b=2"' in back
    assert "Plain one &amp;" in re.findall("<title>(.*)</title>", html)[0]
    assert 'href="../../zh/card/plain.html"' in html
    assert "Content-Security-Policy" in html and "script-src 'self' file:" in html


def test_the_front_of_a_cloze_card_tells_no_answer(tmp_path: Path) -> None:
    site = tmp_path / "site"
    published(demo(tmp_path), site)
    front, back = front_and_back(card(site, "gaps"))
    assert "first answer" not in front and "second" not in front and "<mi>b</mi>" not in front
    assert "[...]" in front and "[hint]" in front
    assert (
        '<span class="cloze">first answer</span>' in back
        and "<mi>b</mi>" in back
        and (site / "formulas.css").exists()
    )
    assert "More." in back and "{{" not in front + back


def test_a_card_that_did_not_run_says_so_and_why(tmp_path: Path) -> None:
    site = tmp_path / "site"
    published(demo(tmp_path), site)
    assert "<strong>not run: <span>needs two GPUs</span></strong>" in card(site, "not-run").replace(
        ' lang="en" dir="auto"', ""
    )
    assert "no code to run" in card(site, "both")
    home = (site / "en" / "index.html").read_text("utf-8")
    assert "4 cards." in home and "verified" not in read_page(home).text


def test_a_reader_reports_a_card_with_its_slug_source_and_page(tmp_path: Path) -> None:
    site = tmp_path / "site"
    files = {"en/02.md": "## Sum? {#sum}\n\n```python\n1 + 1\n```\n"}
    published(demo(tmp_path, SITE, files), site)
    page = read_page(card(site, "sum"))
    assert "https://example.org/src/en/02.md#L1" in page.links
    (address,) = [each for each in page.links if "issues/new" in each]
    asked = parse_qs(urlsplit(address).query)
    assert asked["labels"] == ["wrong"] and "sum" in asked["title"][0]
    body = asked["body"][0]
    assert "https://example.org/deck/en/card/sum.html" in body
    assert "en/02.md:1" in body and "Python 3." in body
    assert 'rel="canonical" href="https://example.org/deck/en/card/sum.html"' in card(site, "sum")


def test_without_an_address_for_issues_that_of_the_cards_in_anki_is_used(tmp_path: Path) -> None:
    site = tmp_path / "site"
    more = '[about]\nreport = "https://example.org/{slug}?a=1&b={line}"\n'
    published(demo(tmp_path, more), site)
    assert "https://example.org/plain?a=1&b=3" in read_page(card(site, "plain")).links


@pytest.mark.parametrize(
    ("issues", "start"),
    [
        (
            "https://github.com/a/b/issues/new",
            "https://github.com/a/b/issues/new?title=T%20%26&body=",
        ),
        ("https://x.org/new?a=b#c", "https://x.org/new?a=b&title=T%20%26&body="),
        (
            "https://gitlab.com/a/b/-/issues/new",
            "https://gitlab.com/a/b/-/issues/new?issue%5Btitle%5D=T",
        ),
        ("mailto:me@example.org", "mailto:me@example.org?subject=T%20%26&body="),
    ],
)
def test_an_issue_is_filled_in_as_its_host_wants_it(issues: str, start: str) -> None:
    found = issue_address(issues, "T &", "one\ntwo ?&#")
    assert found.startswith(start)
    assert found.endswith("#c") == ("#c" in issues)
    query = parse_qs(urlsplit(found).query)
    assert any(text.replace("\r", "") == "one\ntwo ?&#" for (text, *_) in query.values())


def test_a_deck_with_a_false_card_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    site = tmp_path / "site"
    deck = demo(tmp_path)
    false = "## Sum? {#sum}\n\n```python\nprint(1 + 1)\n```\n```output\n3\n```\n"
    (deck / "en" / "02.md").write_text(false, "utf-8")
    assert publish_deck(deck, site).written is None
    assert not site.exists()
    (deck / "en" / "02.md").write_text(false.replace("\n3\n", "\n2\n"), "utf-8")
    published(deck, site)
    before = contents(site)
    (deck / "en" / "02.md").write_text(false, "utf-8")
    assert publish_deck(deck, site).written is None
    assert contents(site) == before


def test_a_site_is_the_same_to_the_byte_and_not_written_again(tmp_path: Path) -> None:
    deck = demo(tmp_path)
    first, second = tmp_path / "site", tmp_path / "other"
    published(deck, first)
    published(deck, second)
    assert contents(first) == contents(second)
    times = {path: path.stat().st_mtime_ns for path in first.rglob("*") if path.is_file()}
    again = published(deck, first)
    assert again.written is not None and (again.written.written, again.written.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in first.rglob("*") if path.is_file()} == times


def test_only_what_differs_is_written_and_what_is_not_needed_any_longer_removed(
    tmp_path: Path,
) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    before = contents(site)
    (site / "CNAME").write_text("example.org")
    (site / "en" / "mine.txt").write_text("mine")
    text = (deck / "en" / "01-one.md").read_text("utf-8")
    (deck / "en" / "01-one.md").write_text(text.replace("![a plot](plot.png)\n\n", ""), "utf-8")
    found = published(deck, site)
    after = contents(site)
    (picture,) = [name for name in before if name.endswith(".png")]
    assert picture not in after and found.written is not None and found.written.removed == 1
    assert after["CNAME"] == b"example.org" and after["en/mine.txt"] == b"mine"
    same = [name for name in before if after.get(name) == before[name]]
    assert "en/card/gaps.html" in same and "zh/index.html" in same
    assert list(dead_ends(site)) == []


def test_a_folder_with_files_of_others_is_left_alone(tmp_path: Path) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    site.mkdir()
    (site / "thesis.txt").write_text("mine")
    for folder in (site, deck):
        before = contents(folder)
        with pytest.raises(ProblemsError) as refused:
            publish_deck(deck, folder, only="apkg")
        (problem,) = refused.value.problems
        assert problem.code == "foreign-files" and contents(folder) == before


def test_a_page_that_somebody_edited_is_not_overwritten(tmp_path: Path) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    home = site / "en" / "index.html"
    home.write_text("mine", "utf-8")
    (deck / "zh" / "01.md").write_text("# 章\n\n## 一？ {#plain}\n\n另一个\n", "utf-8")
    before, lock = contents(site), (deck / "deck.lock").read_bytes()
    with pytest.raises(ProblemsError) as refused:
        publish_deck(deck, site, only="apkg")
    assert [each.code for each in refused.value.problems] == ["foreign-files"]
    # No download is newer than the pages.
    assert contents(site) == before and (deck / "deck.lock").read_bytes() == lock
    home.unlink()
    published(deck, site)
    assert "mine" not in home.read_text("utf-8")


@pytest.mark.parametrize("in_the_way", ["en/card/gaps.html", "en/card"])
def test_what_stands_where_a_page_belongs_is_named_and_stays(
    tmp_path: Path, in_the_way: str
) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    if in_the_way.endswith(".html"):
        (site / in_the_way).unlink()
        (site / in_the_way).mkdir()
    else:
        shutil.rmtree(site / in_the_way)
        (site / in_the_way).write_text("mine")
    before = contents(site)
    with pytest.raises(ProblemsError) as refused:
        publish_deck(deck, site, only="apkg")
    assert {each.code for each in refused.value.problems} == {"foreign-files"}
    assert contents(site) == before


def test_a_site_is_whole_though_the_cache_is_emptied_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck, cache = demo(tmp_path), tmp_path / "cache"
    monkeypatch.setenv("PROOFDECK_CACHE", str(cache))
    published(deck, tmp_path / "one")
    real, built = publish_site.build_deck, []

    def emptied(*arguments: object, **asked: object) -> object:
        built.append(real(*arguments, **asked))  # type: ignore[arg-type]
        if len(built) == 1:
            shutil.rmtree(cache)
        return built[-1]

    monkeypatch.setattr(publish_site, "build_deck", emptied)
    published(deck, tmp_path / "two")
    assert len(built) == 2
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_site_of_another_deck_is_not_replaced(tmp_path: Path) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    before = contents(site)
    other = write_deck(tmp_path / "other", toml='name = "other"\n')
    with pytest.raises(ProblemsError) as refused:
        publish_deck(other, site, only="apkg")
    assert refused.value.problems[0].code == "other-deck"
    assert contents(site) == before


@pytest.mark.parametrize("path", ["../escaped", "/etc/passwd", "a/../../b", "C:\\x", ""])
def test_a_record_that_names_files_outside_of_the_site_removes_nothing(
    tmp_path: Path, path: str
) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    record = json.loads((site / RECORD).read_text())
    record["files"][path] = "0" * 32
    (site / RECORD).write_text(json.dumps(record))
    with pytest.raises(ProblemsError) as refused:
        publish_deck(deck, site, only="apkg")
    assert refused.value.problems[0].code == "site-broken"


def test_a_publication_that_was_broken_off_is_made_good_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.publishing import site_files

    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    (deck / "zh" / "01.md").write_text("# 章\n\n## 一？ {#plain}\n\n三\n", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(site_files, "_remove", lambda *_: 1 / 0)
        text = (deck / "en" / "01-one.md").read_text("utf-8")
        (deck / "en" / "01-one.md").write_text(text.replace("![](a.mp3)\n\n", ""), "utf-8")
        with pytest.raises(ZeroDivisionError):
            publish_deck(deck, site, only="apkg")
    (deck / "zh" / "01.md").write_text("# 章\n\n## 一？ {#plain}\n\n四\n", "utf-8")
    published(deck, site)
    assert "四" in card(site, "plain", "zh")
    assert not list(site.glob("media/*.mp3"))
    assert list(dead_ends(site)) == []


def test_changes_are_told_on_a_page_and_in_a_feed(tmp_path: Path) -> None:
    deck, site = demo(tmp_path, SITE), tmp_path / "site"
    published(deck, site)
    chapter = deck / "en" / "01-one.md"
    old = chapter.read_text("utf-8")
    assert "Nothing has changed" in (site / "en" / "changes.html").read_text("utf-8")
    chapter.write_text(old.replace("More.", "Less.") + "\n## Fresh? {#fresh}\n\nYes.\n", "utf-8")
    published(deck, site)
    chapter.write_text(old.replace("More.", "Less."), "utf-8")
    published(deck, site)
    told = read_page((site / "en" / "changes.html").read_text("utf-8")).text
    assert re.search(
        r"Fresh\?\s+no longer in the deck.*Gaps\s+changed.*Fresh\?\s+new", told, re.DOTALL
    )
    feed = ElementTree.fromstring((site / "en" / "feed.xml").read_text("utf-8"))
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 2
    ids = [each.findtext(f"{atom}id") for each in (feed, *entries)]
    assert len(set(ids)) == 3 and all(one and one.startswith("urn:uuid:") for one in ids)
    content = entries[1].findtext(f"{atom}content") or ""
    assert "https://example.org/deck/en/card/gaps.html" in content
    gone = card(site, "fresh")
    assert "no longer in the deck" in gone and "Fresh?" in gone
    assert list(dead_ends(site)) == []


def test_without_the_earlier_site_the_lock_tells_what_has_changed(tmp_path: Path) -> None:
    deck = demo(tmp_path)
    published(deck, tmp_path / "one")
    lock = json.loads((deck / "deck.lock").read_text("utf-8"))
    for entry in lock["notes"].values():
        entry["modified"] -= 100_000
    lock["notes"]["en/gaps"]["modified"] += 50_000
    (deck / "deck.lock").write_text(json.dumps(lock), "utf-8")
    published(deck, tmp_path / "two")
    told = read_page((tmp_path / "two" / "en" / "changes.html").read_text("utf-8")).text
    assert re.search(r"Gaps\s+new or changed", told) and "Plain" not in told


def test_a_renamed_card_is_found_at_its_old_address_for_ever(tmp_path: Path) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    for old, new in (("gaps", "holes"), ("holes", "blanks")):
        write_rename(propose_rename(deck, old, new))
        published(deck, site)
    for old in ("gaps", "holes"):
        html = card(site, old)
        assert '<meta http-equiv="refresh" content="0; url=blanks.html">' in html
    assert "[hint]" in card(site, "blanks")
    assert list(dead_ends(site)) == []


def test_a_retired_card_has_a_page_that_says_so(tmp_path: Path) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    done = proofdeck("retire", "gaps", "--yes", cwd=deck)
    assert done.code == 0, done.err
    published(deck, site)
    assert "was taken out of the deck on" in card(site, "gaps")
    told = read_page((site / "en" / "changes.html").read_text("utf-8")).text
    assert re.search(r"Gaps\s+taken out", told)
    with (deck / "en" / "01-one.md").open("a", encoding="utf-8") as chapter:
        chapter.write("\n## Gaps {#gaps}\n\nThey are here again.\n")
    published(deck, site)
    told = read_page((site / "en" / "changes.html").read_text("utf-8")).text
    assert re.search(r"Gaps\s+back", told)


def test_no_page_of_a_large_chapter_is_too_large(tmp_path: Path) -> None:
    row = "An answer of some length, so that a chapter has many of them. " * 60
    cards = "".join(f"## Number {n}? {{#n{n}}}\n\n{row}\n\n" for n in range(90))
    deck = write_deck(tmp_path / "deck", {"en/01.md": f"# Many\n\n{cards}"})
    site = tmp_path / "site"
    found = published(deck, site)
    assert found.large == ()
    sizes = {
        path: path.stat().st_size for path in site.rglob("*") if path.suffix in (".html", ".js")
    }
    assert max(sizes.values()) <= 200_000
    parts = [page for name, page in pages(site).items() if "/chapter/" in name]
    assert len(parts) > 1 and sum(len([i for i in p.ids if i[0] != "_"]) for p in parts) == 90
    assert list(dead_ends(site)) == []


def test_odd_slugs_have_pages_on_every_system(tmp_path: Path) -> None:
    long = "x" * 300
    slugs = ("index", "main", "con", "aux", "0", long, f"{long}y")
    cards = "".join(f"## Q {n}? {{#{slug}}}\n\nx\n\n" for n, slug in enumerate(slugs))
    deck = write_deck(tmp_path / "deck", {"en/con.md": cards, "en/张量.md": "## A? {#a}\n\nx\n"})
    site = tmp_path / "site"
    published(deck, site)
    assert list(dead_ends(site)) == []
    names = [path.name for path in site.rglob("*.html")]
    assert "con.html" not in names and all(len(name) <= 110 for name in names)
    assert all((site / "en" / "card" / f"{page_name(slug)}.html").exists() for slug in slugs)


def test_a_right_to_left_card_is_read_from_the_right(tmp_path: Path) -> None:
    toml = 'name = "demo"\nlanguages = ["ar"]\n'
    text = "# فصل\n\n## ما هذا؟ {#what}\n\nهذا `x = 1` نص.\n"
    deck = write_deck(tmp_path / "deck", {"ar/01.md": text}, toml=toml)
    site = tmp_path / "site"
    published(deck, site)
    html = card(site, "what", "ar")
    assert '<article class="flash" id="what" lang="ar"' in html
    assert re.search(r'<h1 class="question" id="_q-what" dir="(rtl|auto)">', html)
    assert re.search(r'<p dir="rtl">', html)
    assert list(dead_ends(site)) == []


def test_the_search_knows_the_text_of_every_card(tmp_path: Path) -> None:
    site = tmp_path / "site"
    published(demo(tmp_path), site)
    script = (site / "en" / "search-0.js").read_text("utf-8")
    assert script.startswith("proofdeckCards(") and "first answer" in script
    given = json.loads(script.removeprefix("proofdeckCards(").removesuffix(");\n"))
    assert [each[0] for each in given["cards"]] == ["plain", "gaps", "not-run", "both"]
    assert len(given["chapters"]) == 1


def test_the_downloads_are_those_of_a_build(tmp_path: Path) -> None:
    deck, site = demo(tmp_path), tmp_path / "site"
    published(deck, site)
    home = read_page((site / "en" / "index.html").read_text("utf-8"))
    assert "../download/demo-en.apkg" in home.links and "../download/demo-zh.apkg" not in home.links
    done = proofdeck("build", deck, "-o", "out", "--only", "apkg", cwd=tmp_path)
    assert done.code == 0, done.err
    for name in ("demo-en.apkg", "demo-zh.apkg"):
        assert (site / "download" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_the_command_says_what_it_wrote_and_what_readers_lack(tmp_path: Path) -> None:
    demo(tmp_path)
    done = proofdeck("publish", "deck", "site", "--only", "apkg", cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.out.startswith(f"site{os.sep}index.html\n  5 cards, 0 of them verified\n")
    assert "files written, 0 as they were" in done.out
    assert "no `issues`" in done.out
    wrong = proofdeck("publish", cwd=tmp_path)
    assert wrong.code == 2 and "[DECK] DIR" in wrong.err
    refused = proofdeck("publish", "deck", "deck", cwd=tmp_path)
    assert refused.code == 1 and "[foreign-files]" in refused.err
    part = proofdeck("publish", "deck/en/01-one.md", "other", cwd=tmp_path)
    assert part.code == 2 and not (tmp_path / "other").exists()


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_on_a_page_can_be_read(palette: Palette) -> None:
    # Cards themselves are held to this with their palette; here is what pages add.
    for ink in (palette.ink, palette.muted, palette.accent, palette.alarm):
        for ground in (palette.code, palette.paper):
            assert contrast(ink, ground) >= 4.5
    for ink, ground in ((palette.ink, palette.hole), (palette.accent, palette.hole),
                        (palette.paper, palette.accent), (palette.ink, palette.rule),
                        (palette.paper, palette.tokens["string"])):  # fmt: skip
        assert contrast(ink, ground) >= 4.5
