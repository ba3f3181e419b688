"""A published site, read as a browser reads it: strictly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.publishing.publish_site import PublishedDeck, publish_deck

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "col"}
LOADED = {("link", "href"), ("script", "src"), ("img", "src"), ("audio", "src"), ("video", "src"),
          ("source", "src"), ("form", "action"), ("use", "href")}  # fmt: skip
_CLOSED = {"circle", "line", "path", "rect", "use", "polygon", "polyline"}  # in drawings, by `/>`


@dataclass
class ReadPage(HTMLParser):
    """The elements of a page. `faults` are what no page should have."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        for name, value in attrs:
            if name.startswith("on"):
                self.faults.append(f"<{tag}> has {name}")
            if name == "id":
                self.ids.append(value or "")
            if (tag, name) in LOADED and not (tag == "link" and ("rel", "alternate") in attrs):
                if tag == "link" and ("rel", "canonical") in attrs:
                    continue
                self.loaded.append(value or "")
            elif name == "href":
                self.links.append(value or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-3:]}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data

    def finish(self) -> ReadPage:
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]
        if len(set(self.ids)) < len(self.ids):
            self.faults.append("an id occurs twice")
        for tag in ("html", "head", "title", "body", "main", "h1"):
            if self.tags.count(tag) != 1:
                self.faults.append(f"{self.tags.count(tag)} × <{tag}>")
        return self


def read_page(html: str) -> ReadPage:
    """A page, with all that is wrong with its HTML."""
    page = ReadPage()
    page.feed(html)
    return page.finish()


def pages(site: Path) -> dict[str, ReadPage]:
    """All pages of a site by their paths."""
    return {
        path.relative_to(site).as_posix(): read_page(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def dead_ends(site: Path) -> Iterator[str]:
    """What leads nowhere, or out of the site where it should not."""
    known = pages(site)
    for name, page in known.items():
        for address in (*page.links, *page.loaded):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                if address in page.loaded:
                    yield f"{name} loads {address}"
                continue
            target = (
                ((site / name).parent / unquote(parts.path)).resolve()
                if parts.path
                else site / name
            )
            if not target.is_relative_to(site.resolve()) or not target.is_file():
                yield f"{name} leads to {address}"
            elif parts.fragment:
                there = known.get(target.relative_to(site.resolve()).as_posix())
                if there is None or parts.fragment not in there.ids:
                    yield f"{name} leads to the place {address}"


def published(deck: Path, site: Path, **asked: object) -> PublishedDeck:
    """Publish a deck that holds, by default with the package alone."""
    found = publish_deck(deck, site, **{"only": "apkg", **asked})  # type: ignore[arg-type]
    assert found.written is not None, found.built.problems
    return found


def contents(site: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
