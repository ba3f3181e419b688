"""What an author can do about an exception."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from generator.model import Raised

_USUAL_IMPORTS: Final[Mapping[str, str]] = {
    "Counter": "from collections import Counter",
    "DataLoader": "from torch.utils.data import DataLoader",
    "Dataset": "from torch.utils.data import Dataset",
    "F": "import torch.nn.functional as F",
    "Path": "from pathlib import Path",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "collections": "import collections",
    "dataclass": "from dataclasses import dataclass",
    "datetime": "import datetime",
    "defaultdict": "from collections import defaultdict",
    "functools": "import functools",
    "grad": "from jax import grad",
    "itertools": "import itertools",
    "jax": "import jax",
    "jit": "from jax import jit",
    "jnp": "import jax.numpy as jnp",
    "json": "import json",
    "lax": "from jax import lax",
    "math": "import math",
    "nn": "import torch.nn as nn",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "optax": "import optax",
    "optim": "import torch.optim as optim",
    "os": "import os",
    "partial": "from functools import partial",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "random": "import random",
    "re": "import re",
    "sns": "import seaborn as sns",
    "sys": "import sys",
    "time": "import time",
    "torch": "import torch",
    "vmap": "from jax import vmap",
}
# What programs may rely on elsewhere, but do not have here.
_SURROUNDINGS: Final[Mapping[str, str]] = {
    r"Name or service not known|name resolution|Network is unreachable|ailed to resolve": (
        "programs run without a network: put the data into the deck's folder"
    ),
    r"PermissionError: \[Errno 1\] Operation not permitted$": (
        "programs may not do this; if it needs two processes that talk over loopback, mark its "
        'fence requires="loopback"'
    ),
    r"PermissionError: \[Errno 13\] Permission denied: '": (
        "programs read what is installed and the deck's folder, and write to their scratch folder"
    ),
    r"Read-only file system": "programs can write only to their scratch folder",
    r"no display name|could not connect to display|cannot open display": (
        "programs run without a screen: draw a figure instead of opening a window"
    ),
    r"'await' outside async function": "put it in an `async def`, and call that with `asyncio.run`",
}


def usual_import(name: str) -> str | None:
    """The line by which nearly everyone gets a name; None of a name that may be anything."""
    return _USUAL_IMPORTS.get(name)


def mend(raised: Raised) -> str:
    """What to do about an exception where that is obvious, else nothing."""
    missing = re.search(r"name '(\w+)' is not defined", raised.text)
    if missing and missing[1] in _USUAL_IMPORTS:
        return f"add `{_USUAL_IMPORTS[missing[1]]}`"
    module = re.search(r"No module named '([\w.]+)'", raised.text)
    if module:
        return f"install `{module[1].split('.')[0]}` beside Proofdeck"
    if "'ellipsis' object" in raised.text:
        return "`...` is a placeholder: replace it with a value"
    if raised.name == "EOFError" and "reading a line" in raised.text:
        return "it waits for input: put the value into the program"
    if raised.name == "SyntaxError" and "nests too deep" in raised.text:
        return "write it as several shorter statements"
    file = re.search(r"No such file or directory: '([^'\n]+)'", raised.text)
    if file:
        return f"create `{file[1]}` in the program, or put it beside the chapter"
    for sign, hint in _SURROUNDINGS.items():
        if re.search(sign, raised.text):
            return hint
    return ""


def crash_hint(raised: Raised) -> str:
    """The mend where it is obvious, and how to say that the error is meant."""
    name = raised.name if raised.name.isidentifier() else "…"  # a class can have any
    meant = f"if the card is about this error, write raises={name} on its fence"
    return "; ".join(filter(None, (mend(raised), meant)))
