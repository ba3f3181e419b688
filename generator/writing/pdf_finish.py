"""A compiled PDF → the same one, smaller and with hints for the printer."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from generator.writing.imprint import Imprint

_PAGE_COUNT: Final = "{http://ns.adobe.com/xap/1.0/t/pg/}NPages"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How viewers are asked to print: on both sides of a sheet, turned over an edge, or on one; and
    whether at actual size.
    """

    duplex: Literal["DuplexFlipLongEdge", "DuplexFlipShortEdge", "Simplex"]
    unscaled: bool = False


def finish_pdf(
    data: bytes, imprint: Imprint, attached: Mapping[str, bytes], wishes: Wishes
) -> bytes:
    """`data` with objects packed into streams and an id made from its content, with files
    `attached` by their names, and with `wishes` for the printer.
    """
    import pikepdf
    from pikepdf import Dictionary, Name

    with pikepdf.open(io.BytesIO(data)) as pdf:
        preferences = pdf.Root.get("/ViewerPreferences", Dictionary())
        preferences.DisplayDocTitle = True
        preferences.Duplex = Name(f"/{wishes.duplex}")
        if wishes.unscaled:
            preferences.PrintScaling = Name("/None")
        pdf.Root.ViewerPreferences = preferences
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata[_PAGE_COUNT] = str(len(pdf.pages))  # of all parts that were joined
            if imprint.license:
                metadata["dc:rights"] = imprint.license
            if imprint.home:
                metadata["dc:source"] = imprint.home
        for name, program in attached.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(
                pdf,
                program,
                filename=name,
                description="The programs of the cards",
                mime_type="text/plain",
                relationship=Name.Source,
            )
        packed = io.BytesIO()
        pdf.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        return packed.getvalue()


def with_bookmarks(data: bytes, characters: Mapping[str, str]) -> bytes:
    """`data` with bookmarks that have these characters in place of what stands for them on its
    pages. A viewer shows bookmarks in fonts of its own.
    """
    if not characters:
        return data
    import pikepdf

    table = {ord(stand_in): char for stand_in, char in characters.items()}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and "/Title" in each and "/Dest" in each:
                each.Title = pikepdf.String(str(each.Title).translate(table))
        changed = io.BytesIO()
        pdf.save(changed, deterministic_id=True)
        return changed.getvalue()
