"""Answers, editors and exercises on the page of `proofdeck study`, in a real browser."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import pytest

from tests.support.browsing import Browser
from tests.support.local_pages import wait_until
from tests.support.study_pages import StudyPage, studied

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

CARDS = {
    "Predict": "## What is shown? {#predict .predict}\n\n"
    "```python\nfor n in range(2):\n    print(n / 2)\n```\n",
    "Choose": "## Which are even? {#choose .choice}\n\n- [x] two\n- [ ] three\n- [x] four\n",
    "Fill": "## Fill in {#fill .cloze}\n\nThe {{c1::first}} and the {{c1::second::next?}} one.\n",
    "Behind": "## What is two and two? {#behind}\n\n```python\n2 + 2\n```\n",
    "Write": "## Double it {#write .exercise}\n\nWrite `double`.\n\n"
    "```python {.starter}\ndef double(x):\n    ...\n```\n\n> [!hint] Add `x` to itself.\n\n"
    "```python {.solution}\ndef double(x):\n    return 2 * x\n```\n\n"
    "```python {.tests}\nassert double(3) == 6\nassert double(-1) == -2\n```\n",
}
FILES = {
    f"en/{number:02}.md": f"# {name}\n\n{text}"
    for number, (name, text) in enumerate(CARDS.items(), 1)
}
CONTROL, ENTER, TAB, SHIFT, ESCAPE = "\ue009", "\ue007", "\ue004", "\ue008", "\ue00c"
END = "\ue010"
MARKED = "return document.querySelector('.grade.marked')?.classList.contains(arguments[0])"
EDITOR = "#trial textarea"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyPage]:
    for name in ("fsrs", "watchfiles"):
        pytest.importorskip(name)
    folder = tmp_path_factory.mktemp("practice")
    with studied(folder, FILES) as page:
        yield page
    shutil.rmtree(folder)


def answer(seen: Browser) -> list[tuple[str, str]]:
    """The pieces of what was typed that are marked, and how."""
    script = (
        "return [...document.querySelectorAll('.pieces :is(del, ins)')]"
        ".map((it) => [it.lastChild.textContent, it.className])"
    )
    return [(text, mark) for text, mark in seen.run(script)]


def code(seen: Browser) -> str:
    return str(seen.run(f"return document.querySelector('{EDITOR}').value"))


def test_what_is_typed_is_held_against_the_output_and_told_of_in_its_place(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Predict")
    field = seen.one("#answer textarea")
    field.send_keys("0.0\n0.75e")  # `e` is text here, no key of the page
    assert seen.run("return document.getElementById('trial').childElementCount") == 0
    field.send_keys("\ue003")
    field.send_keys(CONTROL, ENTER)
    seen.until(".verdict", "Not right · 0.75 should be 0.5")
    assert answer(seen) == [("0.75", "wrong"), ("0.5", "missing")]
    assert seen.run(MARKED, "again")


def test_a_program_is_changed_run_and_set_back_and_the_deck_stays(page: StudyPage) -> None:
    seen = page.open("chapter=Predict")
    seen.press("e")
    editor = seen.one(EDITOR)
    wait_until(lambda: seen.run("return document.activeElement.matches(arguments[0])", EDITOR))
    editor.send_keys(ENTER, "print('on')", ENTER, TAB, "# no", CONTROL, ENTER)
    seen.until("#trial .output", "on\n0.5\non")
    assert code(seen).endswith("\n    print(n / 2)\n    print('on')\n        # no")
    wait_until(lambda: seen.text(".code-sheet .comment") == "# no")  # coloured after a pause
    editor.send_keys(SHIFT + TAB + SHIFT)
    assert code(seen).endswith("\n    # no")
    editor.send_keys(CONTROL + "z" + CONTROL)
    assert code(seen).endswith("\n        # no")  # the browser's own undo
    seen.one(".trial-bar .plain").click()
    assert code(seen) == "for n in range(2):\n    print(n / 2)"
    assert (page.folder / "demo/en/01.md").read_text("utf-8") == FILES["en/01.md"]


def test_an_endless_loop_is_stopped_and_a_program_that_fails_shows_where(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Behind")
    seen.press("e")  # its code is part of the answer, which is shown, too
    wait_until(lambda: page.asked().startswith("Back: "))
    editor = seen.one(EDITOR)
    editor.send_keys(ENTER, "while True: pass", CONTROL, ENTER)
    seen.until(".trial-status", "Running")
    seen.one(".trial-bar button:nth-child(2)").click()
    seen.until(".trial-status", "this was stopped")
    editor.send_keys(CONTROL + "a" + CONTROL, "1 / 0", CONTROL, ENTER)
    seen.until("#trial .output.error", "ZeroDivisionError: division by zero")
    editor.send_keys(ESCAPE)
    assert not seen.run("return document.activeElement.matches('textarea')")
    seen.press("e")
    wait_until(lambda: seen.run("return document.getElementById('trial').hidden"))


def test_an_exercise_is_written_tested_and_graded(page: StudyPage) -> None:
    seen = page.open("chapter=Write")
    editor = seen.one(EDITOR)  # it is open at once
    folded = (
        "return document.querySelector('.side[data-side=front] iframe')"
        ".contentDocument.querySelector('details').hidden"
    )
    wait_until(lambda: seen.run(folded))  # hints are asked for below, where they count
    editor.send_keys(END, "\ue003\ue003\ue003", "return x * x", CONTROL, ENTER)
    seen.until(".trial-status", "2 of 2 tests fail")
    assert "double(3) is 9, not 6" in seen.text(".tests .failed")
    editor.send_keys("\ue003", "2", CONTROL, ENTER)
    seen.until(".trial-status", "all 2 tests pass")
    editor.send_keys(ESCAPE)
    seen.press("h")
    seen.until(".hints", "Add x to itself.")
    seen.press(" ")
    wait_until(lambda: seen.run(MARKED, "easy"))
    seen.press("4")
    seen.until("#ending h2", "Nothing more of this choice")
    assert page.grades()[-1][1] == 4
    seen.press("u")
    wait_until(lambda: "Double it" in page.asked())
    seen.until(".trial-bar", "Last attempt")


def test_options_stand_on_the_card_alone_and_are_chosen_by_letter_or_click(page: StudyPage) -> None:
    seen = page.open("chapter=Choose")
    options = [each.get_attribute("title") for each in seen.all(".option")]
    shown = [each.text.partition("\n")[0] for each in seen.all(".option")]
    assert shown == ["A", "B", "C"]
    seen.press("abc"[options.index("two")])
    listed = "[...document.querySelectorAll('.options > li')]"
    assert (
        seen.inside("front", f"return {listed}.map((it) => it.lastElementChild.innerText)")
        == options
    )
    seen.inside("front", f"{listed}[{options.index('three')}].lastElementChild.click()")
    seen.press(" ")
    seen.until(".verdict", "Not right")
    marks = dict(
        zip(options, (each.get_attribute("class") for each in seen.all(".option")), strict=True)
    )
    assert {name: (mark or "").split()[-1] for name, mark in marks.items()} == {
        "two": "right",
        "three": "wrong",
        "four": "missed",
    }


def test_enter_shows_the_answer_once_options_are_chosen_by_their_letters(page: StudyPage) -> None:
    seen = page.open("chapter=Choose")
    seen.press("a", "b")
    seen.press(ENTER)
    wait_until(lambda: page.asked().startswith("Back: "))
    seen.until("#answer", "right")


def test_words_that_are_being_composed_are_text_and_gaps_are_filled_in_one_by_one(
    page: StudyPage,
) -> None:
    seen = page.open("chapter=Fill")
    seen.one("#answer input").click()
    seen.command("Input.imeSetComposition", text="diyi", selectionStart=4, selectionEnd=4)
    seen.run(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    assert page.asked().startswith("Front: ")
    seen.command("Input.insertText", text="第一")
    first, second = seen.all("#answer input")
    assert first.get_attribute("value") == "第一"
    first.clear()
    first.send_keys(" First. ", ENTER)
    second.send_keys("secnd", ENTER)
    seen.until(".verdict", "Right")
    assert seen.run(MARKED, "good")
    assert "it is spelt second" in seen.text("#answer")


def test_composed_words_show_in_the_editor_which_fits_a_phone(page: StudyPage) -> None:
    seen = page.browser
    seen.size(390, 844, mobile=True)
    try:
        page.open("chapter=Predict")
        seen.one("#tool-tryIt").click()
        seen.one(EDITOR).send_keys(ENTER, "# ")
        seen.command("Input.imeSetComposition", text="nihao", selectionStart=5, selectionEnd=5)
        wait_until(lambda: "# nihao" in seen.text(".code-sheet pre"))
        seen.command("Input.insertText", text="你好" * 60)
        wait_until(lambda: "你好" in seen.text(".code-sheet pre"))
        same = (
            "const [a, b] = document.querySelectorAll('.code-sheet > *');"
            "return [a.scrollWidth - b.scrollWidth, a.offsetHeight - b.offsetHeight]"
        )
        assert [abs(each) <= 1 for each in seen.run(same)] == [True, True]
        wide = (
            "return [document.documentElement, document.getElementById('main')]"
            ".map((it) => it.scrollWidth <= innerWidth)"
        )
        assert seen.run(wide) == [True, True]
        small = (
            "return [...document.querySelectorAll('.trial-bar button')]"
            ".every((it) => it.offsetHeight >= 44)"
        )
        assert seen.run(small)
    finally:
        seen.command("Emulation.clearDeviceMetricsOverride")
