"""A compiled PDF → the same one, smaller and with hints for the printer."""

from __future__ import annotations

import io


def finish_pdf(data: bytes, *, duplex: bool) -> bytes:
    """`data` with objects packed into streams and an id made from its content.

    With `duplex`, viewers are asked to print both sides, flipped on the long edge, at actual size:
    a page "fitted" to the paper shifts fronts against their backs.
    """
    import pikepdf
    from pikepdf import Dictionary, Name

    with pikepdf.open(io.BytesIO(data)) as pdf:
        preferences = pdf.Root.get("/ViewerPreferences", Dictionary())
        preferences.DisplayDocTitle = True
        if duplex:
            preferences.Duplex = Name.DuplexFlipLongEdge
            preferences.PrintScaling = Name("/None")
        pdf.Root.ViewerPreferences = preferences
        packed = io.BytesIO()
        pdf.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        return packed.getvalue()
