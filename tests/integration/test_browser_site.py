"""A published site in a real browser, opened from its folder, as a reader uses it."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.browsing import Browser, browser
from tests.support.decks import write_deck
from tests.support.local_pages import wait_until
from tests.support.site import published

EVIL = "<script>window.evil = 1</script><img src=x onerror='window.evil = 1'>"
ENGLISH = f"""# First & <last> {"of_many" * 20}

## What does this print? {{#prints .predict}}

```python
print("{EVIL}")
print("one" + "two" * 40)
```

```output
{EVIL}
one{"two" * 40}
```

## Which is $x^2$? {{#square .cloze}}

It is {{{{c1::the square::shape}}}} of $x$ and $\\frac{{1}}{{2}}$.

## Which one? {{#which .choice}}

- [x] Right

  Because.

- [ ] Wrong

## How wide is $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + b_1 + b_2 + b_3 + b_4 + b_5$? {{#wide}}

As wide as $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + b_1 + b_2 + b_3 + b_4 + b_5$ and
`{"code_without_a_space_" * 5}`, which is {"long" * 30}.

| {"a | " * 20}
| {"- | " * 20}
| {"cell | " * 20}
"""
CHINESE = "# 第一章\n\n## 这打印什么？ {#prints}\n\n二。\n"
DOWN, ENTER, TAB, RIGHT, LEFT, SPACE = "\ue015", "\ue007", "\ue004", "\ue014", "\ue012", " "


@dataclass
class Site:
    browser: Browser
    folder: Path

    def open(self, path: str) -> Browser:
        self.browser.go((self.folder / path).as_uri() if "?" not in path else
                        f"{self.folder.as_uri()}/{path}")  # fmt: skip
        return self.browser

    @property
    def at(self) -> str:
        """The page that is shown, by its path in the site."""
        address = str(self.browser.driver.current_url).partition("#")[0].partition("?")[0]
        return address.removeprefix(f"{self.folder.as_uri()}/")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with browser() as found:
        folder = tmp_path_factory.mktemp("site")
        title = "A deck with a title of many words " * 4
        toml = f'name = "demo"\nlanguages = ["en", "zh"]\n[title]\nen = "{title}"\n'
        deck = write_deck(folder / "deck", {"en/01.md": ENGLISH, "zh/01.md": CHINESE}, toml=toml)
        published(deck, folder / "the site")
        yield Site(found, folder / "the site")
        shutil.rmtree(folder)


@pytest.fixture
def site(shared: Site) -> Iterator[Site]:
    yield shared
    seen = shared.browser
    seen.run("try { localStorage.clear() } catch (error) {}")
    seen.command("Emulation.clearDeviceMetricsOverride")
    seen.command("Emulation.setScriptExecutionDisabled", value=False)
    seen.night(False)
    faults = [each for each in seen.driver.get_log("browser") if each["level"] == "SEVERE"]
    assert faults == []


def open_answer(seen: Browser) -> bool:
    return bool(seen.run("return document.querySelector('details.answer').open"))


def test_the_first_page_leads_to_the_language_that_the_reader_wants(site: Site) -> None:
    for accepted, home in (("zh-TW,en", "zh"), ("fr,en", "en"), ("fr", "en")):
        site.browser.go("about:blank")
        site.browser.languages(accepted)
        site.open("index.html")
        wait_until(lambda home=home: site.at == f"{home}/index.html")  # type: ignore[misc]
    site.browser.languages("en-US,en")


def test_a_card_is_turned_and_left_by_keys_alone(site: Site) -> None:
    seen = site.open("en/card/prints.html")
    seen.press(TAB)
    assert seen.run("return document.activeElement.className") == "skip"
    seen.press(ENTER)
    seen.press(SPACE)
    wait_until(lambda: open_answer(seen))
    seen.press(RIGHT)
    wait_until(lambda: site.at == "en/card/square.html")
    assert not open_answer(seen) and "[shape]" in seen.text(".front")
    seen.run("document.querySelector('details.answer > summary').focus()")
    seen.press(ENTER)
    wait_until(lambda: open_answer(seen))
    assert "the square" in seen.text(".back")
    seen.run("document.activeElement.blur()")
    seen.press(LEFT)
    wait_until(lambda: site.at == "en/card/prints.html")
    seen.press("/")
    assert seen.run("return document.activeElement.id") == "_find"


def test_what_a_program_printed_is_text_and_runs_nothing(site: Site) -> None:
    for page in ("en/card/prints.html", "en/chapter/01.html", "en/search.html?q=evil"):
        seen = site.open(page)
        seen.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
        wait_until(lambda seen=seen: "<script>" in seen.text("main"))  # type: ignore[misc]
        assert seen.run("return window.evil") is None


def test_the_search_finds_words_of_a_card_and_leads_to_it(site: Site) -> None:
    seen = site.open("en/card/which.html")
    seen.one("#_find").send_keys("SQUARE shape", ENTER)
    wait_until(lambda: site.at == "en/search.html")
    seen.until("[role=status]", "No card has all of these words")  # a hint is no text of the card
    field = seen.one("#_find")
    field.clear()
    field.send_keys("sQuare x")
    seen.until("[role=status]", "1 card")
    assert seen.text("#_found mark").lower() in ("square", "x")
    seen.one("#_found a").click()
    wait_until(lambda: site.at == "en/card/square.html")
    seen = site.open("zh/search.html?q=%E6%89%93%E5%8D%B0")
    seen.until("[role=status]", "1 张卡片")


def test_no_page_is_wider_than_a_phone(site: Site) -> None:
    site.browser.size(390, 844, mobile=True)
    pages = [path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.html")]
    assert len(pages) > 10
    for page in pages:
        seen = site.open(page)
        seen.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert seen.run("return document.documentElement.scrollWidth") <= 390, page
    seen = site.open("en/card/wide.html")
    seen.run("document.querySelector('details').open = true")
    script = "return [...document.querySelectorAll('math')].map(one => one.scrollWidth > 300)"
    assert seen.run(script) == [True, True]
    for part in (".question", ".back"):  # what is cut off can be scrolled to
        script = "const one = document.querySelector(arguments[0]); one.scrollLeft = 99; return one.scrollLeft"
        assert seen.run(script, part) > 0
    seen = site.open("en/card/prints.html")
    seen.run("document.querySelector('details').open = true")
    wait_until(lambda: bool(seen.run("return document.querySelector('.back pre').tabIndex === 0")))


def test_a_page_is_dark_where_the_system_is_and_as_its_reader_chooses(site: Site) -> None:
    def ground() -> int:
        colour = site.browser.run("return getComputedStyle(document.body).backgroundColor")
        return int(str(colour).partition("(")[2].partition(",")[0])

    seen = site.open("en/card/which.html")
    assert ground() > 200
    seen.night(True)
    seen = site.open("en/card/which.html")
    assert ground() < 60
    seen.one("#_theme").click()
    assert ground() > 200 and "light" in str(seen.one("#_theme").get_attribute("aria-label"))
    seen = site.open("en/index.html")
    assert ground() > 200  # the choice is kept


# The texts on a page whose contrast (WCAG 2.2, 1.4.3) is too low, by what computes their styles.
FAINT = """
const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
  .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
const parts = colour => colour.match(/[\\d.]+/g).map(Number);
const ground = one => {
  for (; one; one = one.parentElement) {
    const colour = parts(getComputedStyle(one).backgroundColor);
    if (colour.length < 4 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const one = walker.currentNode.parentElement, style = getComputedStyle(one);
  if (!walker.currentNode.textContent.trim() || !one.checkVisibility()) continue;
  if (parts(style.color)[3] === 0) continue; // the box of an option, in whose place is its letter
  const [low, high] = [light(parts(style.color)), light(ground(one))].sort((a, b) => a - b);
  const ratio = (high + 0.05) / (low + 0.05);
  if (ratio < 4.5) found.push(`${one.className || one.tagName} ${ratio.toFixed(1)}`);
}
return [found, walker.currentNode !== document.body];
"""


@pytest.mark.parametrize("night", [False, True])
def test_all_text_can_be_told_from_its_ground(site: Site, night: bool) -> None:
    site.browser.night(night)
    for page in ("en/index.html", "en/chapter/01.html", "zh/changes.html", "en/search.html?q=x"):
        seen = site.open(page)
        seen.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert seen.run(FAINT) == [[], True], page


def test_an_answer_is_there_without_scripts(site: Site) -> None:
    site.browser.command("Emulation.setScriptExecutionDisabled", value=True)
    site.open("en/card/which.html")
    back = site.browser.one(".back")
    assert not back.is_displayed()
    site.browser.one("details.answer > summary").click()
    assert back.is_displayed() and "Because" in back.text
    assert site.browser.one(".proof").is_displayed()


def test_options_are_listed_once_on_the_answer(site: Site) -> None:
    seen = site.open("en/card/which.html")
    asked = seen.one(".front .options")
    assert asked.is_displayed()
    seen.one("details.answer > summary").click()
    assert not asked.is_displayed() and seen.one(".back .options").is_displayed()


def test_a_formula_has_the_font_of_the_site(site: Site) -> None:
    seen = site.open("en/card/square.html")
    script = "return [...document.fonts].map(each => each.status).join()"
    wait_until(lambda: seen.run(script) == "loaded")
    assert seen.one(".question math").size["height"] > 5


def test_paper_shows_the_answers(site: Site) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    seen = site.open("en/chapter/01.html")
    printed = seen.command("Page.printToPDF")["data"]
    document = pdfium.PdfDocument(base64.b64decode(printed))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "the square" in text and "Because." in text
    assert "Search" not in text
    document.close()
    assert not open_answer(seen)
