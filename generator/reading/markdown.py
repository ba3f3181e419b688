"""The Markdown that cards are written in: one parser, set up once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, Final, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from generator.reading import bounds
from generator.reading.bare_addresses import bare_addresses_plugin
from generator.reading.bounds import Excess, note, noted
from generator.reading.callouts import callouts_plugin
from generator.reading.cjk import CjkStateInline
from generator.reading.cloze_marks import cloze_plugin
from generator.reading.foreign_marks import block_ids_plugin
from generator.reading.highlights import highlights_plugin
from generator.reading.html_comments import comments_plugin
from generator.reading.image_sizes import image_sizes_plugin
from generator.reading.recordings import sound_marks_plugin
from generator.reading.source import LINE_END
from generator.reading.table_rows import bounded_table
from generator.reading.tasks import tasks_plugin
from generator.reading.tex_delimiters import tex_plugin
from generator.reading.wiki_links import wiki_links_plugin

_PRESET: Final = "commonmark"
_START: Final = 200  # characters that are shown of what is too much
_DEFINITION: Final = re.compile(r"^ {0,3}\[[^\]^\n][^\]\n]*\]:.*$", re.MULTILINE)
_FOOTNOTE: Final = re.compile(r"^ {0,3}\[\^(?P<label>[^\]\s]+)\]:", re.MULTILINE)
_MARK: Final = re.compile(r"[\n!$&*<=>\[\\\]^_`{}~]")
_BRACKET: Final = re.compile(r"[\[\]]")
_FAR_IN: Final = re.compile(rf"^[ \t]{{{bounds.MOST_INDENT + 1},}}", re.MULTILINE)


@cache
def _parser() -> MarkdownIt:
    md = MarkdownIt(_PRESET)
    md.block, md.inline = _Blocks(), _Inlines()
    md.configure(_PRESET, {"maxNesting": bounds.MOST_NESTING})
    md.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.before("table", "bounded", _stop_at_bound)
    md.core.ruler.at("inline", _inline)
    return (
        md.enable(["table", "strikethrough"])
        .use(front_matter_plugin)
        # Prices are not math: "$5 and $6" has digits and spaces where formulas have none.
        .use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False,
             allow_blank_lines=False, double_inline=True)
        .use(tex_plugin)
        .use(tasks_plugin)
        .use(footnote_plugin)
        .use(deflist_plugin)
        .use(cloze_plugin)
        .use(comments_plugin)
        .use(callouts_plugin)
        .use(highlights_plugin)
        .use(block_ids_plugin)
        .use(wiki_links_plugin)
        .use(sound_marks_plugin)
        .use(image_sizes_plugin)
        .use(bare_addresses_plugin)
    )  # fmt: skip


def parse_markdown(text: str) -> tuple[list[Token], tuple[Excess, ...]]:
    """Block tokens, inline tokens as their children, and what is beyond all bounds.

    Never fails: all text is Markdown.
    """
    env: dict[str, Any] = {}
    ends = islice(LINE_END.finditer(text), bounds.MOST_LINES_TOGETHER - 1, None)
    last = next(ends, None)
    if last is not None and last.end() < len(text):
        note(env, bounds.too_many_lines())
        text = text[: last.end()]
    far = _FAR_IN.search(text)
    if far is not None:
        note(env, bounds.too_far_in(_line(text, far)))
        text = _FAR_IN.sub(" " * bounds.MOST_INDENT, text)
    definitions = list(_DEFINITION.finditer(text))
    if len(definitions) > bounds.MOST_DEFINITIONS:
        note(env, bounds.too_many_definitions(_line(text, definitions[bounds.MOST_DEFINITIONS])))
        text = _DEFINITION.sub("", text)
    tokens = _parser().parse(text, env)
    _note_uncited(text, env)
    return tokens, noted(env)


def _note_uncited(text: str, env: dict[str, Any]) -> None:
    """The footnotes that nothing cites, of which the parser keeps no token."""
    refs: dict[str, int] = env.get("footnotes", {}).get("refs", {})
    uncited = {label.removeprefix(":") for label, number in refs.items() if number < 0}
    line, counted = 1, 0
    for found in _FOOTNOTE.finditer(text) if uncited else ():
        line += len(LINE_END.findall(text, counted, found.start()))
        counted = found.start()
        if found["label"] in uncited:
            note(env, bounds.uncited(line, found["label"]))


def bounded(tokens: list[Token]) -> Iterator[Excess]:
    """What code and formulas of a chapter are too much together; of them the start is kept, as
    text that is neither run nor typeset.
    """
    code = formulas = 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        before = code, formulas
        match token.type:
            case "fence" | "code_block":
                code += len(token.content)
                if code > bounds.MOST_CODE:
                    _show_start(token)
            case "math_block":
                formulas += len(token.content)
                if formulas > bounds.MOST_FORMULAS:
                    token.type = "code_block"  # which nothing needs to close
                    _show_start(token)
            case "inline":
                for child in token.children or ():
                    if child.type in ("math_inline", "math_inline_double"):
                        formulas += len(child.content)
                        if formulas > bounds.MOST_FORMULAS:
                            child.type, child.content = "text", child.content[:_START]
        if before[0] <= bounds.MOST_CODE < code:
            yield bounds.too_much_code(line)
        if before[1] <= bounds.MOST_FORMULAS < formulas:
            yield bounds.too_many_formulas(line)


def _show_start(token: Token) -> None:
    token.info, token.content = "text", token.content[:_START]


def _line(text: str, found: re.Match[str]) -> int:
    return len(LINE_END.findall(text, 0, found.start())) + 1


class _CountingState(StateBlock):
    """Counts paragraphs, lists, their items and all other blocks but the rows of tables."""

    parts = 0

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if nesting >= 0 and ttype != "inline":
            self.parts += 1
        return super().push(ttype, tag, nesting)


class _Blocks(ParserBlock):
    def parse(
        self,
        src: str,
        md: MarkdownIt,
        env: EnvType,
        outTokens: list[Token],  # noqa: N803
    ) -> list[Token] | None:
        state = _CountingState(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        if state.level >= state.md.options["maxNesting"]:
            line = state.skipEmptyLines(startLine)
            if line < endLine and state.sCount[line] >= state.blkIndent:
                # The parser drops what stands here.
                note(state.env, bounds.too_deep(line + 1))
        super().tokenize(state, startLine, endLine)


class _Inlines(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        depth = env.get("depth", 0)
        env["depth"] = depth + 1  # the text of images and of notes in the line is parsed within
        try:
            if depth < bounds.MOST_NESTING:
                state = CjkStateInline(src, md, env, tokens)
                self.tokenize(state)
                for rule in self.ruler2.getRules(""):
                    rule(state)
            if depth >= bounds.MOST_NESTING or _depth(tokens) > bounds.MOST_NESTING:
                note(env, bounds.too_marked(env.get("line", 1)))
                tokens[:] = _as_text(src)
        finally:
            env["depth"] = depth
        return tokens


def _stop_at_bound(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule that takes all that is left once there are too many blocks."""
    if not isinstance(state, _CountingState) or state.parts < bounds.MOST_PARTS:
        return False
    note(state.env, bounds.too_many_parts(state.env.setdefault("last part", start + 1)))
    state.line = end
    return True


def _inline(state: StateCore) -> None:
    marks = addresses = first = 0
    for token in state.tokens:
        if token.type not in ("inline", "html_block"):
            continue
        line = state.env["line"] = token.map[0] + 1 if token.map else state.env.get("line", 1)
        long = len(token.content) > bounds.MOST_PARAGRAPH
        if long and not _is_comment(token):
            note(state.env, bounds.too_long(line, len(token.content)))
        if long or token.type == "html_block":
            token.children = _as_text(token.content) if token.type == "inline" else None
            continue
        marks += len(_MARK.findall(token.content))
        # For each of them the parser goes through the text behind it.
        marks += (bounds.MARKS_OF_UNCLOSED - 1) * _unclosed(token.content)
        if marks > bounds.MOST_MARKS:
            first = first or line
            note(state.env, bounds.too_many_marks(first))
            token.children = _as_text(token.content)
            continue
        token.children = state.md.inline.parse(token.content, state.md, state.env, [])
        addresses += sum(len(str(child.attrs)) for child in token.children if child.attrs)
        if addresses > bounds.MOST_ADDRESSES:
            note(state.env, bounds.too_many_addresses(line))
            token.children = _as_text(token.content)


def _unclosed(text: str) -> int:
    """The number of opening square brackets without a closing one."""
    opened = 0
    for bracket in _BRACKET.findall(text):
        opened = opened + 1 if bracket == "[" else max(opened - 1, 0)
    return opened


def _is_comment(token: Token) -> bool:
    """Whether a block is a comment, which may be long if its lines are not."""
    text = token.content.strip()
    comment = token.type == "html_block" and text.startswith("<!--") and text.endswith("-->")
    return comment and max(map(len, text.split("\n"))) <= bounds.MOST_PARAGRAPH


def _as_text(content: str) -> list[Token]:
    """The start of a text that is too much, without its marks: enough to know it again."""
    return [Token("text", "", 0, content=content[:_START])]


def _depth(tokens: list[Token]) -> int:
    depth = deepest = 0
    for token in tokens:
        depth += token.nesting
        deepest = max(deepest, depth)
    return deepest
