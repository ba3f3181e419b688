"""The page of `proofdeck study` of a deck `demo`, in a real browser, and the log that it fills."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from generator import build_deck
from generator.scheduling.review_log import ReviewLog
from tests.support.browsing import Browser, browser
from tests.support.decks import write_deck
from tests.support.local_pages import wait_until
from tests.support.previews import Preview, previewing

ASKED = "return document.querySelector('.side:not([hidden]) iframe:not(.waiting)')?.title ?? ''"


class StudyPage:
    """The page of a deck, in a browser. `kill` and `start` end its server, and start another."""

    def __init__(self, browser: Browser, stack: ExitStack, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self._stack = stack
        self._server: Preview | None = None
        self.port = 0

    def start(self) -> None:
        self._server = self._stack.enter_context(
            previewing(
                self.folder,
                *("demo", "--port", str(self.port), "--new", "500"),
                command="study",
                PROOFDECK_DATA=str(self.folder / "data"),
            )
        )
        self.port = self._server.client.port

    def kill(self) -> None:
        assert self._server is not None
        self._server.end(signal.SIGKILL)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def open(self, chosen: str = "") -> Browser:
        """The page at the front of a card, as somebody opens it who never did."""
        self.browser.forget(self.address)
        self.browser.go(f"{self.address}#{chosen}")
        wait_until(lambda: self.asked().startswith("Front: "))
        return self.browser

    def write(self, name: str, text: str) -> None:
        (self.folder / "demo" / name).write_text(text, "utf-8")

    def asked(self) -> str:
        """The question of the card that is shown, after "Front: " or "Back: "."""
        return str(self.browser.run(ASKED))

    def until_next(self, before: str) -> str:
        """The front of another card than the one `before`."""
        found = ""

        def came() -> bool:
            nonlocal found
            found = self.asked()
            return found.startswith("Front: ") and found[7:] != before.partition(": ")[2]

        wait_until(came)
        return found

    def grades(self) -> list[tuple[str, int]]:
        """The key and the grade of all reviews that count, in their order."""
        with ReviewLog.open(self.folder / "data/study/reviews.db") as log:
            return [(str(review.key), review.grade) for review in log.reviews()]


@contextmanager
def studied(folder: Path, files: Mapping[str, str]) -> Iterator[StudyPage]:
    """The page of a deck with these files, built once, in a browser of its own."""
    with ExitStack() as stack:
        page = StudyPage(stack.enter_context(browser()), stack, folder)
        assert not build_deck(write_deck(folder / "demo", files), folder / "build").problems
        page.start()
        yield page
