"""Open Matplotlib figures as SVG, the same bytes on every run."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

LARGEST = 8 * 2**20  # bytes
# Fixed ids, text as paths so that no font is needed to look at it, and no date.
STYLE = {"svg.hashsalt": "proofdeck", "svg.fonttype": "path"}


def take() -> Iterator[str]:
    """Each open figure in the order it was made, closing it. Nothing is imported for this.

    Raises what drawing raises, and ValueError on an image too large for a card.
    """
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    numbers = pyplot.get_fignums() if pyplot is not None else []
    if not numbers:
        return
    matplotlib: Any = sys.modules["matplotlib"]
    for number in numbers:
        figure = pyplot.figure(number)
        buffer = io.BytesIO()
        try:
            with matplotlib.rc_context(STYLE):
                figure.savefig(buffer, format="svg", metadata={"Date": None})
        finally:
            pyplot.close(figure)
        image = buffer.getvalue()
        if len(image) > LARGEST:
            raise ValueError(
                f"a figure of {len(image) // 2**20} MiB: draw fewer points, or rasterized=True"
            )
        yield image.decode("utf-8")
