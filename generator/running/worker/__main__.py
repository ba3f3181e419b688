"""Loads this folder under a name no card would import, and takes it off `sys.path`."""

import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (keeps pathlib unloaded)
NAME = "_proofdeck_worker"


def load() -> None:
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != HERE]  # noqa: PTH100
    spec = importlib.util.spec_from_file_location(
        NAME,
        os.path.join(HERE, "__init__.py"),  # noqa: PTH118
        submodule_search_locations=[HERE],
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)


load()
modes = importlib.import_module(NAME + ".modes")
modes.main(sys.argv[1:])
