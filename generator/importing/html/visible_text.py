"""What a reader sees of the HTML of a card, as text: to tell whether two look the same.

Visible text is the text of all elements but scripts and styles, where

- the edges of blocks, cells and items, line breaks and white space are one space each;
- a space at the edge of a cloze or of its hint does not count;
- a formula counts by its TeX without white space, a picture as ▣, a recording as ♪;
- what Proofdeck adds is left out: outputs, unless the card stated them, and the marks of programs
  that are not run.

Colours, sizes and emphasis do not count, nor do the bullets and numbers of lists.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.importing.html.formulas_in import take_formulas
from generator.reading.html_tags import BLOCK_TAGS

if TYPE_CHECKING:
    from bs4 import Tag

_APART: Final = BLOCK_TAGS | {
    "address", "article", "aside", "br", "center", "dir", "fieldset", "footer", "form", "header",
    "main", "nav", "section", "option",
}  # fmt: skip
_UNSEEN: Final = frozenset({"script", "style", "template", "head", "title", "noscript"})
SPOKEN: Final = re.compile(r"\[anki:tts[^\]]*\](.*?)\[/anki:tts\]", re.DOTALL)
_SOUND: Final = re.compile(r"\[sound:[^\]\n]{1,500}\]")
_EDGE: Final = re.compile(r"(?<=::) | (?=\}\}|::)")
_NO_HINT: Final = re.compile(r"(?<!:)::\}\}")  # of a cloze
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))


def visible_text(html: str, *, heading: bool = True, outputs: bool = False) -> str:
    """The visible text of a side of a card. Without `heading`, that of Proofdeck's is left out;
    with `outputs`, those of programs count.
    """
    from generator.importing.html.html_trees import html_tree

    source, formulas = take_formulas(html)
    parts: list[str] = []
    _gather(html_tree(source), parts, heading, outputs)
    text = _SOUND.sub(" ♪ ", SPOKEN.sub(r"\1", "".join(parts)))
    for mark, formula in formulas.items():
        tex = "".join(formula.tex.split())
        text = text.replace(mark, f" ⟦{tex}⟧ ")
    text = " ".join(text.translate(_INVISIBLE).split())
    return _NO_HINT.sub("}}", _EDGE.sub("", text)) if "{{c" in text else text


def _gather(node: Tag, parts: list[str], heading: bool, outputs: bool) -> None:
    from bs4.element import NavigableString, PreformattedString

    stack: list[object] = [*reversed(node.contents)]
    while stack:
        each = stack.pop()
        if isinstance(each, PreformattedString):  # a comment or the like
            continue
        if isinstance(each, NavigableString):
            parts.append(str(each))
        elif isinstance(each, str):
            parts.append(each)
        else:
            tag: Tag = each  # type: ignore[assignment]
            if _left_out(tag, heading, outputs):
                continue
            if tag.name in ("img", "svg", "canvas"):
                parts.append(" ▣ ")
                continue
            if tag.name in ("audio", "video"):
                parts.append(" ♪ ")
                continue
            apart = tag.name in _APART
            parts.append(" " if apart else "")
            stack += [" " if apart else "", *reversed(tag.contents)]


def _left_out(tag: Tag, heading: bool, outputs: bool) -> bool:
    classes = tag.get_attribute_list("class")
    return (
        tag.name in _UNSEEN
        or ("output" in classes and not outputs)
        or ("mark" in classes and tag.name == "div")
        or (not heading and "question" in classes and tag.name == "div")
    )
