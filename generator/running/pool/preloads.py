"""What is imported before programs start, and which programs may share that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.frameworks import LATE
from generator.model import Program
from generator.running.programs.luck import hashes
from generator.running.programs.scan import scan


@dataclass(frozen=True, slots=True)
class Preload:
    """Programs that start from the same state: `modules` imported, in one `world`.

    A preload that is not `shared` gives each program an interpreter of its own; with `forked`
    false even that one does not fork.
    """

    modules: tuple[str, ...] = ()
    shared: bool = True
    forked: bool = True
    world: int = 0

    def alone(self) -> Preload:
        """The same with nothing imported beforehand and an interpreter for each program."""
        return replace(self, modules=(), shared=False)

    def unforked(self) -> Preload:
        """The last resort."""
        return replace(self.alone(), forked=False)

    @property
    def frameworks(self) -> frozenset[str]:
        """The packages of its modules."""
        return frozenset(name.partition(".")[0] for name in self.modules)

    def grows_from(self, other: Preload) -> bool:
        """Whether a process of the `other` preload only has to import more to be one of this."""
        return (
            len(other.modules) < len(self.modules)
            and self.modules[: len(other.modules)] == other.modules
            and other.shared
            and self.shared
            and self.forked == other.forked
            and self.world == other.world
        )


def preload_of(program: Program) -> Preload:
    """The preload of a program: exactly the frameworks that it imports, or one of its own."""
    seen = scan(program)
    # What an interpreter chooses as it starts differs in the second world, and in later ones only
    # for programs that could show it; all else is set for each program.
    world = program.world if hashes(program) else min(program.world, 1)
    if starts_again(program):
        return Preload(world=world)  # what was imported before would be lost
    if seen.fresh:
        return single_preload(program)
    return Preload(modules=seen.preloads, world=world)


def single_preload(program: Program) -> Preload:
    """The preload of a program that is to have an interpreter as if nothing else ran."""
    return Preload(shared=False, world=program.world)


def starts_again(program: Program) -> bool:
    """Whether an interpreter has to start with the variables of a program, inside the sandbox:
    some are heeded only then, or when something is imported.
    """
    return any(name not in LATE for name, _ in program.env)


def together(preload: Preload, among: Iterable[Preload]) -> Preload:
    """The preload itself, or one of those that adds only parts of the same frameworks, and would
    have to import them all again: one process then serves both.
    """
    found = (
        other
        for other in among
        if replace(other, modules=preload.modules) == preload  # but for what is imported
        and other.frameworks == preload.frameworks
        and set(other.modules) > set(preload.modules)
        and not other.grows_from(preload)
    )
    return next(found, preload)


def base_of(preload: Preload, among: Iterable[Preload]) -> Preload | None:
    """Which of those preloads a shared one best grows from: the one that leaves least to import."""
    found = [other for other in among if preload.grows_from(other)]
    return max(found, key=lambda other: len(other.modules), default=None)
