"""Task lists: `- [ ] option`, `- [x] right option`.

The tokens are those of mdit-py-plugins' `tasklists`, which looks for the list of every item from
the start and takes minutes over a list of a few thousand.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX: Final = re.compile(r"\[[ xX]\][ \t\n\v\f\r]")
_ODD_BOX: Final = re.compile(r"\[[/<>!?*\"-]\](?=[ \t])")  # of Obsidian's themes


def tasks_plugin(md: MarkdownIt) -> None:
    """Teach `md` to mark list items that start with a box, and to put a checkbox there; and to put
    the token odd_box before the box of an item that is shown as text.
    """
    md.core.ruler.after("inline", "tasks", _mark_tasks)


def _mark_tasks(state: StateCore) -> None:
    tokens = state.tokens
    for item, paragraph, text in zip(tokens, tokens[1:], tokens[2:], strict=False):
        starts = (item.type, paragraph.type, text.type)
        if starts != ("list_item_open", "paragraph_open", "inline"):
            continue
        if _BOX.match(text.content):
            item.attrSet("class", "task-list-item")
            _put_box(text)
        elif _ODD_BOX.match(text.content):
            odd = Token("odd_box", "", 0, content=text.content[:3])
            text.children = [odd, *(text.children or [])]


def _put_box(text: Token) -> None:
    checked = 'checked="checked" ' if text.content[1] in "xX" else ""
    box = Token("html_inline", "", 0)
    box.content = f'<input class="task-list-item-checkbox" {checked}disabled type="checkbox">'
    children = text.children or []
    children[0].content = children[0].content[3:]
    text.children = [box, *children]
    text.content = text.content[3:]
