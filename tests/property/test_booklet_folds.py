"""Pages of a booklet that are out of order once it is folded."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from generator.printing.booklet_folds import folded_sheets, signature_sizes


@given(pages=st.integers(1, 400), most=st.integers(0, 12), rtl=st.booleans())
def test_folded_and_laid_on_each_other_sheets_have_their_pages_in_order(
    pages: int, most: int, rtl: bool
) -> None:
    sheets = folded_sheets(pages, most, rtl=rtl)
    sizes = signature_sizes(-(-pages // 4), most)
    assert sum(sizes) == len(sheets) == -(-pages // 4)
    read: list[int | None] = []
    first, second = (1, 0) if not rtl else (0, 1)  # the half that is read first, seen from in front
    for end, size in zip(accumulate(sizes), sizes, strict=True):
        signature = sheets[end - size : end]
        # Turned over its short edge, what was on the left is on the right.
        for sheet in signature:
            read += [sheet.front[first], sheet.back[second]]
        for sheet in reversed(signature):
            read += [sheet.back[first], sheet.front[second]]
    assert read == [*range(1, pages + 1), *[None] * (-pages % 4)]


@given(sheets=st.integers(0, 300), most=st.integers(0, 30))
def test_signatures_are_as_thick_as_each_other_and_no_thicker_than_asked(
    sheets: int, most: int
) -> None:
    sizes = signature_sizes(sheets, most)
    assert sum(sizes) == sheets
    if sizes:
        assert max(sizes) - min(sizes) <= 1
        assert max(sizes) <= (most or (20 if len(sizes) == 1 else 8))
        if not most and len(sizes) > 1:
            assert sheets > 20 and min(sizes) >= 5


def test_pages_creep_towards_the_fold_only_in_thick_signatures() -> None:
    assert {sheet.creep for sheet in folded_sheets(4 * 8)} == {0.0}
    creeps = [sheet.creep for sheet in folded_sheets(4 * 20)]
    assert creeps[0] == 0 and creeps == sorted(creeps) and round(creeps[-1], 3) == 1.9
