"""The page of `proofdeck preview` of a deck `demo`, in a real browser."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.browsing import Browser, browser
from tests.support.decks import write_deck
from tests.support.local_pages import wait_until
from tests.support.previews import Preview, previewing

SELECTED = '[role="treeitem"][aria-selected="true"]'


class Page:
    """The page of a deck, in a browser."""

    def __init__(self, browser: Browser, stack: ExitStack, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self._stack = stack
        self._preview: Preview | None = None
        self.port = 0

    def start(self) -> None:
        ports = ("--port", str(self.port)) if self.port else ()
        self._preview = self._stack.enter_context(
            previewing(self.folder, "demo", *ports, EDITOR="", VISUAL="", PROOFDECK_EDITOR="")
        )
        self.port = self._preview.client.port

    def stop(self) -> None:
        assert self._preview is not None
        self._preview.end(signal.SIGTERM)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def write(self, text: str, name: str = "en/01.md") -> None:
        (self.folder / "demo" / name).write_text(text, "utf-8")

    def read(self, name: str = "en/01.md") -> str:
        return (self.folder / "demo" / name).read_text("utf-8")

    def open(self, card: str = "en/one") -> Browser:
        """The page at a card, once all is settled; nothing is chosen that a test before chose."""
        self.browser.forget(self.address)
        self.browser.go(f"{self.address}#{card}")
        self.browser.until("#busy", "settled")
        wait_until(lambda: card.partition("/")[2] in self.browser.text(SELECTED))
        return self.browser


@contextmanager
def previewed(folder: Path, files: Mapping[str, str]) -> Iterator[Page]:
    """The page of a deck with these files, in a browser of its own."""
    with ExitStack() as stack:
        page = Page(stack.enter_context(browser()), stack, folder)
        write_deck(folder / "demo", files)
        page.start()
        yield page
