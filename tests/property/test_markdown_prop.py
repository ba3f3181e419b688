"""Text that is exported as Markdown reads as that text, whatever is in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.reading.markdown import parse_markdown
from generator.rendering.markdown_text import code_block, code_span, escaped

SIGNS = st.sampled_from("\\`*_[]<>$~#|={}&!-+.:;()1aB /?^%@\"'张，")
TEXT = st.text(SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool)


@given(TEXT)
def test_text_is_text(text: str) -> None:
    tokens, _ = parse_markdown(escaped(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "softbreak", "text_special"}, text
    assert "".join(child.content for child in children) == text


@given(TEXT)
def test_code_is_code(text: str) -> None:
    tokens, _ = parse_markdown(f"a {code_span(text)} b")
    (span,) = (child for child in tokens[1].children or [] if child.type == "code_inline")
    assert span.content == text
    tokens, _ = parse_markdown(code_block(text, "text"))
    assert [(token.type, token.content) for token in tokens] == [("fence", f"{text}\n")]
