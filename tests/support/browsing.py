"""A real browser, as somebody uses it who looks at a page of Proofdeck."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.local_pages import wait_until

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DRIVERS = ("chromedriver", "chromium.chromedriver")
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
          "--disable-extensions", "--disable-background-networking", "--no-first-run",
          "--mute-audio", "--lang=en-US")  # fmt: skip


def _installed(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The programs of these names that are there, each with its major version."""
    for name in names:
        if path := shutil.which(name):
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
            if version := re.search(r"(\d+)\.\d+\.\d+", said.stdout):
                yield path, version[1]


def _browser_and_driver() -> tuple[str, str] | None:
    """A browser and a driver of the same version."""
    drivers = {version: path for path, version in _installed(_DRIVERS)}
    pairs = ((path, drivers.get(version)) for path, version in _installed(_BROWSERS))
    return next(((path, driver) for path, driver in pairs if driver), None)


@dataclass
class Browser:
    """One window. What is looked for is waited for."""

    driver: Chrome

    def go(self, address: str) -> None:
        self.driver.get(address)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> WebElement:
        found: list[WebElement] = []

        def there() -> bool:
            found[:] = self.all(selector)
            return bool(found)

        wait_until(there)
        return found[0]

    def run(self, script: str, *values: Any) -> Any:
        """What a script in the page returns."""
        return self.driver.execute_script(script, *values)

    def text(self, selector: str) -> str:
        """The text of the first element, "" while there is none."""
        script = "return document.querySelector(arguments[0])?.innerText ?? ''"
        return str(self.run(script, selector))

    def has(self, selector: str) -> bool:
        return bool(self.run("return document.querySelector(arguments[0]) !== null", selector))

    def until(self, selector: str, words: str) -> None:
        wait_until(lambda: words in self.text(selector))

    def press(self, *keys: str) -> None:
        """Keys for whatever has the focus."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def inside(self, side: str, script: str, *values: Any) -> Any:
        """What a script returns in the first frame of a side that has loaded. A frame that goes
        meanwhile, since the card has changed, counts for nothing.
        """
        from selenium.common.exceptions import WebDriverException

        found: list[Any] = []

        def came_through() -> bool:
            frames = self.all(f'[data-side="{side}"] iframe:not(.waiting)')
            try:
                if frames:
                    self.driver.switch_to.frame(frames[0])
                    found.append(self.run(script, *values))
            except WebDriverException:
                pass
            finally:
                self.driver.switch_to.default_content()
            return bool(found)

        wait_until(came_through)
        return found[0]

    def side(self, side: str, selector: str = "body") -> str:
        """The text of all such elements in the frame of a side."""
        script = "return [...document.querySelectorAll(arguments[0])].map((it) => it.innerText).join('\\n')"
        return str(self.inside(side, script, selector))

    def until_side(self, side: str, words: str, selector: str = "body") -> None:
        wait_until(lambda: words in self.side(side, selector))

    def command(self, name: str, **values: Any) -> Any:
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, values)

    def forget(self, address: str) -> None:
        """Leave the page, and lose all that it has kept."""
        self.go("about:blank")
        self.command("Storage.clearDataForOrigin", origin=address.rstrip("/"), storageTypes="all")

    def night(self, on: bool) -> None:
        value = "dark" if on else "light"
        feature = {"name": "prefers-color-scheme", "value": value}
        self.command("Emulation.setEmulatedMedia", features=[feature])

    def size(self, width: int, height: int, *, mobile: bool = False) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )

    def languages(self, accepted: str) -> None:
        """What pages that are loaded from now on are told of the reader's languages."""
        agent = self.run("return navigator.userAgent")
        self.command("Network.setUserAgentOverride", userAgent=agent, acceptLanguage=accepted)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window; the test is skipped where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver")
    found = _browser_and_driver()
    if found is None:
        pytest.skip("no chromium, with the chromedriver of its version, is installed here")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location, driver = found
    for flag in (*_FLAGS, "--window-size=1400,900"):
        options.add_argument(flag)
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield Browser(chrome)
    finally:
        chrome.quit()
