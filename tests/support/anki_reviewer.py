"""How the reviewer of the real Anki lays out cards, and pictures of it.

As a script, this module is that Anki, and needs the package `aqt` alone: see `anki_desktop`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.anki_desktop import environment, start

# The words on the page with their places, and the sizes of the formulas. What is not shown has no
# place. In Anki, formulas are MathJax's; hidden copies of them for screen readers are left out.
LAYOUT = """(() => {
  const words = [], formulas = [];
  const within = (node, what) => node.parentElement.closest(what);
  const walker = document.createTreeWalker(document.getElementById("qa"), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    if (within(node, "style, math, mjx-container")) continue;
    for (const found of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const box = range.getClientRects()[0];
      if (box && box.width) words.push([found[0], box.x, box.y + scrollY, box.height]);
    }
  }
  for (const one of document.querySelectorAll("#qa math, #qa mjx-container")) {
    if (one.closest("mjx-assistive-mml")) continue;
    const range = document.createRange();
    range.selectNodeContents(one.querySelector("mjx-math") || one);
    const box = range.getBoundingClientRect();
    formulas.push([box.width, box.height]);
  }
  const fields = [...document.querySelectorAll("#typeans")].map((one) => {
    const box = one.getBoundingClientRect();
    return [box.x, box.y + scrollY, box.width, box.height];
  });
  return JSON.stringify({ words, formulas, fields, scrolled: scrollY, width: innerWidth, height: innerHeight,
    ready: document.fonts.status === "loaded" && !document.body.innerText.includes("\\\\(") });
})()"""
_PATIENCE = 20.0  # seconds, for one side
_ANSWERED = 1.0  # seconds, for the answer of a page
_LOADED = 0.5  # seconds
_STEADY = 3  # times in a row that a side has to look the same


@dataclass(frozen=True)
class Window:
    """How cards are looked at: the size of Anki's window in pixels, and the theme."""

    name: str
    width: int
    height: int
    night: bool = False


def review(python: str, package: Path, windows: Sequence[Window], out: Path) -> dict[str, Any]:
    """The layout of both sides of each card in each window, by "window/GUID/ordinal/q" or "…/a".
    Pictures of them are in `out`, in files of these names with hyphens.
    """
    order = {"package": str(package), "windows": [asdict(one) for one in windows], "out": str(out)}
    done = subprocess.run(
        [python, __file__, json.dumps(order)],
        env=os.environ | environment(os.getpid()),
        capture_output=True,
        timeout=600,
    )
    told = out / "layout.json"
    assert told.exists(), done.stderr.decode("utf-8", "replace")[-3000:]
    found: dict[str, Any] = json.loads(told.read_text("utf-8"))
    return found


def _run(order: dict[str, Any]) -> None:
    import aqt
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from aqt.qt import QApplication
    from aqt.theme import Theme

    out = Path(order["out"])
    (out / "base").mkdir()
    start(out / "base", "User 1")

    def spin(until: Any, patience: float = 30.0) -> bool:
        end = time.monotonic() + patience
        while not until() and time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.005)
        return bool(until())

    def pause(seconds: float) -> None:
        spin(lambda: False, seconds)

    def loaded() -> None:
        """Wait for a page: asked before it is there, or left at once, it stays for ever."""
        pause(_LOADED)
        assert spin(lambda: mw.web._domDone)
        pause(_LOADED)

    assert spin(lambda: aqt.mw is not None and aqt.mw.col is not None)
    assert spin(lambda: aqt.mw.state == "deckBrowser")
    mw = aqt.mw
    mw.col.import_anki_package(
        ImportAnkiPackageRequest(package_path=order["package"], options=ImportAnkiPackageOptions())
    )
    cards = mw.col.find_cards("", order="c.due asc, c.ord asc")
    mw.col.decks.set_current(mw.col.get_card(cards[0]).did)

    def asked(script: str) -> Any:
        """What a script in the page of cards gives; None while the page is loaded anew."""
        told: list[Any] = []
        mw.web.page().runJavaScript(script, told.append)
        return told[0] if spin(lambda: told, _ANSWERED) else None

    def settled() -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        before, same = None, 0
        while same < _STEADY and time.monotonic() < end:
            pause(0.08)
            now = json.loads(asked(LAYOUT) or "{}")
            same = same + 1 if now == before and now.get("ready") and now["words"] else 0
            before = now
        return before or {}

    layouts = {}
    for window in order["windows"]:
        mw.set_theme(Theme.DARK if window["night"] else Theme.LIGHT)
        mw.moveToState("overview")
        mw.resize(window["width"], window["height"])
        loaded()
        mw.moveToState("review")
        loaded()
        assert spin(lambda: asked("typeof _showQuestion === 'function'"))
        for card_id in cards:
            card = mw.col.get_card(card_id)
            card.start_timer()
            mw.reviewer.card = card
            for side, show in (("q", "_showQuestion"), ("a", "_showAnswer")):
                getattr(mw.reviewer, show)()
                name = f"{window['name']}/{card.note().guid}/{card.ord}/{side}"
                layouts[name] = settled()
                mw.web.grab().save(str(out / f"{name.replace('/', '-')}.png"))
    (out / "layout.json").write_text(json.dumps(layouts), "utf-8")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    _run(json.loads(sys.argv[1]))
