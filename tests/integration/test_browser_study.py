"""The page of `proofdeck study` in a real browser, as a learner uses it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_values import DAY, Review, ReviewType
from tests.support.local_pages import wait_until
from tests.support.study_pages import StudyPage, studied

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

MANY = "".join(f"## Question {n}? {{#many-{n}}}\n\nAnswer {n}.\n\n" for n in range(60))
FEW = "## First of few? {#few-1}\n\nOne.\n\n## Second of few? {#few-2}\n\nTwo.\n"
NEVER = "## Never? {#never}\n\n```python\nprint(1)\n```\n\n```output\n2\n```\n"
ESCAPE, ENTER = "\ue00c", "\ue007"
BUTTONS = "return document.getElementById('buttons').className"


def own(code: str, output: int) -> str:
    return f"# Own\n\n## Sum? {{#sum}}\n\n```python\nprint({code})\n```\n\n```output\n{output}\n```\n\n"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyPage]:
    for name in ("fsrs", "watchfiles"):
        pytest.importorskip(name)
    folder = tmp_path_factory.mktemp("study")
    files = {
        "en/01.md": f"# Many\n\n{MANY}",
        "en/02.md": f"# Few\n\n{FEW}",
        "en/03.md": own("1 + 1", 2),
    }
    with studied(folder, files) as page:
        yield page
    shutil.rmtree(folder)


def _changed(page: StudyPage) -> int:
    """How many cards have another answer than the one that was seen last."""
    page.browser.go(page.address)
    asked = "return fetch('/api/next?only=changed').then((it) => it.json())"
    counts = page.browser.run(asked)["counts"]
    return int(sum(counts.values()))


@pytest.fixture
def page(shared: StudyPage) -> Iterator[StudyPage]:
    yield shared
    shared.browser.command("Emulation.clearDeviceMetricsOverride")
    shared.browser.night(False)


def test_a_session_by_keyboard_stores_each_grade_and_ends_with_what_was_learned(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Few")
    before = page.grades()
    first = page.asked()
    assert first.endswith("First of few?") and "One." not in seen.side("front")
    seen.press("4")  # no grade before the answer is seen
    seen.press(" ")
    wait_until(lambda: page.asked().startswith("Back: "))
    assert "One." in seen.side("back")
    assert seen.text(".grade.again .span") == "1 min"
    seen.press("4")
    assert page.until_next(first).endswith("Second of few?")
    seen.press(" ", "4")
    seen.until("#ending h2", "Nothing more of this choice")
    assert [grade for _, grade in page.grades()[len(before) :]] == [4, 4]
    assert "null" not in seen.text("#ending") and "undefined" not in seen.text("#ending")
    learned = seen.text("#ending .told")
    assert "First of few?" in learned and "Second of few?" in learned
    assert seen.run("return document.activeElement.id") == "ending"
    seen.one("#ending button.main").click()  # the whole deck
    wait_until(lambda: "Question" in page.asked())


def test_a_server_that_is_killed_loses_no_grade_and_the_page_goes_on(page: StudyPage) -> None:
    seen = page.open("chapter=Many")
    before = page.grades()
    first = page.asked()
    seen.press(" ", "4")
    second = page.until_next(first)
    seen.press(" ")
    page.kill()
    seen.press("4")
    seen.until(".banner.kept", "1 grade is kept")
    seen.until(".banner.lost", "Connection lost")
    assert len(page.grades()) == len(before) + 1
    page.start()
    third = page.until_next(second)
    wait_until(lambda: not seen.has(".banner.kept, .banner.lost"))
    seen.press(" ", "4")
    page.until_next(third)
    stored = page.grades()[len(before) :]
    assert [grade for _, grade in stored] == [4, 4, 4] and len(dict(stored)) == 3
    assert seen.run("return Object.keys(localStorage).filter((it) => it.includes('grade'))") == []


def test_a_grade_whose_answer_is_lost_on_the_way_is_sent_again_and_counts_once(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Many")
    before = page.grades()
    first = page.asked()
    seen.run("""
      const real = window.fetch;
      let lost = false;
      window.fetch = async (url, how) => {
        const answer = await real(url, how);
        if (url !== "/api/grade" || lost) return answer;
        lost = true;
        throw new TypeError("lost");
      };
    """)
    seen.press(" ", "4")
    page.until_next(first)
    assert [grade for _, grade in page.grades()[len(before) :]] == [4]


def test_a_grade_that_the_page_could_not_send_is_sent_by_the_next_page(page: StudyPage) -> None:
    seen = page.open("chapter=Many")
    before = page.grades()
    first = page.asked()
    seen.run("window.fetch = () => Promise.reject(new TypeError('lost'))")
    seen.press(" ", "2")
    seen.until(".banner.kept", "1 grade is kept")
    seen.driver.refresh()
    page.until_next(first)
    assert [grade for _, grade in page.grades()[len(before) :]] == [2]


def test_undo_shows_the_card_again_and_its_grade_counts_no_more(page: StudyPage) -> None:
    seen = page.open("chapter=Many")
    before = page.grades()
    first = page.asked()
    seen.press(" ", "1")
    page.until_next(first)
    seen.press("u")
    wait_until(lambda: page.asked() == first)
    assert page.grades() == before
    seen.press(" ", "4")
    page.until_next(first)
    assert [grade for _, grade in page.grades()[len(before) :]] == [4]


def test_a_leech_is_told_by_its_question_since_another_card_is_shown_by_then(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Many")
    asked = "return fetch('/api/next?chapter=Many').then((it) => it.json())"
    key = CardKey.parse(seen.run(asked)["card"]["key"])
    with ReviewLog.open(page.folder / "data/study/reviews.db") as log:
        before = log.settings()
        log.set_settings(replace(before, leech=1))
        log.grade(key, 4, token="long ago", now=1_700_000_000_000)
    try:
        page.open("chapter=Many&only=due")
        question = page.asked().removeprefix("Front: ")
        seen.press(" ", "1")
        seen.until("#banners", f"“{question}” is a leech now")
    finally:
        with ReviewLog.open(page.folder / "data/study/reviews.db") as log:
            log.set_settings(before)


def test_suspend_bury_and_flag_are_one_key_each_and_undo_brings_the_card_back(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Many")
    for key, told in (("s", "Suspended"), ("b", "Not again today")):
        first = page.asked()
        seen.press(key)
        page.until_next(first)
        seen.until(".banner.told", told)
        seen.press("u")
        wait_until(lambda first=first: page.asked() == first)  # type: ignore[misc]
    first = page.asked()
    seen.press("s")
    page.until_next(first)
    seen = page.open("chapter=Many&only=suspended")
    assert page.asked() == first
    seen.press("s")
    seen.until(".banner.told", "Woken")
    seen = page.open("chapter=Many")
    seen.press("f")
    wait_until(lambda: seen.has("#card-head .flag-1"))
    seen.press("f")
    wait_until(lambda: not seen.has("#card-head .flag-1"))


def test_an_answer_that_has_changed_says_so_and_a_card_that_fails_is_seen_as_it_last_held(
    page: StudyPage,
) -> None:
    page.browser.go("about:blank")
    seen = page.open("chapter=Own")
    first = page.asked()
    seen.press(" ", "4")
    seen.until("#ending h2", "Nothing more of this choice")
    page.write("en/03.md", own("1 + 2", 3))
    seen.go("about:blank")
    wait_until(lambda: _changed(page) == 1)
    seen = page.open("chapter=Own&only=changed")
    assert page.asked() == first
    assert "has changed since you last saw it" in seen.text("#notices")
    page.write("en/03.md", own("1 + 2", 7) + NEVER)
    seen.until("#notices", "last good form")
    seen.press(" ")
    wait_until(lambda: page.asked().startswith("Back: "))
    assert "3" in seen.side("back", "pre.output")
    seen.until("#left-out", "1 left out")
    seen.one("#left-out").click()
    seen.until("dialog li", "Never?")
    seen.press(ESCAPE)
    page.write("en/03.md", own("1 + 1", 2))


def test_a_card_that_another_window_grades_is_graded_once(page: StudyPage) -> None:
    seen = page.open("chapter=Many")
    before = page.grades()
    first = page.asked()
    seen.press(" ")
    one = seen.driver.current_window_handle
    seen.driver.switch_to.new_window("tab")
    seen.go(f"{page.address}#chapter=Many")
    wait_until(lambda: page.asked() == first)
    seen.press(" ", "4")
    page.until_next(first)
    seen.driver.close()
    seen.driver.switch_to.window(one)
    page.until_next(first)
    seen.until(".banner.told", "graded in another window")
    seen.press("4")  # meant for the first card
    assert [grade for _, grade in page.grades()[len(before) :]] == [4]


def test_keys_work_in_the_frame_of_a_card_and_grade_nothing_in_a_field(page: StudyPage) -> None:
    seen = page.open("chapter=Many")
    before, first = page.grades(), page.asked()
    seen.one(".side:not([hidden]) iframe").click()
    assert seen.run("return document.activeElement.tagName") == "IFRAME"
    seen.press(" ")
    wait_until(lambda: page.asked().startswith("Back: "))
    seen.press(",")
    seen.until("dialog h2", "Settings")
    seen.press("3")
    seen.press(ESCAPE)
    wait_until(lambda: not seen.has("dialog"))
    assert page.grades() == before
    seen.one(".side:not([hidden]) iframe").click()
    seen.press("4")
    page.until_next(first)


def test_a_word_that_is_being_composed_in_chinese_triggers_no_key(page: StudyPage) -> None:
    page.open("chapter=Many")
    seen, before = page.browser, page.grades()
    seen.languages("zh-CN,zh,en")
    seen.driver.refresh()
    seen.until("#buttons", "显示答案")
    assert seen.run("return document.documentElement.lang") == "zh-CN"
    typing = """
      for (const how of [{ key: arguments[0], isComposing: true }, { key: "Process", keyCode: 229 }])
        document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...how }));
    """
    seen.run(typing, " ")
    assert seen.run(BUTTONS) == "one"
    seen.press(" ")
    seen.until("#buttons", "良好")
    seen.run(typing, "3")
    assert seen.run(BUTTONS) == "four" and page.grades() == before
    seen.languages("en-US,en")


def test_on_a_phone_all_is_in_reach_of_a_thumb_and_nothing_wider_than_the_screen(
    page: StudyPage,
) -> None:
    page.browser.size(390, 844, mobile=True)
    seen = page.open("chapter=Many")
    wide = (
        "return [document.documentElement.scrollWidth, document.getElementById('main').scrollWidth]"
    )
    assert max(seen.run(wide)) <= 390
    first = page.asked()
    seen.one("#buttons .show").click()
    wait_until(lambda: seen.run(BUTTONS) == "four")
    boxes = seen.run("""
      return [...document.querySelectorAll("#buttons button, #tools button:not([hidden])")]
        .map((each) => each.getBoundingClientRect()).map(({ top, height, width }) => [top, height, width])
    """)
    assert len(boxes) >= 6
    assert all(top > 600 and height >= 40 and width >= 40 for top, height, width in boxes), boxes
    assert seen.inside("back", "return document.documentElement.scrollWidth") <= 390
    seen.one("#more").click()
    seen.until("dialog", "Suspend")
    assert max(seen.run(wide)) <= 390
    seen.press(ESCAPE)
    seen.one("#figures").click()
    seen.until("#stats", "Due in the next 30 days")
    assert max(seen.run(wide)) <= 390
    seen.one("#stats header button").click()
    seen.one(".grade.easy").click()
    page.until_next(first)


def test_at_night_page_cards_and_pictures_are_dark_until_the_reader_says_otherwise(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Many")
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = seen.run(ground)
    seen.night(True)
    wait_until(lambda: "night_mode" in seen.inside("front", "return document.body.className"))
    assert seen.run(ground) != light
    seen.press("T")
    assert seen.run(ground) == light
    wait_until(lambda: "night_mode" not in seen.inside("front", "return document.body.className"))


def test_statistics_are_pictures_with_a_table_behind_each_and_nothing_is_without_a_name(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Many")
    first = page.asked()
    seen.press(" ", "4")
    page.until_next(first)
    key, yesterday = CardKey.parse(page.grades()[-1][0]), time.time_ns() // 1_000_000 - DAY
    with ReviewLog.open(page.folder / "data/study/reviews.db") as log:
        log.add([Review(yesterday, key, 3, ReviewType.REVIEW, 86_400, took=20_000)])
    seen.press("S")
    seen.until("#stats", "Reviews per day")
    wait_until(lambda: len(seen.all("#stats figure svg[role=img]")) >= 5)
    assert seen.run("""
      return [...document.querySelectorAll("#stats figure")].filter((each) =>
        !each.querySelector("svg[role=img]")?.getAttribute("aria-label") || !each.querySelector("td")).length
    """) == 0  # fmt: skip
    rows = seen.run("""
      return [...document.querySelector("#stats figure table").rows].map((row) => row.innerText)
    """)
    assert len(rows) >= 2
    drawn = (
        "return document.querySelectorAll('#stats .pair figure')[1].querySelectorAll('.bar').length"
    )
    assert seen.run(drawn) >= 1  # a day of few seconds has its bar among the minutes, too
    nameless = """
      return [...document.querySelectorAll("button, input, select, iframe, section")]
        .filter((each) => each.checkVisibility())
        .filter((each) => !each.textContent.trim() && !each.title && !each.ariaLabel)
        .map((each) => each.outerHTML)
    """
    assert seen.run(nameless) == []
    seen.press("3")  # while statistics are shown, no card is graded
    seen.press("S")
    wait_until(lambda: seen.run("return document.activeElement.id") == "card")
    assert seen.run(nameless) == [] and page.asked().startswith("Front: ")
    tree = seen.command("Accessibility.getFullAXTree")["nodes"]
    roles = {node.get("role", {}).get("value") for node in tree if not node.get("ignored")}
    assert {"banner", "main", "progressbar", "contentinfo", "status"} <= roles
