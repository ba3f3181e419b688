"""Elements of MathML Core → nodes that name a function of Typst's math.

Spacing attributes (`lspace`, `rspace`) are left out: both MathML and Typst space by the class
of a symbol, and math-core writes them only to make browsers agree with LaTeX, as Typst does.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.rendering.math_leaves import (
    FENCES,
    INVISIBLE,
    Tree,
    identifier,
    operator,
    row_of,
    space,
    written,
)
from generator.rendering.math_markup import Element
from generator.rendering.math_table import EMPTY, table


class UnknownMathError(ValueError):
    """math-core produced something that has no counterpart in Typst."""


CLOSING = frozenset(")]}⌋⌉⟩")
ACCENTS = {
    "ˆ": "\u0302", "^": "\u0302", "\u0302": "\u0302", "¯": "\u0304", "‾": "\u0304",
    "\u0304": "\u0304", "\u20d7": "\u20d7", "˜": "\u0303", "~": "\u0303", "\u0303": "\u0303",
    "˙": "\u0307", "¨": "\u0308", "\u20db": "\u20db", "\u20dc": "\u20dc", "˚": "\u030a",
    "ˇ": "\u030c", "\u030c": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300",
    "→": "\u20d7", "←": "\u20d6", "↔": "\u20e1", "⇀": "\u20d1", "↼": "\u20d0",
}  # fmt: skip
BRACES = frozenset("⏞⏟⎴⎵⏜⏝⏠⏡")
LINES = {"\u0332", "_", "\u0305", "―"}
# What the Unicode math classes call large operators, whose limits move in inline formulas.
LARGE = frozenset("∑∏∐⋀⋁⋂⋃⨀⨁⨂⨃⨄⨅⨆⨉")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def math_tree(element: Element) -> Tree:
    """Translate `element`. Raises UnknownMathError if Typst has no counterpart."""
    handler = _HANDLERS.get(element.tag)
    if handler is None:
        raise UnknownMathError(f"formulas with <{element.tag}> cannot be printed")
    return handler(element)


def _children(element: Element) -> list[Tree]:
    return [math_tree(child) for child in _join_dots(element.children)]


def _join_dots(elements: list[Element]) -> list[Element]:
    """Three full stops in a row, which is how math-core writes an ellipsis, as one character."""
    joined: list[Element] = []
    for element in elements:
        joined.append(element)
        if [(e.tag, e.text) for e in joined[-3:]] == [("mo", ".")] * 3:
            joined[-3:] = [Element("mo", text="…")]
    return joined


def _row(element: Element) -> Tree:
    return _styled(element, _fenced(element) or row_of(_children(element)))


def _styled(element: Element, tree: Tree) -> Tree:
    color = element.style.get("color", "")
    if _HEX.fullmatch(color):
        tree = {"k": "color", "color": color, "c": [tree]}
    if element.attrs.get("scriptlevel", "0") != "0":
        return {"k": "style", "style": "script", "c": [tree]}
    match element.attrs.get("displaystyle"):
        case "true":
            return {"k": "style", "style": "display", "c": [tree]}
        case "false":
            return {"k": "style", "style": "inline", "c": [tree]}
    return tree


def _fenced(element: Element) -> Tree | None:
    """A row between two delimiters that grow with it."""
    children = element.children
    if len(children) < 2 or not (_grows(children[0]) and _grows(children[-1])):
        return None
    inner = children[1:-1]
    in_brackets = (children[0].text, children[-1].text) == ("(", ")")
    if in_brackets and [child.attrs.get("linethickness") for child in inner] == ["0"]:
        upper, lower = map(math_tree, inner[0].children)
        return _styled(inner[0], {"k": "binom", "c": [upper, lower]})
    ends = ["" if end.text in INVISIBLE else end.text for end in (children[0], children[-1])]
    return {"k": "lr", "open": ends[0], "close": ends[1], "c": [_body(inner)]}


def _body(children: list[Element]) -> Tree:
    return row_of([_middle(child) or math_tree(child) for child in _join_dots(children)])


def _middle(element: Element) -> Tree | None:
    if element.tag == "mo" and element.attrs.get("stretchy") == "true":
        return {"k": "mid", "s": element.text}
    return None


def _grows(element: Element) -> bool:
    return (
        element.tag == "mo"
        and element.text in FENCES
        and element.attrs.get("stretchy") != "false"
        and "minsize" not in element.attrs
    )


def _fraction(element: Element) -> Tree:
    upper, lower = map(math_tree, element.children)
    kind = "stack" if element.attrs.get("linethickness") == "0" else "frac"
    return _styled(element, {"k": kind, "c": [upper, lower]})


def _root(element: Element) -> Tree:
    if element.tag == "msqrt":
        return {"k": "sqrt", "c": [row_of(_children(element))]}
    body, index = map(math_tree, element.children)
    return {"k": "root", "c": [body, index]}


def _scripts(element: Element) -> Tree:
    base, *scripts = element.children
    names = {"msub": ["b"], "msup": ["t"], "msubsup": ["b", "t"]}[element.tag]
    return _attach(base, dict(zip(names, map(math_tree, scripts), strict=True)), "scripts")


def _limits(element: Element) -> Tree:
    base, *scripts = element.children
    if element.attrs.get("accent") == "true" or element.attrs.get("accentunder") == "true":
        return _accent(base, scripts[0], over=element.tag == "mover")
    if [script.tag for script in scripts] == ["mspace"]:
        return math_tree(base)  # reserves the width of an arrow, which Typst stretches itself
    names = {"munder": ["b"], "mover": ["t"], "munderover": ["b", "t"]}[element.tag]
    attached = dict(zip(names, map(math_tree, scripts), strict=True))
    movable = base.text in LARGE and base.attrs.get("movablelimits") != "false"
    return _attach(base, attached, "movable" if movable else "limits")


def _attach(base: Element, attached: dict[str, Tree], where: str) -> Tree:
    tree = math_tree(base)
    if base.tag == "mo" and base.text in "→←↔⇒⇐⇔↦⇌" and where == "limits":
        tree = {"k": "arrow", "s": base.text}
    return _attached(tree, {"where": where, **attached})


def _attached(tree: Tree, scripts: Tree) -> Tree:
    """A script on a group in brackets belongs to the closing one, as in LaTeX; the group keeps
    the spacing of its brackets.
    """
    if scripts["where"] == "scripts" and _closes(tree):
        *inner, last = tree["c"]
        return row_of([*inner, _attached(last, scripts)])
    return {"k": "attach", "base": tree, **scripts}


def _closes(tree: Tree) -> bool:
    if tree["k"] != "row" or not tree["c"]:
        return False
    last = tree["c"][-1]
    return last.get("s", "") in CLOSING or _closes(last)


def _accent(base: Element, mark: Element, *, over: bool) -> Tree:
    body, text = math_tree(base), mark.text
    if text in LINES:
        return {"k": "overline" if over else "underline", "c": [body]}
    if text in BRACES:
        return {"k": "brace", "s": text, "c": [body]}
    if not over or text not in ACCENTS:
        raise UnknownMathError(f"the accent {text!r} cannot be printed")
    return {"k": "accent", "s": ACCENTS[text], "c": [body]}


def _multiscripts(element: Element) -> Tree:
    tags = [child.tag for child in element.children]
    cut = tags.index("mprescripts") if "mprescripts" in tags else len(tags)
    base, after, before = element.children[0], element.children[1:cut], element.children[cut + 1 :]
    if len(after) > 2 or len(before) > 2:
        raise UnknownMathError("more than one script at a corner cannot be printed")
    attached = {
        name: math_tree(script)
        for name, script in (*zip(("b", "t"), after), *zip(("bl", "tl"), before))  # noqa: B905
        if script.children or script.text
    }
    return _attach(base, attached, "scripts")


def _enclosed(element: Element) -> Tree:
    body = row_of([math_tree(child) for child in element.children if not child.attrs.get("class")])
    marks = element.attrs.get("notation", "").split()
    if marks == ["box"]:
        return {"k": "box", "c": [body]}
    if marks and set(marks) <= {"updiagonalstrike", "downdiagonalstrike"}:
        cross, inverted = len(marks) == 2, marks == ["downdiagonalstrike"]
        return {"k": "cancel", "cross": cross, "inverted": inverted, "c": [body]}
    raise UnknownMathError(f"the frame {' '.join(marks)!r} cannot be printed")


def _padded(element: Element) -> Tree:
    inner = row_of(_children(element))
    left, right = element.style.get("padding-left", ""), element.style.get("padding-right", "")
    if left == right == "0.2778em":
        return {"k": "class", "class": "relation", "c": [inner]}
    if left == right == "0.2222em":
        return {"k": "class", "class": "binary", "c": [inner]}
    return inner


def _table(element: Element) -> Tree:
    cells = [[row_of(_children(cell)) for cell in row.children] for row in element.children]
    if element.attrs.get("displaystyle") == "true":
        cells = [
            [{"k": "style", "style": "display", "c": [cell]} if cell != EMPTY else cell
             for cell in row]
            for row in cells
        ]  # fmt: skip
    tree = table(element, cells)
    if element.attrs.get("scriptlevel", "0") != "0":
        return {"k": "style", "style": "script", "c": [tree]}
    return tree


_HANDLERS: dict[str, Callable[[Element], Tree]] = {
    "math": _row,
    "mrow": _row,
    "mstyle": _row,
    "mi": identifier,
    "mo": operator,
    "mn": lambda element: {"k": "num", "s": element.text},
    "mtext": written,
    "mspace": space,
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _root,
    **dict.fromkeys(("msub", "msup", "msubsup"), _scripts),
    **dict.fromkeys(("munder", "mover", "munderover"), _limits),
    "mmultiscripts": _multiscripts,
    "mtable": _table,
    "menclose": _enclosed,
    "mphantom": lambda element: {"k": "phantom", "c": [row_of(_children(element))]},
    "mpadded": _padded,
}
