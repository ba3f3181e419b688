"""A program on one side of a card → one figure of code and output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.language import LANGUAGES
from generator.model import Blank, Listing, Shown
from generator.rendering.highlight import highlight
from generator.rendering.html_context import HtmlContext
from generator.rendering.html_escape import guard_html
from generator.rendering.html_words import colon, word


def listing_html(listing: Listing, context: HtmlContext) -> str:
    """The figure, or "" if the side shows neither code nor output."""
    shown = () if context.steady and listing.mark == "varies" else listing.shown
    parts: list[str] = []
    if listing.mark == "not run":
        reason = colon(context.language) + listing.reason if listing.reason else ""
        parts.append(_mark("code-mark", word("not run", context.language) + reason, context))
    if listing.code:
        lexer = LANGUAGES[listing.language].lexer
        code = code_html(listing.code, lexer, listing.blanks, context=context)
        parts.append(f'<pre class="code"><code>{code}</code></pre>')
    outputs = [html for one in shown if (html := _shown_html(one, context))]
    if listing.mark in ("varies", "in part") and outputs:
        outputs.insert(0, _mark("output-mark", word(listing.mark, context.language), context))
    if not listing.code and not outputs:
        return ""
    return f'<div class="listing">{"".join(parts + outputs)}</div>'


def code_html(
    code: str, language: str, blanks: Sequence[Blank] = (), *, context: HtmlContext
) -> str:
    """Coloured code. In a cloze field each blank becomes a cloze around exactly its characters,
    across tokens and lines. Overlapping blanks are hidden one after the other, so that no part of
    either shows.
    """
    parts: list[str] = []
    at = 0
    edges = _edges(blanks) if context.cloze else []
    for short, text in _runs(code, language):
        while text:
            while edges and edges[0][0] <= at:
                parts.append(edges.pop(0)[1])
            piece = text[: edges[0][0] - at] if edges else text
            parts.append(_run_html(short, context.literal(piece)))
            at += len(piece)
            text = text[len(piece) :]
    parts.extend(mark for _, mark in edges)
    return "".join(parts)


def _edges(blanks: Sequence[Blank]) -> list[tuple[int, str]]:
    """The insertions, in order of their position."""
    edges: list[tuple[int, str]] = []
    free = 0
    for blank in sorted(blanks, key=lambda blank: (blank.start, blank.end)):
        start = max(blank.start, free)
        if start < blank.end:
            edges += [(start, f"{{{{c{blank.number}::"), (blank.end, "}}")]
            free = blank.end
    return edges


def _runs(code: str, language: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(highlight(code, language)):
        if number:
            yield "", "\n"
        yield from line


def _run_html(short: str, html: str) -> str:
    return f'<span class="{short}">{html}</span>' if short else html


def _shown_html(shown: Shown, context: HtmlContext) -> str:
    match shown.kind:
        case "image" if shown.media is not None:
            source = context.literal(shown.media.name)
            alt = context.literal(shown.text)
            return f'<div class="output image"><img src="{source}" alt="{alt}"></div>'
        case "html" if shown.html:
            html = guard_html(shown.html, cloze=context.cloze)
            return f'<div class="output rich tex2jax_ignore mathjax_ignore">{html}</div>'
        case _ if shown.text.strip("\n"):
            kind = shown.kind if shown.kind in {"stderr", "error", "value"} else "stdout"
            text = context.literal(shown.text.removesuffix("\n"))
            return f'<pre class="output {kind}"><code>{text}</code></pre>'
        case _:
            return ""


def _mark(kind: str, text: str, context: HtmlContext) -> str:
    return f'<div class="mark {kind}">{context.text(text)}</div>'
