"""The workers of a cluster by what results depend on: one kind for each column of a matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.spreading.described import Described, unlike


@dataclass(frozen=True, slots=True)
class WorkerKind:
    """Workers that are alike, by their `addresses`: the first stands for all of them. `why` says
    why nothing can run there, "" if it can; then `described` is None if nothing is known of it.
    """

    name: str
    addresses: tuple[str, ...]
    described: Described | None = None
    why: str = ""


def worker_kinds(here: Described, workers: Mapping[str, Described | str]) -> tuple[WorkerKind, ...]:
    """The kinds among `workers`, as each describes itself by address, those of most workers first.

    A kind is named by what it has other than the machine `here`.
    """
    groups: list[tuple[Described, list[str]]] = []
    failed: list[WorkerKind] = []
    for address, there in sorted(workers.items()):
        why = there if isinstance(there, str) else _other_proofdeck(here, there)
        if isinstance(there, str) or why:
            failed.append(WorkerKind(address, (address,), why=why))
            continue
        for known, addresses in groups:
            if _alike(known, there):
                addresses.append(address)
                break
        else:
            groups.append((there, [address]))
    groups.sort(key=lambda group: (-len(group[1]), group[1]))
    names = _told_apart([_name(here, known) for known, _ in groups], [g[1][0] for g in groups])
    found = [
        WorkerKind(name, tuple(addresses), known)
        for name, (known, addresses) in zip(names, groups, strict=True)
    ]
    return (*found, *failed)


def _alike(one: Described, other: Described) -> bool:
    return one.kind == other.kind and not unlike(one, other) and not unlike(other, one)


def _other_proofdeck(here: Described, there: Described) -> str:
    """Runs of another Proofdeck are no runs of this one's programs."""
    return unlike(here, replace(here, version=there.version, code=there.code))


def _name(here: Described, there: Described) -> str:
    return ", ".join(_differing(here, there)) or "workers like this machine"


def _differing(here: Described, there: Described) -> Iterator[str]:
    if (here.implementation, here.python) != (there.implementation, there.python):
        yield f"{there.implementation} {there.python}"
    for mine, its in ((here.platform, there.platform), (here.libc, there.libc)):
        if mine != its:
            yield its or "another system"
    for name in sorted({*here.packages, *there.packages}):
        if here.packages.get(name) != there.packages.get(name):
            yield f"{name} {there.packages[name]}" if name in there.packages else f"no {name}"
    if here.kind != there.kind:
        yield "another processor"


def _told_apart(names: Sequence[str], addresses: Sequence[str]) -> list[str]:
    """The names, those that occur more than once with an address."""
    often = Counter(names)
    return [
        f"{name} ({address})" if often[name] > 1 else name
        for name, address in zip(names, addresses, strict=True)
    ]
