"""Code in HTML: what it is, and of which language."""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING, Final

from generator.importing.html.clozes_in import MARKS
from generator.language import PYTHON
from generator.syntax import parse_quietly

if TYPE_CHECKING:
    from bs4 import Tag

_MONO: Final = re.compile(
    r"mono|courier|consolas|menlo|monaco|fira ?code|source ?code|inconsolata|lucida console"
    r"|jetbrains|hack\b|cascadia|typewriter",
    re.IGNORECASE,
)
_CLASS: Final = re.compile(
    r"(?:language|lang|highlight|brush|src|sourceCode)[-: ]+([A-Za-z][\w+#-]*)"
)
_NONE: Final = frozenset({"none", "plaintext", "plain", "nohighlight", "text", "txt", "auto"})
# Statements that hardly another language has in this form.
_TELLING: Final = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With,
    ast.Try, ast.Assert, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.AsyncFunctionDef, ast.Raise,
)  # fmt: skip


def is_mono(node: Tag, style: dict[str, str]) -> bool:
    """Whether an element sets its text like a typewriter."""
    face = str(node.get("face") or "") if node.name == "font" else ""
    return _MONO.search(f"{face} {style.get('font-family', '')}") is not None


def listing_text(node: Tag) -> str:
    """The code in an element, with its lines."""
    for number in node.select(".linenos, .lineno, .linenodiv"):
        number.extract()
    for line_break in node.find_all("br"):
        line_break.replace_with("\n")
    for block in node.find_all(["div", "p", "li"]):
        block.append("\n")
    text = node.get_text().replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")


def code_language(node: Tag | None, code: str) -> str:
    """The word for a fence: what the classes of an element say, else "python" for what can only be
    that, and "text".
    """
    for each in (node, *(node.find_all("code") if node else ()), node.parent if node else None):
        if each is None:
            continue
        classes = " ".join(each.get_attribute_list("class", "") or ())
        found = _CLASS.search(classes)
        if found is None and "hljs" in classes:
            found = re.search(r"\b(?!hljs\b)([a-z][\w+#-]*)", classes)
        if found is not None:
            word = found[1].lower()
            return "text" if word in _NONE else word
    return PYTHON.name if is_python(code) else "text"


def is_python(code: str) -> bool:
    """Whether code is Python rather than anything else, whatever clozes hide of it."""
    code = MARKS.sub("", code)
    if PYTHON.has_prompt(code):
        return True
    if re.search(r";\s*$|^\s*[{}]\s*$|^\s*\$ ", code, re.MULTILINE):
        return False
    tree = parse_quietly(code)
    if tree is None:
        return False
    return any(isinstance(node, _TELLING) or _calls_builtin(node) for node in tree.body)


def _calls_builtin(node: ast.stmt) -> bool:
    """Whether a statement is a call of `print` or the like: `tensor(1)` may be an output."""
    call = node.value if isinstance(node, ast.Expr) else None
    called = call.func if isinstance(call, ast.Call) else None
    return isinstance(called, ast.Name) and hasattr(builtins, called.id)
