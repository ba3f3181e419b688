"""Inputs that people and attackers might write, made of ones that are right."""

from __future__ import annotations

from random import Random

# Pieces of the grammar of cards, of Markdown, and of what readers of text stumble over.
TOKENS = (
    "## Q {#q}\n", "## Q {#q .cloze}\n", "# T\n", "---\n", "***\n", "```python\n", "```output\n", "```\n",
    "~~~\n", "{.setup}", '{raises="ValueError: x"}', "{tol=1e-4}", '{blank="x"}', '{requires="torch>=2"}',
    '{requires="torch 2.6"}', '{env="A=b"}', '{env="=\x00"}', "{timeout=1e999}", "{match=close}",
    "{agrees=q}", "{varies}", '{.norun reason="x"}', "{{c1::a::b}}", "{{c999::", "}}", "{{c1,2::x}}", "::",
    "`{python} 1`", "`{python} ", "# => 1", "# shape: (2, 2)", "# 输出：1", "- [x] a\n", "- [ ] b\n", "- a\n",
    "> ", "1. ", "|a|b|\n|-|-|\n|1|2|\n", "|", "[^1]", "[^1]: x\n", "[a](b)", "[a]: b\n", "![x](media/a.png)",
    "![](", "<b>", "</b>", "<!--", "-->", "<![CDATA[", "<?", "<script>", "<svg>", "&amp;", "&#x1F;", "$x^2$",
    "$$\n\\frac{1}{2}\n$$\n", "$\\left(", "\\begin{matrix}", "\\def\\a{\\a}", "$[0,1)$", "*", "_", "**", "~~",
    "\\", "\r\n", "\r", "\f", "\x00", "\x1b[31m", "\ufeff", "\u2028", "\u202e", "\ud7ff", "\U0001f468\u200d",
    "é", "中文，", "   ", "\t", "\n", "\n\n", "    ", "x" * 3000, "9" * 400, "tags: [a]\n", "deck: A::B\n",
    "? [a]\n", "&a [*a]", "!!python/object:os.system", "2024-13-45", "1:99:99", "name = 'x'\n", "[run]\n",
    "memory = 1e999\n", "languages = []\n", '"', "'", "{", "}", "[", "]", "=", "#", "null", "true", "-1", "1e400",
    ">>> 1 + 1\n2\n", "In [1]: ", "Traceback (most recent call last):\n", "Output:\n", "f'{" , "(", "if 1:\n",
    "lambda: ", "import torch\n", "def f():\n", "@", "\\N{DASH}", "0x", "1_", "...",
)  # fmt: skip


def mutated(text: str, others: list[str], random: Random) -> str:
    """The text with a few changes, each of a kind that breaks readers."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        text = random.choice(_CHANGES)(text, others, random)
    return text[:200_000]


def mutated_bytes(data: bytes, random: Random) -> bytes:
    """The bytes with a few of them changed, cut out, doubled, or cut off."""
    found = bytearray(data)
    for _ in range(random.choice((1, 2, 8))):
        if not found:
            break
        at = random.randrange(len(found))
        kind = random.randrange(5)
        if kind == 0:
            found[at] = random.randrange(256)
        elif kind == 1:
            del found[at : at + random.randrange(1, 64)]
        elif kind == 2:
            found[at:at] = found[at : at + random.randrange(1, 64)]
        elif kind == 3:
            found[at : at + 4] = random.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
        else:
            del found[at:]
    return bytes(found)


def _insert(text: str, others: list[str], random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(TOKENS) + text[at:]


def _repeat(text: str, others: list[str], random: Random) -> str:
    at = random.randrange(len(text) + 1)
    piece = random.choice(TOKENS) if random.random() < 0.6 else text[at : at + random.randrange(40)]
    times = min(2 ** random.randrange(1, 15), 60_000 // max(len(piece), 1))
    return text[:at] + piece * times + text[at:]


def _nest(text: str, others: list[str], random: Random) -> str:
    start, end = random.choice((
        ("(", ")"), ("[", "]"), ("{", "}"), ("> ", ""), ("- ", ""), ("*", "*"), ("$\\sqrt{", "}$"),
        ("{{c1::", "}}"), ("[a](", ")"), ("<b>", "</b>"), ("\\frac{", "}{2}"), ("![", "](a.png)"),
    ))  # fmt: skip
    times = 2 ** random.randrange(1, 12)
    at = random.randrange(len(text) + 1)
    return text[:at] + start * times + "x" + end * times + text[at:]


def _delete(text: str, others: list[str], random: Random) -> str:
    if not text:
        return text
    at = random.randrange(len(text))
    return text[:at] + text[at + random.randrange(1, 200) :]


def _cut(text: str, others: list[str], random: Random) -> str:
    return text[: random.randrange(len(text) + 1)]


def _splice(text: str, others: list[str], random: Random) -> str:
    other = random.choice(others)
    start = random.randrange(len(other) + 1)
    at = random.randrange(len(text) + 1)
    return text[:at] + other[start : start + random.randrange(1, 2000)] + text[at:]


def _lines(text: str, others: list[str], random: Random) -> str:
    lines = text.split("\n")
    kind = random.randrange(3)
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    if kind == 0:
        lines[at], lines[to] = lines[to], lines[at]
    elif kind == 1:
        lines.insert(to, lines[at])
    else:
        del lines[at]
    return "\n".join(lines)


def _character(text: str, others: list[str], random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return (
        text[:at]
        + chr(random.choice((random.randrange(0x20, 0x7F), random.randrange(0xD7FF))))
        + text[at:]
    )


_CHANGES = (_insert, _insert, _repeat, _nest, _delete, _cut, _splice, _lines, _character)
