"""Small articles with the mistakes that articles have."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# Not part of the repository; audited where it is at hand.
REAL: Final = Path(__file__).parents[3] / "shared/articles/pytorch-jax-interview.zh.md"

NESTED: Final = """\
---
title: Notes
---

# Nested

> ~~~Python title="shown"
> x = 1
> print(x)  # => 1
> ~~~

1. one

   - two

     ````{python echo=FALSE}
     fence = "```"
     ````

   text

   ```{.python .numberLines}
   y = 2
   ```

## Other languages

```js
console.log(1)
```

    indented = "not a fence"

```ipython3
%matplotlib inline
!pip install something
z = 3
```

```py:main.py
w = 4
```

```pythonic
no = 1
```
"""

CRASHES: Final = """\
## 1. Undefined everywhere

```python
for batch in train_loader:
    print(batch)
```

## 2. Defines

```python
base = 20

def double(number):
    return 2 * number
```

## 3. Needs a block

```python
print(double(base))  # => 40
```

## 4. Needs a block that crashes

```python
import math as m
shape = (2, 2)
area = missing_factor * shape[0]
```

```python
print(shape)
print(m.pi > 3)
```

## 5. A forgotten import

```python
print(math.sqrt(4.0))
```

## 6. Dots for data

```python
data = ...
for row in data:
    print(row)
```

## 7. Typed input

```python
name = input("name? ")
```

## 8. Files of earlier blocks

```python
with open("made.txt", "w") as file:
    file.write("hello")
```

```python
print(open("made.txt").read())
```

## 9. Not Python

```python
print("fine")
x = = 1
```

## 10. Below Python

```python
import ctypes
ctypes.string_at(0)
```

```python
while True:
    pass
```

## 11. Ends itself

```python
import sys
print("bye")
sys.exit()
```

```python
raise SystemExit(3)
```

## 12. Needs what needs

```python
four = double(base) / 10
```

```python
print(four, base)  # => 4.0 20
```

## 13. Fails beyond, too

```python
print(double(base) + shape[2] + 'x')
```

```python
1 + double("a") + 1
```
"""

SHOWN: Final = """\
## The error is the point

```python
word = "word"
number = 7
int(word)
```

```output
Traceback (most recent call last):
ValueError: invalid literal for int() with base 10: 'word'
```

## And goes on

```python
print(number)  # => 7
```

## Undefined on purpose, though defined above

```python
shadow = 1
```

```python
print(shadow)  # => NameError: name 'shadow' is not defined
```

## The newer value counts

```python
import json
setting = "old"
```

```python
import json
setting = "new"
undefined_thing
```

```python
print(setting)  # => new
```

```python
print(json.dumps(1))  # => 1
```
"""

CLAIMS: Final = """\
## Comments

```python
pair = (2, 2)
print(pair)  # 输出：[2, 2]
print(type(pair))
# Output: <class 'list'>
print(sum(pair))  # => 4
len(pair)  # -> 3
```

```python
def never():
    print(1)  # => 2

for i in range(3):
    print(i)  # => 0, 1, 2
"# => 5"
[].append(1)  # => [1]
```

## Fences

```python
print("a")
print("b")
```

```output
a
c
```

```python
print("one")
```

**Output:**

```
two
```

```python
print("one")
```

运行结果：

```text
one
```

```python
print("one")
```

A file it reads:

```text
two
```

```python
print("one")
```

Output:

```console
$ python one.py
one
```

```python
int("x")
```

The output is:

```
Traceback (most recent call last):
  File "x.py", line 1, in <module>
ValueError: invalid literal for int() with base 10: 'x'
```

```python
print(list(range(100)))
"last"
```

Output:

```
[0, 1, 2, ... 98, 99]
'last'
```

## Sessions

```pycon
>>> x = 2
>>> x + 3
6
>>> for i in range(2):
...     i
...
0
1
>>> if x:
...     "yes"; x
'yes'
2
>>> 1 / 0
Traceback (most recent call last):
  ...
ZeroDivisionError: division by zero
>>> int("x")
Traceback (most recent call last):
TypeError: no
>>> print("a\\n\\nb")
a
<BLANKLINE>
b
>>> print("a   b")  # doctest: +NORMALIZE_WHITESPACE
a b
>>> boom()  # doctest: +SKIP
1
```

> ```python
> >>> "abc".upper()
> 'ABC'
> >>> undefined_name
> 1
> ```
"""

VARIES: Final = """\
```python
import random
items = [1, 2, 3, 4, 5, 6, 7, 8]
random.shuffle(items)
print(items)  # => [1, 2, 3, 4, 5, 6, 7, 8]
```

```python
print({"apple", "banana", "cherry", "date", "elderberry"})
```

```python
import random
print(random.random())
```

```python
import random
random.seed(0)
print(random.choice(["heads", "tails"]))
print(sorted({"apple", "banana"}))
```

```python
import random
print(random.choice(["heads", "tails"]) in ("heads", "tails"))
```

```python
import random
flip = random.choice(range(10**6))
```

```python
print(flip)
```
"""
