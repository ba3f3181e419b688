"""Requirements as they are typed on a command line."""

from __future__ import annotations

import os
import sys

import pytest

from generator.matrix.columns import column_of, column_with


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        ("jax==0.9.*", ("jax==0.9.*",)),
        ("torch==2.12.* jax", ("torch==2.12.*", "jax")),
        ("torch==2.12.*,jax", ("torch==2.12.*", "jax")),
        ("torch>=2,<3, jax >= 0.9, <0.10", ("torch<3,>=2", "jax<0.10,>=0.9")),
        ("jax[cpu, cuda12]==0.9 numpy", ("jax[cpu,cuda12]==0.9", "numpy")),
        ('jax<0.9; python_version < "3.12"', ('jax<0.9; python_version < "3.12"',)),
        ("  numpy ", ("numpy",)),
    ],
)
def test_one_option_can_list_several_requirements(text: str, requirements: tuple[str, ...]) -> None:
    assert column_with(text).requirements == requirements


@pytest.mark.parametrize("text", ["", "--index-url=x", "jax==", "==2", "./here", "jax ==0.9 =<1"])
def test_what_is_no_requirement_never_reaches_the_installer(text: str) -> None:
    with pytest.raises(ValueError):
        column_with(text)


def test_an_interpreter_is_found_however_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, name = os.path.split(sys.executable)
    monkeypatch.setenv("PATH", folder)
    assert column_of(name).python == sys.executable
    monkeypatch.chdir(folder)
    assert column_of(f"./{name}").python == sys.executable
