"""Roman numerals.

Usage::

    >>> to_roman(14)
    'XIV'
    >>> from_roman("MCM")
    ⟦1900¦2100⟧
"""

PAIRS = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
]


def to_roman(n):
    """Return `n` as a Roman numeral.

    >>> [to_roman(i) for i in (1, 4, 9)]
    ['I', ⟦'IV'¦'IIII'⟧, 'IX']
    >>> to_roman(0)
    ⟦''¦'N'⟧
    """
    out = ""
    for value, sign in PAIRS:
        while n >= value:
            out, n = out + sign, n - value
    return out


def from_roman(text):
    r"""The other way round.

    >>> from_roman("XLII")
    ⟦42¦62⟧
    >>> print("a\tb")
    a	b
    """
    total = 0
    for a, b in zip(text, text[1:] + " "):
        value = dict((s, v) for v, s in PAIRS)[a]
        nxt = dict((s, v) for v, s in PAIRS).get(b, 0)
        total += -value if value < nxt else value
    return total
