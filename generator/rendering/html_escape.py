"""Text → HTML that both a browser and Anki take for exactly that text.

Anki reads the raw HTML of a field before the browser does: it looks for clozes, sounds, LaTeX
and, in cloze fields, for MathJax whose tags it strips. Character references are invisible to all
of these and plain text to the browser.
"""

from __future__ import annotations

import re
from typing import Final

# Control characters are errors in HTML, and U+001F separates fields in Anki's database, so they
# become control pictures (U+2400…). Lone surrogates have no encoding.
_CONTROLS: Final = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
_SURROGATES: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_MARKUP: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_CLOZE: Final = {"{": "&#123;", "}": "&#125;", ":": "&#58;"}

_PLAIN_TABLE: Final = {**str.maketrans(_MARKUP), **_CONTROLS, **_SURROGATES, 0x7F: "\u2421"}
_CLOZE_TABLE: Final = {**_PLAIN_TABLE, **str.maketrans(_CLOZE)}
_CLOZE_ONLY: Final = str.maketrans(_CLOZE)

_ANKI_TAG: Final = re.compile(r"\[(?=sound:|anki:|latex\]|\$\$?\]|\[type:)", re.IGNORECASE)
_MATHJAX: Final = re.compile(r"\\(?=[()\[\]])")
_MATHJAX_OPENING: Final = re.compile(r"&#92;[(\[]")


def escape(text: str, *, cloze: bool = False) -> str:
    """`text` for code, attributes and other places that MathJax leaves alone.

    With `cloze` it may stand in a field that Anki's cloze filter reads, inside a cloze or not.
    """
    text = text.replace("\r\n", "\n").translate(_CLOZE_TABLE if cloze else _PLAIN_TABLE)
    return _hide_from_anki(text)


def escape_text(text: str, *, cloze: bool = False) -> str:
    r"""`text` for running prose: as `escape`, and `\(` does not start a formula."""
    return _MATHJAX_OPENING.sub(
        r'<span class="tex2jax_ignore mathjax_ignore">\g<0></span>', escape(text, cloze=cloze)
    )


def escape_math(tex: str, *, cloze: bool = False) -> str:
    """TeX to put between MathJax's delimiters; backslashes and brackets are unchanged."""
    return _ANKI_TAG.sub("&#91;", tex.translate(_CLOZE_TABLE if cloze else _PLAIN_TABLE))


def guard_html(html: str, *, cloze: bool = False) -> str:
    """Well-formed HTML in which Anki finds no markup of its own."""
    return _hide_from_anki(html.translate(_CLOZE_ONLY) if cloze else html)


def _hide_from_anki(html: str) -> str:
    return _MATHJAX.sub("&#92;", _ANKI_TAG.sub("&#91;", html))
