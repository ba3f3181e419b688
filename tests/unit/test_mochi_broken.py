"""Packages of Mochi whose data cannot be unpacked."""

from __future__ import annotations

import io
import zipfile

import pytest

from generator.importing.packages.mochi_decks import mochi_data
from generator.model import ProblemsError


@pytest.mark.parametrize(
    ("at", "byte"), [(6, 1), (8, 77), (40, 0xFF)], ids=["password", "unknown compression", "broken"]
)
def test_a_package_that_cannot_be_unpacked_is_named_and_ends_no_import(at: int, byte: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", '{"version": 2, "decks": [], "cards": []}' * 20)
    data = bytearray(made.getvalue())
    data[at] = byte
    if at < 10:  # what the list at the end says counts
        data[data.rindex(b"PK\x01\x02") + at + 2] = byte
    broken = io.BytesIO(bytes(data))
    with zipfile.ZipFile(broken) as archive, pytest.raises(ProblemsError) as told:
        mochi_data(archive, "a.mochi")
    (problem,) = told.value.problems
    assert (problem.code, "cannot be read" in problem.message) == ("no-import-format", True)
