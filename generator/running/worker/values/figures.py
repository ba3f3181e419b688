"""Open Matplotlib figures as SVG, the same bytes on every run."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

LARGEST = 8 * 2**20  # bytes
# Fixed ids, text as paths so that no font is needed to look at it, and no date.
ADDRESS = " at 0x"
DRAWING = ("matplotlib", "mpl_toolkits")
MOST = 1000  # members of a value that are looked at
STYLE = {"svg.hashsalt": "proofdeck", "svg.fonttype": "path"}


def is_drawing(value: Any, text: str) -> bool:
    """Whether a value, whose text holds an address, is a part of a figure that is shown, such as
    the lines that `plt.plot` gives back.
    """
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or ADDRESS not in text or not pyplot.get_fignums():
        return False
    waiting, looked = [value], 0
    while waiting and looked < MOST:
        each = waiting.pop()
        looked += 1
        if str(type(each).__module__).partition(".")[0] in DRAWING:
            return True
        if isinstance(each, (list, tuple)):
            waiting += each[:MOST]
        elif isinstance(each, dict):
            waiting += list(each.values())[:MOST]
        elif type(each).__module__ == "numpy" and str(getattr(each, "dtype", "")) == "object":
            waiting += each.ravel()[:MOST].tolist()
    return False


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
                f"the figure has {len(image) // 2**20} MiB: "
                "draw fewer points, or use rasterized=True"
            )
        yield image.decode("utf-8")
