"""A program on one side of a card → one figure of code and output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

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
    either shows; one within another is a cloze within that. In other fields blanks are what the
    context says: open, holes or marked.
    """
    parts: list[str] = []
    at = hidden = 0
    edges = _edges(blanks, context) if context.cloze or context.blanks != "open" else []
    hide = context.blanks == "holes" and not context.cloze
    for short, text in _runs(code, language):
        while text:
            while edges and edges[0].at <= at:
                edge = edges.pop(0)
                hidden += (1 if edge.opens else -1) if hide else 0
                parts.append(edge.mark if hidden == int(hide and edge.opens) else "")
            piece = text[: edges[0].at - at] if edges else text
            if not hidden:
                parts.append(_run_html(short, context.literal(piece)))
            at += len(piece)
            text = text[len(piece) :]
    parts.extend(edge.mark for edge in edges)
    return "".join(parts)


class _Edge(NamedTuple):
    """What is put into the code before its character `at`, where a blank begins or ends."""

    at: int
    opens: bool
    mark: str


def _edges(blanks: Sequence[Blank], context: HtmlContext) -> list[_Edge]:
    """In order of their position."""
    edges: list[_Edge] = []
    opened: list[Blank] = []

    def close(until: int) -> None:
        while opened and opened[-1].end <= until:
            last = opened.pop()
            edges.append(_Edge(last.end, False, _marks(last, context)[1]))

    for blank in sorted(blanks, key=lambda blank: (blank.start, -blank.end)):
        close(blank.start)
        if opened and blank.end > opened[-1].end:
            over = opened[-1].end
            close(over)
            blank = replace(blank, start=over)
        if blank.start < blank.end:
            edges.append(_Edge(blank.start, True, _marks(blank, context)[0]))
            opened.append(blank)
    close(max((blank.end for blank in blanks), default=0))
    return edges


def _marks(blank: Blank, context: HtmlContext) -> tuple[str, str]:
    """What stands before and behind a blank."""
    hint = context.literal(blank.hint)
    if context.cloze:
        numbers = ",".join(map(str, blank.numbers))
        return f"{{{{c{numbers}::", f"{f'::{hint}' if hint else ''}}}}}"
    hole = f"[{hint or '...'}]" if context.blanks == "holes" else ""
    return f'<span class="cloze">{hole}', "</span>"


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
