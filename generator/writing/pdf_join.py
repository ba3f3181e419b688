"""Joins tagged PDFs into one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf


def join_pdfs(parts: Sequence[bytes]) -> bytes:
    """The pages of all parts with their tags and bookmarks, which a mere copy of pages loses.

    Relies on the form that Typst gives them: one Document element, a parent tree without
    branches, a list of bookmarks.
    """
    if len(parts) == 1:
        return parts[0]
    import pikepdf

    with pikepdf.open(io.BytesIO(parts[0])) as whole:
        for data in parts[1:]:
            with pikepdf.open(io.BytesIO(data)) as part:
                _append(whole, part)
        joined = io.BytesIO()
        whole.save(joined, deterministic_id=True)
        return joined.getvalue()


def _append(whole: Pdf, part: Pdf) -> None:
    tags = whole.Root.StructTreeRoot
    shift = int(tags.ParentTreeNextKey)
    for page in part.pages:
        for item in (page.obj, *page.obj.get("/Annots", ())):
            for key in ("/StructParents", "/StructParent"):
                if key in item:
                    item[key] = int(item[key]) + shift
    # Pages first, so that references to them find their copies.
    whole.pages.extend(part.pages)
    _append_tags(tags, whole.copy_foreign(part.Root.StructTreeRoot), shift)
    outlines = whole.copy_foreign(part.Root.Outlines)
    if "/First" in outlines:
        _append_bookmarks(whole.Root.Outlines, outlines)


def _append_tags(tags: Any, more: Any, shift: int) -> None:
    document = tags.K[0]
    for child in more.K[0].K:
        child.P = document
        document.K.append(child)
    numbers = more.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        tags.ParentTree.Nums.append(int(numbers[index]) + shift)
        tags.ParentTree.Nums.append(numbers[index + 1])
    tags.ParentTreeNextKey = shift + int(more.ParentTreeNextKey)
    for role, meaning in more.get("/RoleMap", {}).items():
        if role not in tags.RoleMap:
            tags.RoleMap[role] = meaning


def _append_bookmarks(outlines: Any, more: Any) -> None:
    item = more.First
    while item is not None:
        item.Parent = outlines
        item = item.get("/Next")
    if "/Last" in outlines:
        outlines.Last.Next = more.First
        more.First.Prev = outlines.Last
        outlines.Count = int(outlines.Count) + int(more.Count)
    else:
        outlines.First = more.First
        outlines.Count = int(more.Count)
    outlines.Last = more.Last
