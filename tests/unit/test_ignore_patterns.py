"""Files are left out by the patterns that git would leave them out by."""

from __future__ import annotations

import pytest

from generator.reading.ignore_patterns import deciding, ignore_patterns

# lines → a path (a folder's ends with `/`) → whether it is left out; None where no line decides
CASES = [
    ("drafts/", {"drafts/": True, "a/drafts/": True, "drafts": None, "a/drafts.md": None}),
    ("*.draft.md", {"x.draft.md": True, "a/.draft.md": True, "draft.md": None}),
    ("/a.md", {"a.md": True, "b/a.md": None}),
    ("en/a.md", {"en/a.md": True, "b/en/a.md": None}),
    ("a/**/b", {"a/b": True, "a/x/b": True, "a/x/y/b": True, "a/xb": None, "x/a/b": None}),
    ("**/b", {"b": True, "x/y/b": True, "xb": None}),
    ("a/**", {"a/": None, "a/x": True, "a/x/y": True, "b/x": None}),
    ("a**b", {"axxb": True, "ab": True, "a/b": None}),
    ("?.md", {"a.md": True, ".md": None, "ab.md": None}),
    ("[a-c]x", {"ax": True, "dx": None}),
    ("[!a]x", {"bx": True, "ax": None}),
    ("[^a]x", {"bx": True, "ax": None}),
    ("[]a]x", {"]x": True, "ax": True, "bx": None}),
    (r"[\]]x", {"]x": True, "\\x": None}),
    ("[ax", {"ax": None, "[ax": None}),
    ("[z-a]", {"z": None, "m": None}),
    (r"\#x", {"#x": True, r"\#x": None}),
    (r"\!x", {"!x": True}),
    (r"a\*", {"a*": True, "ab": None}),
    ("a\\", {"a": None, "a\\": None}),
    ("a b  ", {"a b": True, "a b  ": None}),
    ("a\\ ", {"a ": True, "a": None}),
    ("# note\n\na", {"a": True, "# note": None}),
    ("*.md\n!keep.md", {"x.md": True, "keep.md": False, "b/keep.md": False}),
    ("!keep.md\n*.md", {"keep.md": True}),
    ("a.b+c", {"a.b+c": True, "axbbc": None}),
    ("über", {"über": True}),
    ("a\r", {"a": True}),
    ("/", {"a": None, "a/": None}),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "paths"), CASES, ids=[repr(lines) for lines, _ in CASES])
def test_a_line_leaves_out_what_git_leaves_out(lines: str, paths: dict[str, bool | None]) -> None:
    patterns = ignore_patterns(lines.split("\n"))
    for path, wanted in paths.items():
        by = deciding(patterns, path.removesuffix("/").split("/"), path.endswith("/"))
        assert (None if by is None else not by.keeps) == wanted, path


def test_the_number_of_a_line_is_that_of_its_file() -> None:
    assert [each.number for each in ignore_patterns(["# a", "", "x", " ", "y"])] == [3, 5]


def test_a_line_of_many_stars_is_not_searched_for_hours() -> None:
    names = ("*a" * 60 + "*b", "*" * 400 + "b", "?*" * 60 + "b")
    folders = ["**/" * 60 + "b/" + "**/a/" * 60 + "b"]
    for pattern in ignore_patterns([*names, *folders]):
        assert not pattern.fits(["a"] * 120 + ["a" * 255], folder=False)
