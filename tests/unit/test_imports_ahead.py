"""What a live deck imports before the first program has to run."""

from __future__ import annotations

from generator.previewing.imports_ahead import samples
from generator.running.pool.preloads import preload_of

CHAPTER = """\
# T

```python {.setup}
import numpy as np
```

## A {#a}

```python
import torch
print(torch.ones(2))
```

```output
x
```

## B {#b}

~~~python
import jax
~~~

## C {#c}

Text on jax.

```text
import jax
```
"""


def test_the_frameworks_of_all_programs_are_known_from_the_text_of_chapters() -> None:
    found = {preload_of(program).modules for program in samples([CHAPTER, "## Text {#t}\n"])}
    torch, jax = ("numpy", "torch", "torch.utils.data"), ("numpy", "jax", "jax.numpy")
    assert found == {(), torch, jax}


def test_chapters_without_frameworks_need_a_bare_worker_alone() -> None:
    (program,) = samples(["## A {#a}\n\n```python\nimport math\n```\n", ""])
    assert preload_of(program).modules == ()
