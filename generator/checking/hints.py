"""What an author can do about an exception."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from generator.model import Raised

_USUAL_IMPORTS: Final[Mapping[str, str]] = {
    "F": "import torch.nn.functional as F",
    "DataLoader": "from torch.utils.data import DataLoader",
    "Dataset": "from torch.utils.data import Dataset",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "grad": "from jax import grad",
    "jax": "import jax",
    "jit": "from jax import jit",
    "jnp": "import jax.numpy as jnp",
    "math": "import math",
    "nn": "import torch.nn as nn",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "optim": "import torch.optim as optim",
    "os": "import os",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "random": "import random",
    "sys": "import sys",
    "time": "import time",
    "torch": "import torch",
    "vmap": "from jax import vmap",
}


def crash_hint(raised: Raised) -> str:
    """The mend where it is obvious, else how to say that the error is meant."""
    meant = f"if the card is about this error, write raises={_quoted(raised)} on its fence"
    missing = re.search(r"name '(\w+)' is not defined", raised.text)
    if missing and missing[1] in _USUAL_IMPORTS:
        return f"add `{_USUAL_IMPORTS[missing[1]]}`; {meant}"
    module = re.search(r"No module named '([\w.]+)'", raised.text)
    if module:
        return f"install `{module[1].split('.')[0]}` beside Proofdeck; {meant}"
    return meant


def _quoted(raised: Raised) -> str:
    return raised.name
