"""A card with its outputs → both its sides in Markdown, for tools other than Anki."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.kinds.table import kind_of
from generator.model import Faces, Node
from generator.model.walking import walk
from generator.rendering.html_words import word
from generator.rendering.markdown_blocks import blocks_to_markdown, one_line
from generator.rendering.markdown_inlines import MarkdownContext, inlines_to_markdown
from generator.rendering.markdown_text import escaped


@dataclass(frozen=True, slots=True)
class MarkdownSides:
    """`question` is one line; `front` and `back` are blocks. What a cloze card hides is a hole in
    the first two, and `whole` are both with the answers in bold; it is empty on other cards.

    `numbered` is the whole with `{{1::answer}}` for each cloze, empty where code or a formula is
    hidden, or one text under several numbers. `reverse` is what its second card asks. Names of
    media files stand behind the sign that `with_media` replaces.
    """

    question: str
    front: str
    back: str
    chapter: str
    whole: str = ""
    numbered: str = ""
    reverse: str = ""

    @property
    def behind(self) -> str:
        """All that the card shows once it is turned, but for a question that hides nothing."""
        return "\n\n".join(part for part in (self.whole, self.back) if part)


def markdown_sides(faces: Faces) -> MarkdownSides:
    """The sides of a card."""
    card, kind = faces.card, kind_of(faces.card)
    cloze = kind.note == "cloze"
    behind = MarkdownContext(card.slug, dict(faces.media), language=card.language)
    ahead = replace(behind, clozes="holes")
    # Nothing is folded in these formats.
    folded = tuple(n for n in faces.front if kind.folded_behind and n.attrs.get("fold") == "closed")
    front = tuple(node for node in faces.front if node not in folded)
    back = (blocks_to_markdown((*faces.back, *folded), behind), _footer(faces))
    return MarkdownSides(
        question=_question(faces, ahead),
        front=blocks_to_markdown(front, ahead),
        back="\n\n".join(part for part in back if part),
        chapter=card.chapter,
        whole=_whole(faces, behind) if cloze else "",
        numbered=_numbered(faces, behind) if cloze else "",
        reverse=_reverse(faces, behind) if kind.reverse else "",
    )


def _whole(faces: Faces, context: MarkdownContext) -> str:
    hides = any(node.kind == "cloze" for node in walk(faces.question))
    parts = [_question(faces, context)] if hides else []
    return "\n\n".join((*parts, blocks_to_markdown(faces.front, context)))


def _question(faces: Faces, context: MarkdownContext) -> str:
    return one_line(inlines_to_markdown(faces.question, context))


def _numbered(faces: Faces, context: MarkdownContext) -> str:
    if _needs_holes((*faces.question, *faces.front)):
        return ""
    numbered = replace(context, clozes="numbered")
    parts = [_question(faces, numbered), blocks_to_markdown(faces.front, numbered)]
    return "\n\n".join(part for part in parts if part)


def _needs_holes(nodes: Sequence[Node]) -> bool:
    """Whether something is hidden in another way than a text under one number."""
    for node in walk(nodes):
        if node.blanks or (node.listing is not None and node.listing.blanks):
            return True
        inner = any(child.kind == "cloze" for child in walk(node.children))
        if inner and node.kind in ("math", "math_block", "element_block", "cloze"):
            return True
        if node.kind == "cloze" and not node.attrs["number"].isdigit():
            return True
    return False


def _reverse(faces: Faces, context: MarkdownContext) -> str:
    from generator.rendering.reverse_question import reverse_question

    card = faces.card
    if card.reverse:
        return one_line(inlines_to_markdown(card.reverse, context))
    return escaped(reverse_question(faces.question, card.language))


def _footer(faces: Faces) -> str:
    if not faces.verified:
        return ""
    line = " · ".join((word("verified", faces.card.language), *faces.verified))
    return f"*{escaped(line)}*"
