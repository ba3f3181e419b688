"""Programs that vary from run to run, each with what tells why, and siblings that do not.

`CAUSES` maps a name to (program, a sibling that is the same each time, a word of the cause).
"""

from __future__ import annotations

CAUSES: dict[str, tuple[str, str, str]] = {
    "set order": (
        "print({'ada', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal'})",
        "print(sorted({'ada', 'bob', 'cyd', 'dan'}), {1, 2, 3}, {'a': 1, 'b': 2})",
        "set",
    ),
    "set order in a loop": (
        "for name in set('abcdefghij'):\n    print(name, end=' ')",
        "for name in sorted(set('abcdefghij')):\n    print(name, end=' ')",
        "set",
    ),
    "address": (
        "class A: pass\nprint(A())",
        "class A:\n    def __repr__(self): return 'A at 0x12345678'\nprint(A())",
        "address",
    ),
    "id": ("id(object())", "id(None) == id(None)", "address"),
    "clock": ("import time\nprint(time.time())", "import time\ntime.time() > 0", "clock"),
    "date": (
        "from datetime import datetime\nprint(datetime.now())",
        "from datetime import datetime\nprint(datetime(2024, 2, 29))",
        "clock",
    ),
    "duration": (
        "import time\nstart = time.perf_counter()\nsum(range(1000))\ntime.perf_counter() - start",
        "import time\nstart = time.perf_counter()\nsum(range(1000))\ntime.perf_counter() > start",
        "clock",
    ),
    "random": (
        "import random\nprint(random.random())",
        "import random\nrandom.seed(1)\nprint(random.random(), random.Random(2).random())",
        "unseeded random numbers",
    ),
    "shuffle": (
        "import random\nx = list(range(30))\nrandom.shuffle(x)\nx",
        "import random\nx = list(range(30))\nrandom.Random(0).shuffle(x)\nx",
        "unseeded random numbers",
    ),
    "numpy random": (
        "import numpy as np\nnp.random.rand(2)",
        "import numpy as np\nnp.random.seed(0)\nnp.random.rand(2)",
        "NumPy",
    ),
    "numpy generator": (
        "from numpy.random import default_rng\ndefault_rng().normal(size=2)",
        "from numpy.random import default_rng\ndefault_rng(0).normal(size=2)",
        "NumPy",
    ),
    "numpy empty": (
        "import numpy as np\nprint(np.empty(3))",
        "import numpy as np\nprint(np.empty(3).shape, np.zeros(3))",
        "uninitialised",
    ),
    "large numpy empty": (
        "import numpy as np\nprint(np.empty(3000)[:5])",
        "import numpy as np\nprint(np.ones(3000)[:5])",
        "uninitialised",
    ),
    "temporary folder": (
        "import tempfile\nprint(tempfile.mkdtemp())",
        "import tempfile, os\nprint(os.path.isdir(tempfile.mkdtemp()))",
        "temporary",
    ),
    "process": ("import os\nos.getpid()", "import os\nos.getpid() > 0", "process"),
    "hash": ("hash('text')", "hash(1), hash(2.5)", "hash"),
    "identifiers": (
        "import uuid\nuuid.uuid4()",
        "import uuid\nuuid.uuid5(uuid.NAMESPACE_DNS, 'example.org')",
        "identifiers",
    ),
    "raised text": (
        "import random\nraise ValueError(random.random())",
        "raise ValueError(0.5)",
        "unseeded",
    ),
}
TORCH_CAUSES: dict[str, tuple[str, str, str]] = {
    "rand": (
        "import torch\ntorch.rand(2)",
        "import torch\ntorch.manual_seed(0)\ntorch.rand(2)",
        "PyTorch",
    ),
    "layer": (
        "import torch\nfrom torch import nn\nnn.Linear(2, 2)(torch.ones(1, 2))",
        "import torch\nfrom torch import nn\ntorch.manual_seed(0)\nnn.Linear(2, 2)(torch.ones(1, 2))",
        "PyTorch",
    ),
    "shuffle": (
        "from torch.utils.data import DataLoader\n"
        "print([int(b) for b in DataLoader(range(50), shuffle=True)])",
        "from torch.utils.data import DataLoader\nprint([int(b) for b in DataLoader(range(50))])",
        "PyTorch",
    ),
    "empty": (
        "import torch\ntorch.empty(3)",
        "import torch\ntorch.empty(3).shape, torch.zeros(3)",
        "uninitialised",
    ),
    "threads": (
        "import torch\ntorch.manual_seed(0)\nprint(torch.rand(10**6).sum().item())",
        "import torch\ntorch.manual_seed(0)\nprint(f'{torch.rand(10**6).sum().item():.4g}')",
        "threads",
    ),
    "thread count": (
        "import torch\ntorch.get_num_threads()",
        "import torch\ntorch.set_num_threads(1)\ntorch.get_num_threads()",
        "threads",
    ),
}

# Programs whose behaviour could show that notes are taken of every one of their lines.
NOTED = (
    "x = 1\nx += 2\nprint(x)\nx",
    "'''doc'''\nprint(__doc__)\ndir()[-3:]",
    "from __future__ import annotations\nimport os, sys\nx: int = 3\n__annotations__",
    "def f():\n    '''doc'''\n    y = 2\n    return locals()\nprint(f.__doc__, f())\nf()",
    "import traceback\ndef f():\n    return (1 +\n        {}['key'])\ntry:\n    f()\nexcept KeyError:\n    traceback.print_exc()",
    "import traceback\ndef f():\n    traceback.print_stack()\nf()\n[f() for _ in range(1)]",
    "def f(): return [1][2]\nx = (f(),\n  2)",
    "import warnings\ndef f():\n    warnings.warn('careful', stacklevel=2)\nfor _ in range(2):\n    f()\nf()",
    "import inspect\ndef f():\n    x = 1  # a comment\n    print(x)\nprint(inspect.getsource(f))\nprint(inspect.currentframe().f_lineno, inspect.stack()[0].lineno)",
    "import sys\nx = []\nprint(sys.getrefcount(x))\nsys.getrefcount(x)",
    "class A:\n    def __del__(self): print('deleted')\nA()\nprint('after')\na = A()\na = 1\ndel a\nA() and None",
    "def g():\n    x = yield 1\n    print('got', x)\n    yield from [2, 3]\n    return 4\nit = g()\nprint(next(it), it.send(5), list(it))",
    "import asyncio\nasync def f(n):\n    await asyncio.sleep(0)\n    print(n)\n    return n\nasync def main():\n    x = await asyncio.gather(f(1), f(2))\n    print(x)\nasyncio.run(main())",
    "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\nprint(list(Color))\nclass P:\n    __slots__ = ('a',)\n    __x = 3\n    y = __x\nP.y, P._P__x",
    "from typing import NamedTuple\nimport dataclasses\nclass T(NamedTuple):\n    a: int = 1\n    b: str = 'x'\n@dataclasses.dataclass\nclass D:\n    a: int = 1\n    b: list = dataclasses.field(default_factory=list)\nprint(T(), D())",
    "def outer():\n    n = 0\n    def inner():\n        nonlocal n\n        n += 1\n        global G\n        G = n\n        return n\n    inner()\n    return inner()\nprint(outer(), G)",
    "for i in range(3):\n    if i == 1: continue\n    print(i)\n    if i == 2: break\nelse:\n    print('no')\nwhile True: break",
    "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(repr(e))\nfinally:\n    print('finally')\nwith open(__file__) as f: print(f.name[-3:])",
    "def f(n):\n    return 1 if n == 0 else f(n - 1)\nprint(f(100))\ndef g(): return g()\ntry:\n    g()\nexcept RecursionError as e:\n    print(e)",
    "import sys\nsys.displayhook = lambda value: print('shown', value)\n1 + 1",
    "class Loud:\n    def __repr__(self):\n        print('repr!')\n        return 'loud'\nx = Loud()\nprint('before')\nx",
    "class Bad:\n    def __repr__(self): raise RuntimeError\nx = Bad()\nprint('fine')\nx",
    "assert (x := 5) == 5, 'no'\nlambda: (yield)\n(a, b), *c = (1, 2), 3, 4\na, b, c",
    "import contextlib, io\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    print('caught')\nout.getvalue()",
    "import threading\ndef work(n):\n    print('thread', n)\nfor n in range(3):\n    t = threading.Thread(target=work, args=(n,)); t.start(); t.join()",
    "import pickle\nclass C:\n    x = 1\nprint(pickle.loads(pickle.dumps(C)).x, C.__module__)\nprint(C.__qualname__)",
    "import multiprocessing as mp\ndef f(x):\n    y = x * x\n    return y\nif __name__ == '__main__':\n    with mp.get_context('fork').Pool(1) as p: print(p.map(f, [1, 2]))",
    "match [1, 2]:\n    case [a, b]:\n        print(a + b)\n    case _: pass",
    "exec('print(1)'); print(eval('2'))\nraise SystemExit(3)",
    "print('a', 'b', sep='-', end='!')\nimport sys\nsys.stdout.write('raw\\n') and None\nprint('err', file=sys.stderr)",
    "x = 1\n\nreturn x",
    "@property\ndef f(self): return 1\nprint(f.fget(None)); del f\nprint('f' in globals())",
    "import sys\nprint(sys._getframe().f_code.co_name, sys._getframe().f_back is None)",
    "raise ExceptionGroup('many', [ValueError(1), TypeError(2)])",
)
