r"""Whether the MathJax in Anki shows a formula, found by reading it as MathJax does.

MathJax shows what it cannot read as its source, in red or on yellow: a misspelt command must not
pass in silence. Nor must a formula be refused that it shows; what is not known to be wrong is
right.
"""

from __future__ import annotations

import re
from typing import Final

from generator.rendering.math_bounds import DEEPEST
from generator.rendering.mathjax_cursor import COMMAND, LENGTH, Cursor, FormulaError, Group
from generator.rendering.mathjax_names import (
    BEFORE_ROWS,
    BETWEEN,
    DEFINING,
    PACKAGES,
    SIZED,
    TABULAR,
    WITH_LENGTH,
)
from generator.rendering.mathjax_text import formulas_in, text_fault

_NO_ARGUMENT: Final = ("", *"}&^_'#")
_ENDING: Final = re.compile(r"\\(?:end\s*\{|(?:right|over|atop|choose|tag|cr)(?![A-Za-z])|\\)")
_NUMBER: Final = re.compile(r"\s*(?:x[0-9A-Fa-f]+|\d+)\s*")


def formula_fault(latex: str, depth: int = 0) -> FormulaError | None:
    """Why Anki would show the formula, which is `depth` deep in others, wrongly; None if it shows
    it, as far as is known.
    """
    try:
        _Reader(latex, depth).read()
    except FormulaError as error:
        return error
    return None


class _Reader(Cursor):
    def __init__(self, latex: str, depth: int) -> None:
        super().__init__(latex)
        self.depth = depth
        self.proof = False
        self.tags = 0

    def read(self) -> None:
        self.group(Group("formula", 0))
        if self.at < len(self.text):
            raise self.fault("there is a `}` too many")

    def group(self, group: Group) -> None:
        """Read to the end of a group, whose closing mark is read, too."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault(f"it is nested more than {DEEPEST} deep; split it")
        while not self.closed(group):
            self.item(group)
        self.depth -= 1

    def closed(self, group: Group) -> bool:
        self.skip()
        at, char = self.at, self.next
        if char == "":
            if group.kind != "formula":
                raise self.unclosed(group)
            return True
        if char == "}":
            if group.kind == "brace":
                self.at += 1
                return True
            if group.kind == "formula":
                raise self.fault("there is a `}` without a `{`")
            raise self.unclosed(group)
        found = COMMAND.match(self.text, at) if char == "\\" else None
        if found is None or found[1] not in ("right", "end"):
            return False
        if found[1] == "right":
            if group.kind != "left":
                raise self.fault(r"there is a `\right` without a `\left`")
            self.at = found.end()
            self.delimiter("right")
            return True
        self.at = found.end()
        name = self.name("end")
        if name != group.kind:
            self.at = at
            if group.kind in ("formula", "brace", "left"):
                raise self.fault(rf"there is an `\end{{{name}}}` without its `\begin`")
            raise self.fault(rf"`\begin{{{group.kind}}}` ends with `\end{{{name}}}`")
        return True

    def unclosed(self, group: Group) -> FormulaError:
        closing = {"brace": "`{` has no `}`", "left": r"`\left` has no `\right`"}
        what = closing.get(group.kind, rf"`\begin{{{group.kind}}}` has no `\end`")
        return self.fault(what, group.start)

    def item(self, group: Group) -> None:
        char = self.next
        match char:
            case "{":
                self.braces()
                group.atom("one")
            case "^" | "_":
                self.script(group, char)
            case "'" | "’":
                if "^" in group.has:
                    raise self.fault("a prime behind an exponent: put it before, or use braces")
                self.at += 1
                group.has.add("'")
            case "&":
                if not group.table:
                    hint = r"for the sign write `\&`"
                    raise self.fault("an `&` outside of the rows of a table", hint=hint)
                self.at += 1
                group.atom()
            case "#":
                raise self.fault("a `#` outside of a definition", hint=r"for the sign write `\#`")
            case "\\":
                self.command(group)
            case _:
                self.at += 1
                group.atom("one")

    def braces(self, *, table: bool = False) -> None:
        start = self.at
        self.at += 1
        self.group(Group("brace", start, table))

    def script(self, group: Group, char: str) -> None:
        if char in group.has:
            what = "exponents" if char == "^" else "indices"
            raise self.fault(f"two {what} of one thing: use braces to say which is of which")
        start = self.at
        self.at += 1
        has, last = group.has | {char}, group.last
        self.skip()
        if self.next in _NO_ARGUMENT or _ENDING.match(self.text, self.at):
            raise self.fault(f"nothing follows the `{char}`", start)
        found = COMMAND.match(self.text, self.at)
        if found and found[1] in self.names.no_script and found[1] not in self.own:
            raise self.fault(rf"`{char}\{found[1]}` needs braces: `{char}{{\{found[1]}}}`", start)
        self.item(group)
        group.has, group.last = has, last

    def command(self, group: Group) -> None:
        start = self.at
        found = COMMAND.match(self.text, start)
        name = found[1] if found else ""
        self.at = start + 1 + len(name)
        if name in self.own:
            group.atom()
            return
        kinds = self.names.arguments.get(name) if name.strip() else ""
        if kinds is None:
            raise self.unknown(name, start)
        if name in self.names.in_table and not group.table:
            raise self.fault(rf"`\{name}` outside of the rows of a table", start)
        if name in self.names.in_proof and not self.proof:
            raise self.fault(rf"`\{name}` outside of a `prooftree`", start)
        if name in DEFINING:
            self.definition(DEFINING[name])
        elif name in ("begin", "left", "middle", "verb", "root", "\\", "limits", "nolimits"):
            self.special(name, group, start)
        elif name in SIZED:
            self.delimiter(name)
            group.atom()
        elif name in WITH_LENGTH:
            self.length(name)
        else:
            if name in BETWEEN:
                if group.between:
                    raise self.fault(rf"a second `\{name}` in one group: use braces", start)
                group.between = True
            self.starred(name)
            self.arguments(name, kinds, start)
            if name == "tag" and not group.table:
                self.tags += 1
                if self.tags > 1:
                    raise self.fault(r"a second `\tag` in one line", start)
            group.atom(name)

    def special(self, name: str, group: Group, start: int) -> None:
        match name:
            case "begin":
                self.environment(start)
                group.atom()
            case "left":
                self.delimiter(name)
                self.group(Group("left", start))
                group.atom()
            case "middle":
                if group.kind != "left":
                    raise self.fault(r"a `\middle` outside of `\left` and `\right`", start)
                self.delimiter(name)
                group.atom()
            case "verb":
                end = self.text.find(self.next, self.at + 1) if self.next else -1
                if end < 0:
                    raise self.fault(r"`\verb` has no end", start)
                self.at = end + 1
                group.atom()
            case "root":
                end = self.text.find(r"\of", self.at)
                if end < 0:
                    raise self.fault(r"`\root` has no `\of`", start)
                self.known(self.text[self.at : end], self.at)
                self.at = end + len(r"\of")
                self.arguments(name, "M", start)
                group.atom()
            case "\\":
                self.line_end(start)
                group.atom()
            case _:
                last = group.last
                simple = self.names.arguments.get(last) == "" and last not in self.names.limits
                if last in ("", "one") or simple:
                    raise self.fault(rf"`\{name}` is for operators, such as `\sum`", start)

    def environment(self, start: int) -> None:
        name = self.name("begin")
        if name not in self.names.environments and name not in self.own_environments:
            hint = self.nearest(name, self.names.environments)
            raise self.fault(f"Anki's MathJax does not know the environment `{name}`", start, hint)
        self.skip()
        if self.next == "[" and name in self.names.environments:
            self.option()
        for _ in range(BEFORE_ROWS.get(name, 0)):
            self.literal(name, start)
        if name == "CD":
            end = self.text.find(r"\end{CD}", self.at)
            end = end if end >= 0 else len(self.text)
            self.known(self.text[self.at : end], self.at)
            self.at = end
        proof, self.proof = self.proof, name == "prooftree"
        self.group(Group(name, start, name in self.names.tables or name in self.own_environments))
        self.proof = proof

    def starred(self, name: str) -> None:
        if self.next == "*" and name in ("operatorname", "DeclareMathOperator", "hspace", "tag"):
            self.at += 1

    def arguments(self, name: str, kinds: str, start: int) -> None:
        self.skip()
        if self.next == "[" and name in self.names.option:
            self.option()
        for kind in kinds:
            self.skip()
            # A text may be any character.
            nothing = "}" if kind in "TL" else _NO_ARGUMENT
            if self.next == "" or self.next in nothing or _ENDING.match(self.text, self.at):
                raise self.fault(rf"`\{name}` lacks an argument", start)
            if kind != "M":
                self.read_as_is(name, kind, start)
            elif self.next == "{":
                self.braces(table=name in TABULAR)
            else:
                self.single(name)

    def single(self, name: str) -> None:
        r"""An argument without braces, which is one character or one command."""
        start = self.at
        inner = Group("argument", start)
        found = COMMAND.match(self.text, start)
        if found is None:
            self.at += 1
            return
        command = found[1]
        takes = self.names.arguments.get(command, "")
        if command not in self.own and takes and (name, command) != ("sqrt", "frac"):
            message = rf"`\{command}` lacks an argument: put it and its own into braces"
            raise self.fault(message, start)
        self.item(inner)

    def read_as_is(self, name: str, kind: str, start: int) -> None:
        at = self.at
        inside = self.literal(name, start)
        shift = at + 1 if self.text[at] == "{" else at
        if kind == "T":
            for offset, message, hint in text_fault(inside, name):
                raise self.fault(message, shift + offset, hint)
            for offset, formula in formulas_in(inside):
                wrong = formula_fault(formula, self.depth + 1)
                if wrong is not None:
                    raise self.fault(wrong.message, shift + offset + wrong.offset, wrong.hint)
        elif name in ("ce", "pu"):
            self.known(inside, shift)
        elif kind == "D" and not LENGTH.fullmatch(inside.rstrip()):
            raise self.fault(rf"`\{name}` needs a length, such as 1em", at)
        elif name == "unicode" and not _NUMBER.fullmatch(inside):
            raise self.fault(r"`\unicode` needs a number, such as {x263a}", at)
        elif name == "require" and inside.strip() not in PACKAGES:
            raise self.fault(rf"Anki has no package `{inside.strip()}` for MathJax", at)
