"""Anki's desktop with the AnkiConnect add-on, without a screen.

PROOFDECK_ANKICONNECT names the folder of the unpacked add-on, PROOFDECK_AQT the Python that has the
package `aqt` (by default this one). As a script, this module is that process: it knows nothing of
Proofdeck, and of tests only what is passed to it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aqt.qt import QApplication

ADDON = os.environ.get("PROOFDECK_ANKICONNECT", "")
PYTHON = os.environ.get("PROOFDECK_AQT", sys.executable)
_ID = "2055492159"  # of the add-on on AnkiWeb
_READY = "READY"
_PATIENCE = 60.0  # seconds


class AnkiDesktop:
    """A running Anki at `url`; a context manager. Its collection is that of `profile` in `folder`,
    made where there is none.
    """

    def __init__(self, folder: Path, *, key: str | None = None, profile: str = "User 1") -> None:
        self.path = folder / profile / "collection.anki2"
        self.profile = profile
        self._folder = folder
        self._key = key
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> AnkiDesktop:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._install()
        said = self._folder / "anki.txt"  # a pipe would fill up: the add-on prints at each change
        arguments = [PYTHON, __file__, str(self._folder), self.profile]
        with said.open("wb") as out:
            self._process = subprocess.Popen(
                arguments, stdout=out, stderr=out, env=os.environ | environment(self._port)
            )
        end = time.monotonic() + _PATIENCE
        while _READY not in said.read_text("utf-8", "replace"):
            if self._process.poll() is not None or time.monotonic() > end:
                self._stop()
                raise RuntimeError(f"Anki did not start:\n{said.read_text('utf-8', 'replace')}")
            time.sleep(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _install(self) -> None:
        there = self._folder / "addons21" / _ID
        if not there.exists():
            shutil.copytree(ADDON, there)
        config = {
            "apiKey": self._key,
            "apiLogPath": None,
            "ignoreOriginList": [],
            "webBindAddress": "127.0.0.1",
            "webBindPort": self._port,
            "webCorsOriginList": ["http://localhost"],
        }
        meta = {"name": "AnkiConnect", "mod": 1, "disabled": False, "config": config}
        (there / "meta.json").write_text(json.dumps(meta), "utf-8")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(port: int) -> dict[str, str]:
    """What the desktop needs around it to run without a screen, beside others."""
    return {
        "ANKI_SINGLE_INSTANCE_KEY": f"proofdeck-{port}",  # beside an Anki that runs here
        "LANG": "C.UTF-8",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
    }


def start(folder: Path, profile: str) -> QApplication:
    """Anki in this process, about to open its collection; `aqt.mw` is its window."""
    import aqt
    import aqt.addons
    from aqt.profiles import ProfileManager

    ProfileManager.check_for_updates = lambda self: False
    aqt.addons.check_and_prompt_for_updates = lambda *args, **kwargs: None
    if not (folder / "prefs21.db").exists():
        profiles = ProfileManager(folder)
        profiles.setupMeta()
        profiles.setLang("en_US")
        profiles.create(profile)
        profiles.meta["firstRun"] = False
        profiles.meta["last_addon_update_check"] = int(time.time())
        profiles.db.execute(
            "update profiles set data = ? where name = '_global'", profiles._pickle(profiles.meta)
        )
        profiles.db.close()
    return aqt._run(["anki", "-b", str(folder), "-p", profile, "-l", "en"], exec=False)


def _run(folder: Path, profile: str) -> None:
    import aqt
    from aqt.qt import QTimer

    app = start(folder, profile)
    signal.signal(signal.SIGTERM, lambda *_: aqt.mw.unloadProfileAndExit())

    def ready() -> None:
        if aqt.mw is not None and aqt.mw.col is not None:
            print(_READY, flush=True)
        else:
            QTimer.singleShot(20, ready)

    QTimer.singleShot(0, ready)
    app.exec()


if __name__ == "__main__":
    _run(Path(sys.argv[1]), sys.argv[2])
