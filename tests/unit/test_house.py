"""The plan of the house: each module has a name of its own, and the steps go one way."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.support.cli import ROOT

PACKAGE = ROOT / "generator"
LONGEST = 300  # lines
# Each knows only those above it. What names a folder stands for all in it that has no line.
STEPS = (
    "generator",  # the version alone; the names of the public API load on first use
    "syntax",
    "language",
    "differing",
    "frameworks",
    "model",
    "nearest",
    "counted",
    "several",
    "progress",
    "launching",
    "interruption",
    "last_net",
    "given",
    "keeping",
    "kinds",
    "reading",
    "running.worker.wire",
    "running.worker.marks",
    "running.worker.packets",
    "running.worker.order",
    "running.worker.libraries",
    "running.worker.facts",
    "running.worker.packages",
    "running.worker.world",
    "running.worker.kernel",
    "running.worker.isolation",
    "running.worker.values",
    "running.worker.script",
    "running.worker.forking",
    "running.worker",
    "running.machine",
    "running.programs",
    "running.sandbox",
    "running.capture",
    "running.run_options",
    "running.runner",
    "running.twice",
    "running.results",
    "running.pool",
    "running",
    "checking",
    "spreading",
    "rendering",
    "writing",
    "comparing",
    "verifying",
    "card_values",
    "authoring",
    "building",
    "watching",
    "reporting",
    "accepting",
    "previewing",
    "serving",
    "stamping",
    "lifecycle",
    "publishing",
    "surveying",
    "auditing",
    "importing.found",
    "importing.gathering",
    "importing.escaping",
    "importing.decoding",
    "importing.media_book",
    "importing.html",
    "importing.notes",
    "importing.packages",
    "importing.documents",
    "importing",
    "matrix",
    "syncing",
    "practicing",
    "scheduling",
    "bridging",
    "printing",
    "studying",
    "explaining",
    "language_server",
    "assisting",
    "cli",
    "__main__",
)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def step_of(module: str) -> str:
    """The most exact line of STEPS that a module belongs to."""
    name = module.removeprefix("generator.")
    while name and name not in STEPS:
        name = name.rpartition(".")[0]
    return name


def imported(module: str) -> Iterator[str]:
    """The modules of the package that one imports, at whatever moment, for types too."""
    path = MODULES[module]
    base = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            above = base[: len(base) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                found = f"{source}.{alias.name}"
                if found in MODULES or source in MODULES:
                    yield found if found in MODULES else source


def test_a_module_is_found_by_its_name_alone() -> None:
    for kind in (False, True):  # a command is called what it is about
        places = defaultdict(list)
        for module, path in MODULES.items():
            if (path.name == "__init__.py") == kind and path.name != "__main__.py":
                places[module.rpartition(".")[2]].append(module)
        assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_every_module_can_be_read_in_one_go() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_steps_go_one_way() -> None:
    public = {"generator", "generator.running"}  # which name what is below them, for types alone
    against = [
        f"{module} imports {other}"
        for module in MODULES
        if module not in public
        for other in imported(module)
        if STEPS.index(step_of(other)) > STEPS.index(step_of(module))
    ]
    assert against == []


def test_every_step_is_there() -> None:
    assert {step_of(module) for module in MODULES} == set(STEPS)


def test_no_module_waits_for_itself() -> None:
    """Imports that load at once form no circle, nor do those for types."""
    graph = {module: set(imported(module)) - {module, "generator"} for module in MODULES}
    del graph["generator"], graph["generator.running"]
    while leaves := [module for module, others in graph.items() if not others & graph.keys()]:
        for module in leaves:
            del graph[module]
    assert {module: sorted(others & graph.keys()) for module, others in graph.items()} == {}
