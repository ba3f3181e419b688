"""Elements of MathML Core that hold characters and no further elements."""

from __future__ import annotations

import re
from typing import Any

from generator.rendering.math_markup import Element

Tree = dict[str, Any]

INVISIBLE = {"\u2061", "\u2062", "\u2063", "\u2064", ""}
FENCES = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩⟦⟧⟮⟯⎰⎱/\\↑↓↕⇑⇓⇕∣∥┌┐└┘⌜⌝⌞⌟<>") | {"\u2063", ""}
_EM = re.compile(r"(-?[\d.]+)em")


def row_of(trees: list[Tree]) -> Tree:
    kept = [tree for tree in trees if tree["k"] != "row" or tree["c"]]
    return kept[0] if len(kept) == 1 else {"k": "row", "c": kept}


def identifier(element: Element) -> Tree:
    # A variation selector after a letter asks for one of two script styles.
    letters = re.findall(r".[\u0300-\u036f\ufe00\ufe01]*", element.text, re.DOTALL)
    if len(letters) == 1:
        upright = element.attrs.get("mathvariant") == "normal"
        return {"k": "sym", "s": element.text, "upright": upright}
    if all(ord(letter[0]) >= 0x1D400 for letter in letters):
        return row_of([{"k": "sym", "s": letter, "upright": False} for letter in letters])
    return {"k": "op", "s": element.text}


def operator(element: Element) -> Tree:
    text = element.text
    if text in INVISIBLE:
        return {"k": "row", "c": []}
    size = _EM.fullmatch(element.attrs.get("minsize", ""))
    if size:
        return {"k": "big", "s": text, "size": float(size[1])}
    if len(text) > 1 and text.isalpha():
        return {"k": "op", "s": text}
    if len(text) > 1:
        return row_of([{"k": "sym", "s": char, "upright": False} for char in text])
    tree: Tree = {"k": "sym", "s": text, "upright": False}
    form = element.attrs.get("form")
    if form in {"prefix", "postfix"} and text in FENCES:
        tree["class"] = "opening" if form == "prefix" else "closing"
    elif text in "|‖/" or (text in ",;" and element.attrs.get("rspace") == "0"):
        tree["class"] = "normal"
    return tree


def written(element: Element) -> Tree:
    if not element.children:
        return {"k": "text", "s": element.text.replace("\u00a0", " "), "style": ""}
    styles = {"b": "bold", "i": "italic", "strong": "bold", "em": "italic", "span": ""}
    child = element.children[0]
    style = styles.get(child.tag, "")
    if "monospace" in child.attrs.get("class", "") or child.tag in {"code", "tt"}:
        style = "mono"
    return {"k": "text", "s": element.full_text, "style": style}


def space(element: Element) -> Tree:
    width = _EM.fullmatch(element.attrs.get("width", ""))
    shift = _EM.fullmatch(element.style.get("margin-left", ""))
    found = width or shift
    return {"k": "space", "w": float(found[1])} if found else {"k": "row", "c": []}
