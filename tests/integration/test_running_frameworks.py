"""Programs of the kind the deck is made of: PyTorch, JAX and NumPy on one pool."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from generator.model import Run
from generator.running import LocalPool
from generator.running.sandbox.confinement import Confinement
from tests.support.running import last, printed, program

pytest.importorskip("torch")
pytest.importorskip("jax")

TRAIN = """
    import torch
    from torch import nn
    torch.manual_seed(0)
    x = torch.randn(64, 3)
    y = x.sum(1, keepdim=True)
    model = nn.Linear(3, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    print(loss.item() < 0.1)
    model.weight.shape
"""
JIT = """
    import jax
    import jax.numpy as jnp
    @jax.jit
    def f(x):
        return (x ** 2).sum()
    jax.grad(f)(jnp.arange(3.0))
"""
WORKERS = """
    import torch
    from torch.utils.data import DataLoader, TensorDataset
    data = TensorDataset(torch.arange(8.0))
    for (batch,) in DataLoader(data, batch_size=4, num_workers=2):
        print(batch)
"""
# Printed while nobody waits for the result, by a process whose caches are not emptied.
UNAWAITED = """
    import jax, jax.numpy as jnp
    @jax.jit
    def f(x):
        jax.debug.print("sum {}", x.sum())
        return x + 1
    y = f(jnp.ones((2000, 2000)))
"""
BOTH = """
    import numpy as np, torch, jax.numpy as jnp
    x = np.ones(3, dtype=np.float32)
    print(torch.from_numpy(x) * 2)
    np.asarray(jnp.asarray(x)) + 1
"""
DEVICES = "import jax\nlen(jax.devices())"
VISIBLE = """
    import subprocess, torch
    print("CUDA_VISIBLE_DEVICES" in subprocess.run("env", capture_output=True, text=True).stdout)
"""
DOUBLES = """
    import os
    os.environ["JAX_ENABLE_X64"] = "1"
    import jax.numpy as jnp
    jnp.ones(1).dtype
"""
BIG = "import torch\ntorch.zeros(10**9)"
UNSEEDED = "import torch, numpy as np\nprint(torch.rand(1).item(), np.random.rand())"
MISMATCH = "import torch\ntorch.zeros(2) @ torch.zeros(3)"


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Run]]:
    eight = (("XLA_FLAGS", "--xla_force_host_platform_device_count=8"),)
    cards = [
        program(TRAIN, id="train"),
        program(JIT, id="jit"),
        program(WORKERS, id="workers"),
        program(BOTH, id="both"),
        program(UNAWAITED, id="unawaited"),
        program(DEVICES, id="devices", env=eight),
        program(DEVICES, id="device"),
        program(VISIBLE, id="hidden", env=(("CUDA_VISIBLE_DEVICES", "-1"),)),
        program(VISIBLE, id="left alone"),
        program(DOUBLES, id="doubles"),
        program(BIG, id="big", memory=2**30),
        program(UNSEEDED, id="unseeded1"),
        replace(program(UNSEEDED, id="unseeded2"), world=1),
        program(MISMATCH, id="mismatch"),
    ]
    with LocalPool() as pool:
        yield {run.id: run for run in pool.run(cards)}


def test_a_training_loop_runs(runs: dict[str, Run]) -> None:
    assert runs["train"].ended == "finished"
    assert printed(runs["train"]) == "True\n"
    assert last(runs["train"]).text == "torch.Size([1, 3])"


def test_a_compiled_gradient_does_not_hang_in_a_fork(runs: dict[str, Run]) -> None:
    assert runs["jit"].ended == "finished"
    assert last(runs["jit"]).text == "Array([0., 2., 4.], dtype=float32)"


def test_loading_data_with_worker_processes_works(runs: dict[str, Run]) -> None:
    assert printed(runs["workers"]) == "tensor([0., 1., 2., 3.])\ntensor([4., 5., 6., 7.])\n"


def test_what_jax_prints_last_is_on_the_card(runs: dict[str, Run]) -> None:
    assert printed(runs["unawaited"]) == "sum 4000000.0\n"


def test_frameworks_work_side_by_side(runs: dict[str, Run]) -> None:
    assert printed(runs["both"]) == "tensor([2., 2., 2.])\n"
    assert last(runs["both"]).text == "array([2., 2., 2.], dtype=float32)"


def test_a_card_alone_has_the_variables_that_it_asks_for(runs: dict[str, Run]) -> None:
    assert printed(runs["hidden"]) == "True\n", runs["hidden"]
    assert printed(runs["left alone"]) == "False\n"


def test_environment_variables_count_from_before_the_first_import(
    runs: dict[str, Run],
) -> None:
    assert last(runs["devices"]).text == "8"
    assert last(runs["device"]).text == "1"
    assert last(runs["doubles"]).text == "dtype('float64')"


def test_a_tensor_beyond_the_limit_is_told_apart_from_other_errors(
    runs: dict[str, Run],
) -> None:
    assert runs["big"].ended == "memory"
    assert runs["big"].cells[0].raised is not None
    assert "can't allocate memory" in runs["big"].cells[0].raised.text


def test_unseeded_numbers_differ_between_worlds_though_they_share_a_process(
    runs: dict[str, Run],
) -> None:
    one, two = printed(runs["unseeded1"]).split(), printed(runs["unseeded2"]).split()
    assert set(one).isdisjoint(two)


def test_errors_of_a_framework_come_with_its_words(runs: dict[str, Run]) -> None:
    assert runs["mismatch"].ended == "raised"
    raised = runs["mismatch"].cells[0].raised
    assert raised is not None
    assert (raised.name, raised.frames[0].line) == ("RuntimeError", 2)


def test_a_run_names_the_versions_it_was_verified_with(runs: dict[str, Run]) -> None:
    packages = dict(runs["both"].environment.packages)
    assert set(packages) == {"jax", "numpy", "torch"}
    assert packages["torch"].startswith("2.")
    assert runs["both"].environment.sandbox == Confinement.of(sys.executable, "auto").level
