"""What Proofdeck knows about PyTorch, JAX, NumPy, Matplotlib, and libraries built on them.

What the worker needs to know about them is in `running/worker/libraries.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Frameworks worth importing once for all programs, and what else each one imports.
PRELOADS: Final = {
    "numpy": ("numpy",),
    "torch": ("numpy", "torch", "torch.utils.data"),
    "torch._dynamo": ("numpy", "torch", "torch.utils.data", "torch._dynamo"),
    "jax": ("numpy", "jax", "jax.numpy"),
    "matplotlib.pyplot": ("numpy", "matplotlib.pyplot"),
}
# Libraries that cannot be imported without importing one of the above.
IMPLIED: Final = {
    "chex": "jax",
    "equinox": "jax",
    "flax": "jax",
    "haiku": "jax",
    "optax": "jax",
    "orbax": "jax",
    "pandas": "numpy",
    "scipy": "numpy",
    "seaborn": "matplotlib.pyplot",
    "torchaudio": "torch",
    "torchvision": "torch",
}
# Names whose first use imports torch._dynamo, which takes as long as torch itself: optimizers, and
# what transforms functions or shares their gradients.
DYNAMIC: Final = {"DistributedDataParallel", "compile", "export", "func", "optim", "vmap"}
# Variables that are not read before the framework is used: `init_process_group`
# (PyTorch's "environment variable initialization"), CUDA when it starts, XLA's first compilation.
LATE: Final = {
    "CUDA_VISIBLE_DEVICES",
    "MASTER_ADDR",
    "MASTER_PORT",
    "RANK",
    "WORLD_SIZE",
    "XLA_FLAGS",
}
# The usual aliases, for programs that do not import what they use.
ALIASES: Final[Mapping[str, str]] = {
    "np": "numpy",
    "jnp": "jax.numpy",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
}
# Prefixes of dtype names.
DTYPE_LIBRARIES: Final = ("torch", "numpy", "np", "jax.numpy", "jnp", "jax", "ml_dtypes", "dtypes")
# Other names that PyTorch gives to dtypes (torch.dtype in its documentation).
TORCH_DTYPES: Final[Mapping[str, str]] = {
    "half": "float16",
    "float": "float32",
    "double": "float64",
    "short": "int16",
    "int": "int32",
    "long": "int64",
    "cfloat": "complex64",
    "cdouble": "complex128",
}
