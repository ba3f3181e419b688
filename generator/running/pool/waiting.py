"""The programs that wait, by lane."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from generator.running.pool.preloads import Lane
from generator.running.pool.task import Task


class Waiting:
    """Tasks in order of arrival, and their lanes in the order of the first task of each."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._lanes: dict[Lane, deque[Task]] = {}
        for task in tasks:
            self.add(task)

    def __bool__(self) -> bool:
        return bool(self._lanes)

    def lanes(self, *, shared: bool) -> Iterator[Lane]:
        """The lanes that have tasks; they may change meanwhile."""
        found = [lane for lane in self._lanes if lane.shared == shared]
        return iter(sorted(found, key=lambda lane: self.first(lane).number))

    def first(self, lane: Lane) -> Task:
        """The next of a lane that has tasks."""
        return self._lanes[lane][0]

    def add(self, task: Task) -> None:
        """One more."""
        self._lanes.setdefault(task.lane, deque()).append(task)

    def take(self, lane: Lane) -> Task | None:
        """The next of a lane, if there is one."""
        tasks = self._lanes.get(lane)
        if tasks is None:
            return None
        task = tasks.popleft()
        if not tasks:
            del self._lanes[lane]
        return task

    def move(self, source: Lane, target: Lane) -> None:
        """Send the tasks of one lane down another."""
        for task in self._lanes.pop(source, ()):
            task.lane = target
            self.add(task)
