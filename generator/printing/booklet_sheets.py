"""The pages of a booklet → sheets to print, fold and staple."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from generator.printing.booklet_folds import FoldedSheet
from generator.writing.imprint import Imprint
from generator.writing.pdf_finish import Wishes, finish_pdf

ADVICE: Final = "two-sided, short edge, 100 %; fold in the middle"
_WISHES: Final = Wishes("DuplexFlipShortEdge", unscaled=True)
_POINTS: Final = 72 / 25.4  # of a millimetre
_ABOUT: Final = ("dc:title", "dc:rights", "dc:source", "dc:language")


def booklet_sheets(booklet: bytes, sheets: Sequence[FoldedSheet]) -> bytes:
    """A PDF whose pages are two of `booklet` beside each other, the front and the back of each
    sheet.

    It has no tags, bookmarks or links: the order of its pages is that of the paper, and no reader
    could follow it. Those are in `booklet`.
    """
    import pikepdf
    from pikepdf import Array, Dictionary, Name

    with pikepdf.open(io.BytesIO(booklet)) as source, pikepdf.new() as pdf:
        _, _, width, height = (float(edge) for edge in source.pages[0].mediabox)
        forms = []
        for page in source.pages:
            form = pdf.copy_foreign(page.as_form_xobject())
            for key in ("/StructParents", "/StructParent"):
                if key in form:
                    del form[key]
            forms.append(form)
        for sheet in sheets:
            creep = sheet.creep * _POINTS
            for side in (sheet.front, sheet.back):
                placed, drawn = Dictionary(), []
                for place, x in enumerate((creep, width - creep)):
                    number = side[place]
                    if number is None:
                        continue
                    name = f"/P{place}"
                    placed[name] = forms[number - 1]
                    drawn.append(f"q 1 0 0 1 {x:.4f} 0 cm {name} Do Q")
                new = Dictionary(
                    Type=Name.Page,
                    MediaBox=Array([0, 0, 2 * width, height]),
                    Resources=Dictionary(XObject=placed),
                    Contents=pdf.make_stream("\n".join(drawn).encode()),
                )
                pdf.pages.append(pikepdf.Page(pdf.make_indirect(new)))
        if "/Lang" in source.Root:
            pdf.Root.Lang = pikepdf.String(str(source.Root.Lang))
        known = source.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for key in _ABOUT:
                if key in known:
                    metadata[key] = known[key]
        imposed = io.BytesIO()
        pdf.save(imposed, deterministic_id=True)
    return finish_pdf(imposed.getvalue(), Imprint("", "", ""), {}, _WISHES)
