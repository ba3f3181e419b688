"""The page of `proofdeck preview` in a real browser, as an author uses it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import pytest

from tests.support.local_pages import wait_until
from tests.support.preview_pages import SELECTED, Page, previewed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

ONE = "## One? {#one}\n\n```python\nfor n in 0, 1:\n    print(n)\n```\n\n```output\n0\n1\n```\n"
TWO = "## Two? {#two}\n\nThe second.\n"
CHAPTER = f"# First\n\n{ONE}\n{TWO}"
OTHER = "# Second\n\n## Three? {#three}\n\nThe third.\n"
ESCAPE, ENTER, TAB, DOWN = "\ue00c", "\ue007", "\ue004", "\ue015"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    pytest.importorskip("watchfiles")
    folder = tmp_path_factory.mktemp("preview")
    with previewed(folder, {"en/01.md": CHAPTER, "en/02.md": OTHER}) as page:
        yield page
    shutil.rmtree(folder)


@pytest.fixture
def page(shared: Page) -> Iterator[Page]:
    for name, text in (("en/01.md", CHAPTER), ("en/02.md", OTHER)):
        if shared.read(name) != text:
            shared.write(text, name)
    yield shared
    shared.browser.command("Emulation.clearDeviceMetricsOverride")
    shared.browser.night(False)


def test_a_save_is_shown_a_false_line_is_marked_in_the_card_and_accepting_mends_it(
    page: Page,
) -> None:
    seen = page.open()
    seen.until_side("back", "verified")
    page.write(CHAPTER.replace("One?", "Only one?").replace("1\n```\n", "7\n```\n"))
    seen.until(".problem .message", "the card says `7`, but `1` came out")
    seen.until("#card-head h2", "Only one?")
    assert seen.has(f"{SELECTED}.failed")
    assert seen.text(".excerpt .marked code") == "7"
    seen.until_side("back", "the card says `7`", ".proofdeck-mark.proofdeck-error")
    assert "came out" not in seen.side("front")
    seen.press("a")
    seen.until("dialog .removed", "-7")
    assert seen.text("dialog .added").strip() == "+1" and "7\n```" in page.read()
    wait_until(lambda: seen.run("return document.activeElement.textContent") == "Write to file")
    seen.press(ENTER)
    seen.until("#card-head .chip", "verified")
    seen.until("#problem-count", "no problems")
    assert page.read() == CHAPTER.replace("One?", "Only one?")
    assert seen.has(f"{SELECTED}.verified")
    seen.until_side("back", "Only one?")
    assert not seen.has("dialog") and ".proofdeck-mark" not in seen.side("back")


def test_while_a_program_runs_the_earlier_result_is_greyed_and_then_the_new_one_is_there(
    page: Page,
) -> None:
    seen = page.open("en/one")
    page.write(CHAPTER.replace("for n in 0, 1:", "import time\ntime.sleep(2)\nfor n in 5, 1:"))
    seen.until("#card-head", "running")
    assert seen.text("#frames.old .screen") and "so far" in seen.text("#problem-count")
    assert "0\n1" in seen.side("back", "pre.output")
    seen.until_side("back", "5", "pre.output")
    wait_until(lambda: not seen.has("#frames.old"))
    seen.until("#problem-count", "1 error")


def test_a_card_that_cannot_be_shown_says_so_and_lists_why(page: Page) -> None:
    seen = page.open("en/two")
    page.write(CHAPTER + "\n## Four? {#four .cloze}\n\nNothing is hidden.\n")
    seen.until("#frames", "This card cannot be shown. Its problems say why.")
    seen.until("#problems", "cloze")
    seen.driver.refresh()
    seen.until("#frames", "This card cannot be shown.")
    seen.until("#card-head .where", "four")
    page.write(CHAPTER)
    seen.until("#found", "3 of 3")
    wait_until(lambda: "four" not in seen.text(SELECTED) and seen.has("iframe"))


def test_follow_goes_to_the_card_that_was_saved_in_every_tab_that_has_it_on(page: Page) -> None:
    seen = page.open("en/one")
    first = seen.driver.current_window_handle
    seen.driver.switch_to.new_window("tab")
    second = seen.driver.current_window_handle
    seen.go(f"{page.address}#en/one")
    seen.until(SELECTED, "one")
    seen.press("f")
    page.write(OTHER.replace("The third", "The third and last"), "en/02.md")
    seen.until('[role="tree"]', "Three?")
    seen.press("J")
    seen.until_side("back", "The third and last")
    seen.driver.close()
    seen.driver.switch_to.window(first)
    seen.until(SELECTED, "three")
    seen.until_side("back", "The third and last")
    assert second != first


def test_a_page_without_its_server_says_so_and_recovers_with_the_next_one(page: Page) -> None:
    seen = page.open("en/two")
    page.stop()
    seen.until(".banner.lost", "Connection lost: what you see is of")
    assert seen.run("return getComputedStyle(document.querySelector('.screen')).opacity") < "1"
    page.write(CHAPTER.replace("The second", "The new one").replace("1\n```\n", "7\n```\n"))
    page.start()
    wait_until(lambda: not seen.all(".banner.lost"))
    seen.until_side("back", "The new one")
    assert seen.text("#connection") == "live"
    seen.until("#problem-count", "1 error")
    seen.press("n", "a")  # what writes needs the token of the new server
    seen.until("dialog .removed", "-7")
    seen.press(ESCAPE)


def test_a_deck_that_cannot_be_read_keeps_its_cards_and_says_so(page: Page) -> None:
    seen = page.open("en/two")
    toml = page.folder / "demo/deck.toml"
    toml.write_text("name = 1\n", "utf-8")
    seen.until(".banner.broken", "The deck cannot be read")
    assert seen.has("#frames.old") and not seen.has(f"{SELECTED}.verified, {SELECTED}.no-code")
    seen.until("#problems .message", "`name`")
    seen.until_side("back", "The second.")
    toml.write_text('name = "demo"\n', "utf-8")
    wait_until(lambda: not seen.all(".banner.broken"))
    wait_until(lambda: not seen.has("#frames.old"))


def test_a_card_with_an_error_is_not_green_though_its_programs_hold(page: Page) -> None:
    seen = page.open()
    assert seen.has(f"{SELECTED}.verified") and seen.has("#card-head .chip.verified")
    page.write(CHAPTER.replace("## Two", "![none](none.png)\n\n## Two"))
    seen.until("#problems", "none.png")
    wait_until(lambda: "one" in seen.text(SELECTED) and seen.has(f"{SELECTED}.failed"))
    assert not seen.has("#card-head .chip.verified")


def test_enter_in_the_search_gives_the_keys_to_what_was_found(page: Page) -> None:
    seen = page.open()
    seen.press("/")
    seen.press(*"three", ENTER)
    seen.until(SELECTED, "three")
    assert seen.run("return document.activeElement.id") == "tree"


def test_everything_is_reached_by_keys(page: Page) -> None:
    seen = page.open("en/one")
    shown = "return [...document.querySelectorAll('.screen')].map(each => each.dataset.side + ' ' + each.dataset.device + ' ' + each.dataset.look)"
    seen.press("j")
    seen.until("#card-head h2", "Two?")
    seen.press("j")
    seen.until("#card-head h2", "Three?")
    seen.press("K")
    seen.until("#card-head h2", "One?")
    seen.press(" ")
    wait_until(lambda: seen.run(shown) == ["front desktop light"])
    seen.press(" ", "d")
    wait_until(lambda: seen.run(shown) == ["back phone light"])
    seen.press("b", "d", "l", "l")
    wait_until(lambda: len(seen.run(shown)) == 8)
    seen.press("/", "sec")
    seen.until("#found", "1 of 3")  # whose chapter is the second
    seen.press(ESCAPE)
    seen.until("#found", "3 of 3")
    seen.press(ESCAPE)
    assert seen.run("return document.activeElement.id") == "tree"
    seen.press(DOWN)
    seen.until(SELECTED, "two")
    now = seen.run("return document.activeElement.getAttribute('aria-activedescendant')")
    assert "two" in seen.text(f"#{now}")
    seen.press(TAB)
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert seen.run(outline) == "solid"
    seen.press("?")
    seen.until("dialog dl", "turn the card")
    seen.press(ESCAPE)
    wait_until(lambda: not seen.all("dialog"))
    seen.press("p")
    seen.until("#problems", "No problems on this card")
    seen.press("e")  # there is no editor, which the page says
    seen.until(".banner.told", "PROOFDECK_EDITOR")


def test_what_has_no_words_has_a_label(page: Page) -> None:
    seen = page.open("en/one")
    nameless = """
      return [...document.querySelectorAll('button, input, select, iframe, nav, aside, [role=tree]')]
        .filter((each) => !each.textContent.trim() && !each.title && !each.ariaLabel)
        .map((each) => each.outerHTML)
    """
    assert seen.run(nameless) == []
    tree = seen.command("Accessibility.getFullAXTree")["nodes"]
    roles = {node.get("role", {}).get("value") for node in tree if not node.get("ignored")}
    assert {"banner", "main", "navigation", "search", "tree", "treeitem", "status"} <= roles


def test_on_a_phone_the_list_is_a_drawer_and_nothing_is_wider_than_the_screen(page: Page) -> None:
    seen = page.open("en/one")
    seen.size(390, 844, mobile=True)
    wait_until(lambda: not seen.one("#side").is_displayed())
    assert seen.run("return document.documentElement.scrollWidth") == 390
    assert seen.has(".screen[data-device=phone]")
    wait_until(lambda: seen.inside("back", "return innerWidth") <= 390)
    assert seen.inside("back", "return document.body.scrollWidth") <= 390
    seen.one("#drawer").click()
    wait_until(lambda: seen.one("#side").is_displayed())
    seen.one('[data-id="en/two"]').click()
    seen.until("#card-head h2", "Two?")
    wait_until(lambda: not seen.one("#side").is_displayed())


def test_at_night_page_and_cards_are_dark_until_the_reader_says_otherwise(page: Page) -> None:
    seen = page.open("en/one")
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = seen.run(ground)
    seen.night(True)
    wait_until(lambda: "night_mode" in seen.inside("back", "return document.body.className"))
    assert seen.run(ground) != light
    seen.press("t")
    assert seen.run(ground) == light
    wait_until(lambda: "night_mode" not in seen.inside("back", "return document.body.className"))


def test_a_reader_of_chinese_gets_a_chinese_page(page: Page) -> None:
    seen = page.open("en/one")
    seen.languages("zh-CN,zh,en")
    seen.driver.refresh()
    seen.until("#busy", "全部就绪")
    assert seen.run("return document.documentElement.lang") == "zh-CN"
    assert "已验证" in seen.text("#card-head") and "跟随" in seen.text("#follow")
    seen.languages("en-US,en")


def test_of_ten_thousand_cards_only_the_rows_in_view_exist(page: Page) -> None:
    seen = page.open("en/one")
    made = """
      const [done] = [...arguments].slice(-1);
      Promise.all(["model", "tree"].map((name) => import(`/static/${name}.js`))).then(
        ([{ Model }, { Tree }]) => {
          const keys = Array.from({ length: 10000 }, (_, at) => `en/card-${at}`);
          const card = (key) => ({ key, slug: key, question: `Question of ${key}?`, tags: [] });
          const model = new Model();
          model.take({ chapters: [{ path: "en/x.md", language: "en", title: "X", cards: keys }],
                       cards: Object.fromEntries(keys.map((key) => [key, card(key)])) });
          document.getElementById("tree").replaceChildren();
          const tree = new Tree(model, () => {});
          const listed = tree.list();
          tree.select("en/card-9999");
          const rows = document.querySelectorAll(".row.card");
          model.filter.text = "card-77 question";
          done([listed, rows.length, [...rows].pop().dataset.id, tree.list()]);
        });
    """
    listed, rows, last, found = seen.driver.execute_async_script(made)
    assert listed == 10000 and 0 < rows < 100 and last == "en/card-9999" and found == 111
