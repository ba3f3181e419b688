"""What the mutations start from: the deck of this repository, and small inputs of each kind."""

from __future__ import annotations

from functools import cache

from tests.support.cli import ROOT

KINDS = """---
deck: "A::B"
tags: [one, two]
---

# Kinds

```python {.setup}
import math
```

## Predict {#predict .predict}

```python
x = [1, 2]
print(x)  # => [1, 2]
```

```output
[1, 2]
```

## Close {#close}

```python {match=close tol=1e-4 timeout=5 env="A=b"}
math.pi  # => 3.14159
```

Not `{python} 1 + 1`, and $\\frac{x_1}{[0,1)}$; see[^1].

[^1]: A note with `code`.

## Cloze {#cloze .cloze}

This is {{c1::hidden::hint}} and {{c2::**bold**}}.

```python {blank="sqrt"}
math.sqrt(4)
```

## Typed {#typed .typed}

`float32`

## Choice {#choice .choice}

- [x] right

  A reason.
- [ ] wrong

## Bug {#bug .bug}

```python {raises="ZeroDivisionError: division by zero"}
1 / 0
```

```python
1 / 1
```

## Compare {#compare .compare}

```python {#one}
[1]
```

```python {agrees=one}
[1]
```

## Reversed {#reversed .reversed}

| a | b |
|---|--:|
| `x` | <b>y</b> |

$$
\\begin{matrix} a & b \\\\ c & d \\end{matrix}
$$

Term
: Definition

> Quote ![x](media/none.png) ~~no~~ <br> [link](https://example.org "t")
"""
TOML = """name = "demo"
languages = ["en", "zh"]
allow_html = true

[title]
en = "Demo"
zh = "例"

[run]
timeout = 30
memory = "2GiB"

[print]
paper = "A4"
"""
ARTICLE = """# Article

```python
import math
def f(x): return x + 1
```

Then:

```python
print(f(1))  # => 2
```

Output:

```
2
```

>>> f(2)
3

```pycon
>>> f("a")
Traceback (most recent call last):
  ...
TypeError: can only concatenate str (not "int") to str
```

```python
f(1) # prints 3
x = {1, 2}  # Output: {1, 2}
```
"""


@cache
def chapters() -> list[str]:
    """Real chapters in both languages, and the small one."""
    paths = sorted((ROOT / "cards").glob("*/*.md"))
    return [KINDS, KINDS, *(path.read_text("utf-8")[:8000] for path in paths)]


@cache
def locks() -> list[str]:
    """The head of a real lock, as a whole."""
    text = (ROOT / "cards" / "deck.lock").read_text("utf-8")
    return [text[:6000], text]
