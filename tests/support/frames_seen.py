"""What a browser makes of frame documents: their layout and their pictures."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.anki_reviewer import LAYOUT

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


def require_browser() -> None:
    """Skip where there is no Chromium with its driver."""
    pytest.importorskip("selenium", reason="selenium, which drives the browser, is not installed")
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: apt-get install chromium chromium-driver")


@contextmanager
def chromium(folder: Path) -> Iterator[Chrome]:
    """A browser without a window, whose profile is in `folder`. Pages that are files may load
    fonts that are files.
    """
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--force-device-scale-factor=1", "--allow-file-access-from-files", f"--user-data-dir={folder}",
    ):  # fmt: skip
        options.add_argument(argument)
    service = Service(str(shutil.which("chromedriver")), env={**os.environ, "HOME": str(folder)})
    browser = Chrome(options=options, service=service)
    try:
        yield browser
    finally:
        browser.quit()


def resize(browser: Chrome, width: int, height: int) -> None:
    """Give pages this size in pixels, to the pixel."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def layout(browser: Chrome, page: Path) -> dict[str, Any]:
    """The layout of a page, as `anki_reviewer` has it."""
    browser.get(page.as_uri())
    browser.execute_async_script("document.fonts.ready.then(arguments[0])")
    found: dict[str, Any] = json.loads(browser.execute_script(f"return {LAYOUT}"))
    return found


def picture(browser: Chrome) -> bytes:
    """The page as a PNG."""
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    return base64.b64decode(shot["data"])
