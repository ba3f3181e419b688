"""The Markdown that cards are written in: one parser, set up once."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_cjk_friendly import cjk_friendly
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from generator.reading.cloze import cloze_plugin


@cache
def _parser() -> MarkdownIt:
    return (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .use(front_matter_plugin)
        # Prices are not math: "$5 and $6" has digits and spaces where formulas have none.
        .use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False,
             double_inline=True)
        .use(tasklists_plugin)
        .use(footnote_plugin)
        .use(deflist_plugin)
        .use(cloze_plugin)
        .use(cjk_friendly)
    )  # fmt: skip


def parse_markdown(text: str) -> list[Token]:
    """Block tokens, inline tokens as their children. Never fails: all text is Markdown."""
    return _parser().parse(text)
