"""Files of a deck as they were at a revision of its git repository.

Only objects are read, by their names: no filter, hook or pager of the repository runs.
"""

from __future__ import annotations

import re
import secrets
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from generator.given import MOST_TEXT
from generator.launching import ask, git_environment, helper, on_path
from generator.model import Place, Problem, ProblemsError
from generator.nearest import did_you_mean
from generator.reading.source import display_path

_SECONDS: Final = 60.0
_LONG: Final = 100  # characters of what git says


class NoSuchRevisionError(ValueError):
    """A revision was named that the repository does not have; the message says which."""


@dataclass(frozen=True)
class Revision:
    """A commit of the repository that the deck in `folder` is in, by the `name` that it was asked
    for by. `base` is the folder of the deck then, from the root of the repository: "" for that,
    else with a `/` at its end.
    """

    folder: Path
    name: str
    commit: str
    base: str
    git: str

    def text(self, path: str) -> str | None:
        """The text of a file by its path below the deck; None if the commit has none."""
        done = _ask(self.git, self.folder, "cat-file", "blob", f"{self.commit}:{self.base}{path}")
        return done.stdout if done.returncode == 0 else None

    def folders_with(self, name: str) -> Iterator[str]:
        """The folders that had a file of this name, in the form of `base`."""
        done = _ask(self.git, self.folder, "ls-tree", "-r", "-z", "--full-tree", "--name-only",
                    self.commit)  # fmt: skip
        for path in done.stdout.split("\0"):
            if path == name or path.endswith(f"/{name}"):
                yield path.removesuffix(name)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The names of the contents of all files below the deck, by their paths from there; without
        links, and without those too large for a chapter.
        """
        tree = f"{self.commit}:{self.base.removesuffix('/')}"
        done = _ask(self.git, self.folder, "ls-tree", "-r", "-l", "-z", "--full-tree", tree)
        found = {}
        for line in filter(None, done.stdout.split("\0")):
            facts, _, path = line.partition("\t")
            mode, _, name, size = facts.split()
            if mode.startswith("100") and int(size) <= MOST_TEXT:
                found[path] = name
        return found

    def texts(self, paths: Iterable[str]) -> dict[str, str]:
        """The texts of several of the `files`, by their paths."""
        by_name = {self.files[path]: path for path in paths}
        if not by_name:
            return {}
        token = secrets.token_hex(16)  # no file has a line with it
        asked = "".join(f"{name}\n" for name in by_name)
        shape = f"--batch={token} %(objectname)"
        done = _ask(self.git, self.folder, "cat-file", shape, told=asked)
        found = {}
        for part in done.stdout.split(f"{token} ")[1:]:
            name, _, text = part.partition("\n")
            found[by_name[name]] = text.removesuffix("\n")
        same = {path: by_name[self.files[path]] for path in paths}  # two files of one content
        return {path: found[other] for path, other in same.items() if other in found}


def revision_of(folder: Path, name: str) -> Revision:
    """The revision called `name` for the deck in `folder`.

    Raises ProblemsError where there is no git or no repository, NoSuchRevisionError where the
    repository has no commit of that name.
    """
    git = helper("git") or on_path("git")
    place = Place(display_path(folder))
    if git is None:
        message = "git was not found, so there is nothing to compare with"
        hint = "install git, or leave out the revision to compare with deck.lock"
        raise ProblemsError(Problem(place, "no-history", message, hint))
    base = _ask(git, folder, "rev-parse", "--show-prefix")
    if base.returncode != 0:
        raise ProblemsError(_no_repository(place, base.stderr))
    wanted = f"{name}^{{commit}}"
    if name and not name.startswith("-"):
        done = _ask(git, folder, "rev-parse", "--verify", "--quiet", wanted)
        if done.returncode == 0:
            return Revision(folder, name, done.stdout.strip(), base.stdout.removesuffix("\n"), git)
    raise NoSuchRevisionError(_no_revision(git, folder, name))


def _no_repository(place: Place, said: str) -> Problem:
    if "dubious ownership" in said:
        message = "git does not read this repository, because it belongs to somebody else"
        found = re.search(r"safe\.directory (.+)", said)
        folder = found[1] if found else "FOLDER"
        hint = f"if you trust it: git config --global --add safe.directory {folder}"
    elif "not a git repository" in said:
        message = "the deck is in no git repository, so there is nothing to compare with"
        hint = "leave out the revision to compare with deck.lock"
    else:
        first = said.strip().partition("\n")[0][:_LONG]
        message = f"git cannot read this repository: {first}"
        hint = "mend the repository, or leave out the revision to compare with deck.lock"
    return Problem(place, "no-history", message, hint)


def _no_revision(git: str, folder: Path, name: str) -> str:
    if not _ask(git, folder, "rev-parse", "--verify", "--quiet", "HEAD").stdout:
        return "the repository has no commit yet"
    message = f"the repository has no revision `{name}`"
    known = _ask(git, folder, "for-each-ref", "--format=%(refname:short)").stdout.split()
    if _ask(git, folder, "rev-parse", "--is-shallow-repository").stdout.strip() == "true":
        return (
            f"{message}; it is a shallow clone: git fetch --unshallow --tags brings in the others"
        )
    return f"{message}: {did_you_mean(name, known)}" if 0 < len(known) <= 30 else message


def _ask(
    git: str, folder: Path, *arguments: str, told: str | None = None
) -> subprocess.CompletedProcess[str]:
    command = [git, "-C", str(folder.absolute()), "--no-pager", *arguments]
    try:
        return ask(command, environment=git_environment(), told=told, seconds=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"git could not be asked: {error}"
        hint = "try again, or leave out the revision to compare with deck.lock"
        place = Place(display_path(folder))
        raise ProblemsError(Problem(place, "no-history", message, hint)) from None
