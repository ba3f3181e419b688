"""Code that nests as deep as an attacker, or a program that writes programs, will have it."""

from __future__ import annotations

from typing import Final

# Some of them run, most are too deep for one Python or another, some are no Python at all.
DEEP: Final = {
    "signs": "-" * 8000 + "1",
    "fewer-signs": "-" * 900 + "1",
    "nots": "not " * 2500 + "1",
    "parentheses": "(" * 5000,
    "closed-parentheses": "(" * 150 + ")" * 150,
    "brackets": "[" * 180 + "]" * 180,
    "lists": "x = " + "[" * 5000 + "]" * 5000,
    "attributes": "x" + ".a" * 5000,
    "fewer-attributes": "print(x" + ".a" * 900 + "())",
    "calls": "f" + "()" * 900,
    "call-in-call": "f(" * 90 + ")" * 90,
    "sums": "1" + " + 1" * 900,
    "many-sums": "x = 1" + " + 1" * 20_000,
    "powers": "1" + " ** 1" * 2000,
    "strings": " ".join(["'a'"] * 5000),
    "formatted": "f'{" * 60 + "1" + "}'" * 60,
    "formatted-widths": "x = 1\nf'{x" + ":{x" * 50 + "}" * 50 + "}'",
    "formatted-sums": "f'{" + "1 + " * 900 + "1}'",
    "ifs": "\n".join(" " * depth + "if 1:" for depth in range(99)) + "\n" + " " * 99 + "x = 1",
    "too-many-ifs": "\n".join(" " * n + "if 1:" for n in range(150)) + "\n" + " " * 150 + "pass",
    "elifs": "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 900,
    "many-elifs": "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 5000,
    "lambdas": "lambda: " * 400 + "1",
    "many-lambdas": "lambda: " * 5000 + "1",
    "ternaries": "1 if 1 else " * 900 + "1",
    "comparisons": "1" + " < 1" * 5000,
    "subscripts": "x" + "[0]" * 900,
    "functions": "\n".join(" " * n + f"def f{n}():" for n in range(90)) + "\n" + " " * 90 + "pass",
    "digits": "x = " + "9" * 20_000,
    "hexadecimal": "x = 0x" + "f" * 20_000,
    "imported-number": "__import__(0x" + "f" * 20_000 + ")",
    "nul": "x = 1\0",
    "surrogate": "x = '\ud800'",
    "unclosed": "'''" + "a\n" * 100,
    "odd-escapes": "x = '\\d\\q'\n1 is 1",
}
