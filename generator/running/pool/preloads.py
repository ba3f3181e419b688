"""Which programs may share a process to be forked from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.model import Program
from generator.running.programs.scan import LATE, scan


@dataclass(frozen=True, slots=True)
class Lane:
    """Programs that start from the same state: `modules` imported, in one `world`.

    A lane that is not `shared` gives each program an interpreter of its own; with `forked`
    false even that one does not fork.
    """

    modules: tuple[str, ...] = ()
    shared: bool = True
    forked: bool = True
    world: int = 0

    def alone(self) -> Lane:
        """The same with nothing imported beforehand and an interpreter for each program."""
        return replace(self, modules=(), shared=False)

    def unforked(self) -> Lane:
        """The last resort."""
        return replace(self.alone(), forked=False)

    @property
    def frameworks(self) -> frozenset[str]:
        """The packages of its modules."""
        return frozenset(name.partition(".")[0] for name in self.modules)

    def grows_from(self, other: Lane) -> bool:
        """Whether a process of the `other` lane only has to import more to be one of this."""
        return (
            len(other.modules) < len(self.modules)
            and self.modules[: len(other.modules)] == other.modules
            and other.shared
            and self.shared
            and self.forked == other.forked
            and self.world == other.world
        )


def lane_of(program: Program) -> Lane:
    """The lane of a program: exactly the frameworks that it imports, or one of its own."""
    seen = scan(program)
    if starts_again(program):
        return Lane(world=program.world)  # what was imported before would be lost
    if seen.fresh:
        return single_lane(program)
    return Lane(modules=seen.preloads, world=program.world)


def single_lane(program: Program) -> Lane:
    """The lane of a program that is to have an interpreter as if nothing else ran."""
    return Lane(shared=False, world=program.world)


def starts_again(program: Program) -> bool:
    """Whether an interpreter has to start with the variables of a program, inside the sandbox:
    some are heeded only then, or when something is imported.
    """
    return any(name not in LATE for name, _ in program.env)


def together(lane: Lane, among: Iterable[Lane]) -> Lane:
    """The lane itself, or that of those which only has parts of the same frameworks besides and
    would have to import them all again: one process then serves both.
    """
    found = (
        other
        for other in among
        if replace(other, modules=lane.modules) == lane  # but for what is imported
        and other.frameworks == lane.frameworks
        and set(other.modules) > set(lane.modules)
        and not other.grows_from(lane)
    )
    return next(found, lane)


def base_of(lane: Lane, among: Iterable[Lane]) -> Lane | None:
    """Which of those lanes a shared one best grows from: that which has the least to import."""
    found = [other for other in among if lane.grows_from(other)]
    return max(found, key=lambda other: len(other.modules), default=None)
