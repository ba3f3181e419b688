"""Puts a program's process into its world."""

from __future__ import annotations

import os
import sys

from .clock import Clock
from .clock_in_c import set_clock_in_c
from .computer import change_processors, forget_name, rename
from .file_system import change_files, turn_folders_round
from .generators import Generators
from .machine_names import names_of


def enter(world: int, program: str) -> Generators:
    """Have this process see nothing but the world of that number. 0 is the usual one: the clock
    and the number of processors are those of the machine. Returns what is drawn from there, which
    is other numbers for another `program`.
    """
    generators = Generators(world, program)
    if sys.implementation.name != "cpython":
        return generators
    forget_name()
    host = names_of(world).host
    if hasattr(os, "uname") and os.uname().nodename != host:  # no namespace of its own
        rename(host)
    if world:
        clock = Clock(world)
        clock.set()
        set_clock_in_c(clock, program)
        change_files(clock, world)
        turn_folders_round()
        change_processors()
    generators.seed()
    return generators
