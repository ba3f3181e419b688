"""What is asked of a chapter until it is known where its cards stand."""

from __future__ import annotations

from typing import Any

import pytest

from generator.writing.sheet_forms import Sheet
from generator.writing.sheet_plans import _Chapter

SHEET = Sheet(500, 4, 1)
ROUNDS = 10


def told(chapter: _Chapter, heights: list[float], by: float) -> list[dict[str, Any]]:
    """Answer whatever is asked, with cards that are `by` as tall as they should be; what was asked."""
    asked = []
    for left in reversed(range(ROUNDS)):
        one = chapter.asks(last=left == 0)
        if one is None:
            break
        asked.append(one)
        if one["flow"]:
            chapter.learns([{"whole": height} for height in heights])
            continue
        grown = one["zoom"] ** 1.45 * (by if len(asked) > 1 else 1)
        chapter.learns(
            [{"wide": False, "height": height * grown, "grow": 9.0} for height in heights]
        )
    return asked


def test_a_chapter_that_is_as_foretold_is_measured_twice() -> None:
    chapter = _Chapter(slice(0, 16), SHEET)
    assert len(told(chapter, [120.0, 160.0] * 8, 0.98)) == 2
    plans = chapter.plans()
    assert len(plans) == 16 and {plan["pages"] for plan in plans} <= {1, 2}


def test_cards_that_are_taller_than_foretold_are_set_smaller() -> None:
    chapter = _Chapter(slice(0, 16), SHEET)
    asked = told(chapter, [120.0, 160.0] * 8, 1.2)
    assert asked[2]["zoom"] < asked[1]["zoom"]
    assert all(plan["y"] < SHEET.height for plan in chapter.plans())


@pytest.mark.parametrize("heights", [[900.0, 100.0], [450.0] * 3])
def test_a_chapter_that_no_form_holds_flows_through_the_columns(heights: list[float]) -> None:
    chapter = _Chapter(slice(0, len(heights)), SHEET)
    assert told(chapter, heights, 3.0)[-1]["flow"]
    assert chapter.plans() == [{"whole": height} for height in heights]
