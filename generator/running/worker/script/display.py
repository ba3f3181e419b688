"""The value of a last expression: its text, and a rich form where its class offers one."""

from __future__ import annotations

import base64
import builtins
from typing import Any

from ..order import Limits
from ..values.figures import is_drawing
from ..values.structure import describe
from .channel import Channel

RICH = (("html", "_repr_html_"), ("svg", "_repr_svg_"), ("png", "_repr_png_"))


class Display:
    """The display hook of a program. `limits` cap a text's lines and characters, and the size
    of a rich form in bytes.
    """

    def __init__(self, channel: Channel, limits: Limits) -> None:
        self._channel = channel
        self._limits = limits

    def __call__(self, value: Any) -> None:
        """As `sys.displayhook`: None is not shown, anything else becomes `_`."""
        if value is None:
            return
        builtins._ = None  # type: ignore[attr-defined]
        text = repr(value)
        # The figure itself shows its parts, whose text has an address that varies.
        if not is_drawing(value, text):
            self.text(text, value)
            self.rich(value)
        builtins._ = value  # type: ignore[attr-defined]

    def text(self, text: str, value: Any) -> None:
        """Show the text of a value, cut where it is too long, and say what the value is."""
        shown, dropped = cut(text, self._limits.lines, self._limits.size)
        self._channel.post("value", text=shown, dropped=dropped, structure=describe(value))

    def rich(self, value: Any) -> None:
        """Show the first rich form that the class, not a catch-all `__getattr__`, offers."""
        for kind, name in RICH:
            method = getattr(type(value), name, None)
            if method is None or isinstance(value, type):
                continue
            try:
                form = method(value)
            except Exception:
                continue
            if self.post_form(kind, form, rich=True):
                return

    def post_form(self, kind: str, form: Any, rich: bool = False) -> bool:
        """Send a picture or markup if it is one and not too large.

        `rich` marks another form of the value just shown.
        """
        if isinstance(form, tuple):  # (data, metadata) is allowed too
            form = form[0] if form else None
        limit = self._limits.rich
        if kind == "png" and isinstance(form, bytes) and 0 < len(form) <= limit:
            self._channel.post(kind, rich=rich, data=base64.b64encode(form).decode("ascii"))
            return True
        if kind != "png" and isinstance(form, str) and 0 < len(form) <= limit:
            self._channel.post(kind, rich=rich, text=form)
            return True
        return False


def cut(text: str, lines: int, size: int) -> tuple[str, int]:
    """At most so many lines and characters of `text`, and how many lines were left out."""
    kept = text[:size]
    parts = kept.split("\n")
    if len(parts) > lines:
        kept = "\n".join(parts[:lines])
    if len(kept) == len(text):
        return text, 0
    rest = text[len(kept) :]
    return kept, rest.strip("\n").count("\n") + 1
