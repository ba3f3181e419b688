"""Programs whose output has few sides, so that two runs of them often agree."""

from __future__ import annotations

from itertools import combinations

_WORDS = ("yes", "no", "GET", "POST", "red", "blue", "ada", "bob")
COINS: dict[str, str] = {
    "choice": "import random\nprint(random.choice(['heads', 'tails']))",
    "second throw": "import random\nrandom.random()\nprint(random.choice(['heads', 'tails']))",
    "tenth throw": "import random\nprint([random.randint(0, 1) for _ in range(10)][9])",
    "fraction": "import random\nprint(random.random() < 0.5)",
    "seldom": "import random\nprint(random.random() < 0.1)",
    "die": "import random\nprint(random.randint(1, 6) == 6)",
    "bits": "import random\nprint(random.getrandbits(1))",
    "shuffle": "import random\nx = [1, 2]\nrandom.shuffle(x)\nprint(x)",
    "sample": "import random\nprint(random.sample('abc', 1))",
    "weights": "import random\nprint(random.choices('ab', [9, 1]))",
    "gauss": "import random\nprint(random.gauss(0, 1) > 0)",
    "own generator": "import random\nprint(random.Random().choice('ab'))",
    "system": "import random\nprint(random.SystemRandom().choice('ab'))",
    "secrets": "import secrets\nprint(secrets.choice('ab'), secrets.randbelow(1))",
    "entropy": "import os\nprint(os.urandom(1)[0] % 2)",
    "identifier": "import uuid\nprint(uuid.uuid4().int % 2)",
    "half seeded": "import random\nprint(random.choice('ab'))\nrandom.seed(0)\nprint(random.random())",
    "put back": (
        "import random\ns = random.getstate()\nx = random.randrange(6)\nrandom.setstate(s)\nprint(x == 3)"
    ),
    "in a function": "import random\ndef throw(): return random.choice('ab')\nprint(throw())",
    "raised": "import random\nif random.random() < 0.5: raise ValueError('tails')",
    "seed of the time": "import random, time\nrandom.seed(time.time())\nprint(random.choice('ab'))",
    "numpy choice": "import numpy as np\nprint(np.random.choice(['heads', 'tails']))",
    "numpy integers": "import numpy as np\nprint(np.random.randint(2))",
    "numpy fraction": "import numpy as np\nprint(np.random.rand() < 0.1)",
    "numpy shuffle": "import numpy as np\nx = np.arange(2)\nnp.random.shuffle(x)\nprint(x)",
    "numpy binomial": "import numpy as np\nprint(np.random.binomial(1, 0.5))",
    "numpy generator": "import numpy as np\nprint(np.random.default_rng().integers(2))",
    "numpy old generator": "import numpy as np\nprint(np.random.RandomState().randint(2))",
    "numpy generator, seldom": "import numpy as np\nprint(np.random.default_rng().random() < 0.2)",
    "numpy, above the seed": (
        "import numpy as np\nx = np.random.exponential()\nnp.random.seed(0)\nprint(x > 2)"
    ),
    "numpy, put back": (
        "import numpy as np\ns = np.random.get_state()\nx = np.random.randint(6)\n"
        "np.random.set_state(s)\nprint(x == 3)"
    ),
    "identifier by the clock": "import uuid\nprint(uuid.uuid1().int % 4 > 1)",
    "number of the network card": "import uuid\nprint(uuid.getnode() % 2)",
    "name of a temporary file": "import tempfile\nprint(tempfile.mktemp()[-1] < 'n')",
    "device": "print(open('/dev/urandom', 'rb').read(1)[0] % 2)",
    "OpenSSL": "import ssl\nprint(ssl.RAND_bytes(1)[0] % 2)",
    "hash in another program": (
        "import subprocess, sys\n"
        "print(subprocess.check_output([sys.executable, '-c', 'print(hash(\"a\") % 2)']))"
    ),
    "set in another program": (
        "import os, sys\nprint(os.popen(sys.executable + ''' -c \"print(set('ab'))\"''').read())"
    ),
    "shell": "import os\nos.system('echo $(($(od -An -N1 -tu1 /dev/urandom) % 2))')",
    "parity of a file's number": "import os\nprint(os.stat('.').st_ino % 2)",
    "parity of a process": "import os\nprint(os.getpid() % 2)",
    "hash": "print(hash('text') % 2)",
    "hash of a tuple": "print(hash(('a', 1)) > 0)",
    "letters": "print(set('ab'))",
    "first of a set": "print(next(iter({'ada', 'bob'})))",
    "popped": "x = {'ada', 'bob'}\nprint(x.pop())",
    "keys": "print({'x': 1, 'y': 2}.keys() | {'x': 3}.keys())",
    "longest": "print(max({'ada', 'bob'}, key=len))",
} | {
    f"{one} and {other}": f"print({{{one!r}, {other!r}}})" for one, other in combinations(_WORDS, 2)
}
TORCH_COINS: dict[str, str] = {
    "integers": "import torch\nprint(torch.randint(2, (1,)))",
    "fraction": "import torch\nprint(torch.rand(1) < 0.1)",
    "bernoulli": "import torch\nprint(torch.bernoulli(torch.tensor([0.5])))",
    "dropout": "import torch\nprint(torch.nn.Dropout(0.5)(torch.ones(1)))",
    "dropout, seldom": "import torch\nprint(torch.nn.Dropout(0.1)(torch.ones(1)))",
    "multinomial": "import torch\nprint(torch.multinomial(torch.tensor([0.5, 0.5]), 1))",
    "permutation": "import torch\nprint(torch.randperm(2))",
    "normal": "import torch\nprint(torch.randn(1) > 0)",
    "third throw": "import torch\nprint([int(torch.randint(2, ())) for _ in range(3)][2])",
    "layer": "import torch\nprint(torch.nn.Linear(1, 1, bias=False).weight.item() > 0)",
    "loader": (
        "from torch.utils.data import DataLoader\n"
        "print([int(x) for x in DataLoader(range(2), shuffle=True)])"
    ),
    "above the seed": (
        "import torch\nx = torch.ones(1).exponential_()\ntorch.manual_seed(0)\nprint(x > 2)"
    ),
    "put back": (
        "import torch\nwith torch.random.fork_rng():\n    x = torch.randint(6, ())\nprint(x == 3)"
    ),
    "generator": "import torch\ng = torch.Generator()\ng.seed()\nprint(torch.randint(2, (1,), generator=g))",
}
JAX_COINS: dict[str, str] = {
    "key of the time": (
        "import time, jax\nprint(jax.random.bernoulli(jax.random.key(int(time.time()))))"
    ),
    "key of entropy": (
        "import os, jax\nprint(jax.random.randint(jax.random.key(os.urandom(1)[0]), (), 0, 2))"
    ),
}
# With luck or something like it, and yet the same each time.
STEADY: dict[str, str] = {
    "seeded": "import random\nrandom.seed(0)\nprint(random.choice('ab'), random.random())",
    "own seed": "import random\nprint(random.Random(7).choice('ab'))",
    "all of them": "import random\nprint(sorted(random.sample(range(3), 3)))",
    "different": "import random\nprint(len({random.random() for _ in range(5)}))",
    "numpy shape": "import numpy as np\nprint(np.random.rand(3).shape)",
    "numpy seed": "import numpy as np\nnp.random.seed(1)\nprint(np.random.randint(2, size=3))",
    "numpy generator": "import numpy as np\nprint(np.random.default_rng(2).integers(2, size=3))",
    "version": "import uuid\nprint(uuid.uuid4().version)",
    "length": "import secrets\nprint(len(secrets.token_hex(4)))",
    "numbers": "print({3, 1, 2}, {True, False}, {0, -1, 7}, frozenset([1, 2]))",
    "membership": "x = {'ada', 'bob'}\nprint('ada' in x, len(x), sorted(x))",
    "one": "print({'a'} & {'a', 'b'}, {'a'} | {'a'}, dict.fromkeys({'x'}))",
    "hashes": "print(hash(1.5), hash((1, 2)), hash(2**61))",
    "another program": "import subprocess\nprint(subprocess.check_output(['echo', 'hello']))",
    "number of a file": (
        "import os\nos.mkdir('a')\n(a,) = (e for e in os.scandir('.') if e.name == 'a')\n"
        "print(os.path.samefile('a', './a'), os.stat('a').st_ino == a.inode() == a.stat().st_ino)"
    ),
    "threads": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as p:\n    print(list(p.map(str, range(9))))"
    ),
    "file": (
        "import pathlib, tempfile\nwith tempfile.TemporaryDirectory() as d:\n"
        "    p = pathlib.Path(d) / 'a'\n    p.write_text('hello')\n    print(p.read_text(), p.name)"
    ),
}
