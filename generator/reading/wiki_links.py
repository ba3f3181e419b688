"""Links as wikis and Obsidian have them: `[[note]]`, `[[note|its name]]`, `![[image.png|300]]`;
and images whose names have spaces, which CommonMark takes for text.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

_LINK: Final = re.compile(
    r"(?P<embed>!?)\[\[(?P<target>[^\[\]|\n]+?)(?P<rest>(?:\|[^\[\]|\n]*)*)\]\](?![\[(])"
)
# Lists of lists, which are no links: [[1, 2]], [[0.5]], [[:-1]].
_DATA: Final = re.compile(r"[\s\d.,:;+\-*'\"eE]+")
_FILE: Final = re.compile(
    r"[^#]+\.(?!md\b|markdown\b|canvas\b)[A-Za-z][A-Za-z0-9]{1,4}", re.IGNORECASE
)
SIZE: Final = re.compile(r"\d{1,5}(?:x\d{1,5})?")
_SPACED: Final = re.compile(
    r"!\[(?P<alt>(?:\\.|[^\[\]\\\n])*)\]\([ \t]*"
    r"(?P<source>(?:[^()<>\"\n]|\([^()<>\"\n]*\))+\.[A-Za-z0-9]{2,5})"
    r"(?:[ \t]+\"(?P<title>[^\"\n]*)\")?"
    # The size of an image as HackMD has it: =300x200, =300x, =50%x, =x200.
    r"(?:[ \t]+=(?P<width>\d{1,5}%?)?(?:x(?P<height>\d{1,5})?)?)?[ \t]*\)"
)


def wiki_links_plugin(md: MarkdownIt) -> None:
    """Teach `md` the token wiki_link (its `meta` has the text that stands for it, and whether it
    is to show what it names), and more forms of the token image.
    """
    md.inline.ruler.before("link", "wiki_link", _wiki_link)
    md.inline.ruler.after("image", "spaced_image", _spaced_image)


def _wiki_link(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![":
        return False
    found = _LINK.match(state.src, state.pos, state.posMax)
    if found is None or not _is_meant(state, found):
        return False
    if not silent:
        target, parts = found["target"].strip(), found["rest"].split("|")[1:]
        names = [part.strip() for part in parts]
        if found["embed"] and _FILE.fullmatch(target):
            size = names.pop() if names and SIZE.fullmatch(names[-1]) else ""
            token = state.push("image", "img", 0)
            token.attrs = {"src": target}
            token.content = " ".join(names)
            token.meta = {"wiki": True, "size": size, "written": found[0]}
        else:
            token = state.push("wiki_link", "", 0)
            token.content = found[0]
            token.meta = {"text": (names and names[-1]) or target, "embed": bool(found["embed"])}
    state.pos = found.end()
    return True


def _is_meant(state: StateInline, found: re.Match[str]) -> bool:
    """Whether brackets are a link, and no index, list of numbers or reference."""
    target = found["target"]
    known = normalizeReference(target) in state.env.get("references", {})
    before = "" if found["embed"] else state.src[state.pos - 1 : state.pos]
    indexes = before.isalnum() or before in (")", "]", "_")
    return not (known or indexes or target[0] in "^!" or _DATA.fullmatch(target))


def _spaced_image(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "!":
        return False
    found = _SPACED.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": found["source"], "title": found["title"] or ""}
        token.content = found["alt"]
        token.meta = {"written": found[0]}
        if found["width"] or found["height"]:
            size = f"width={found['width']}" if found["width"] else f"height={found['height']}"
            token.meta["braces"] = (size,)
    state.pos = found.end()
    return True
