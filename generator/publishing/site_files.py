"""The files of a site and how they get into its folder: only where no file of anybody else is."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.building.owned import provenance_name
from generator.keeping.shelf import digest
from generator.model import Place, Problem, ProblemsError
from generator.publishing.site_record import RECORD, SiteRecord, read_record
from generator.reading.source import display_path
from generator.writing.output import Staging, staging, write_atomically

DOWNLOADS: Final = "download"  # the folder of what `build` makes
_HOSTS: Final = ("CNAME",)  # of the owner of a site, which a host wants to have there
_NAMED: Final = 10  # files that are named one by one


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of a site: its path there, and its content, None for one that is there already."""

    path: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Written:
    """How many files of a site were written, removed and left as they were."""

    written: int
    removed: int
    same: int


def record_of_own(folder: Path, name: str) -> SiteRecord:
    """The record of the site in `folder` of the deck called `name`.

    Raises ProblemsError if the folder holds files and none of them says that they are a site's.
    """
    record = read_record(folder)
    if record.deck:
        return record
    try:
        found = sorted(each.name for each in folder.iterdir())
    except FileNotFoundError:
        return record
    except OSError as error:
        what = "this folder cannot be read" if folder.is_dir() else "no site can be written here"
        message = f"{what}: {(error.strerror or str(error)).lower()}"
        hint = "choose another folder for the site"
        raise ProblemsError(
            Problem(Place(display_path(folder)), "unwritable", message, hint)
        ) from None
    # A first publication that was broken off has left what it built.
    broken_off = (folder / DOWNLOADS / provenance_name(name)).exists()
    others = [
        each
        for each in found
        if not each.startswith(".")
        and each not in _HOSTS
        and not (broken_off and each == DOWNLOADS)
    ]
    if others:
        shown = ", ".join(f"`{each}`" for each in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        message = f"this folder holds files that are no site's: {shown}{more}"
        hint = "publish into a new or an empty folder"
        raise ProblemsError(Problem(Place(display_path(folder)), "foreign-files", message, hint))
    return record


def refuse_edited(folder: Path, record: SiteRecord) -> None:
    """Raises ProblemsError if somebody has edited a page of the site. A build replaces the
    downloads, so this is looked at before it: they and the pages are of one deck.
    """
    edited = []
    for path in record.files:
        if not _is_download(path):
            with contextlib.suppress(OSError):  # what stands there instead is named later
                present = _content(folder / path)
                if present is not None and not record.owns(path, present):
                    edited.append(path)
    if edited:
        raise ProblemsError(*_in_the_way(folder, edited))


def downloads_in(folder: Path, record: SiteRecord) -> Mapping[str, str]:
    """The downloads of a site that are there, by path with their digests."""
    paths = [path for path in record.files if _is_download(path)]
    return {path: digest(_content(folder / path) or b"") for path in paths}


def _is_download(path: str) -> bool:
    return path.startswith(f"{DOWNLOADS}/")


def write_site(
    folder: Path,
    files: Iterable[SiteFile],
    record: SiteRecord,
    after: SiteRecord,
    before: Mapping[str, str],
) -> Written:
    """Make `folder` hold exactly these files besides those of others. `record` is what an earlier
    publication left, `after` what this one is to leave but for its files, `before` what
    `downloads_in` found before the deck was built.

    Nothing is written where nothing has changed. Raises ProblemsError, and changes nothing, if a
    file of somebody else is in the way or the folder cannot be written.
    """
    with staging(folder) as staged:
        known: dict[str, str] = {}
        changed, foreign = _staged(folder, files, record, staged, known)
        if foreign:
            raise ProblemsError(*_in_the_way(folder, foreign))
        after = replace(after, files=known)
        obsolete = [
            path
            for path in {**record.files, **record.unfinished}
            if path not in known and _is_own(folder, path, record)
        ]
        if changed:
            begun = {path: known[path] for path in changed}
            kept = replace(record, deck=after.deck, unfinished={**record.unfinished, **begun})
            write_atomically(folder / RECORD, kept.text())
            staged.publish()
        for path in obsolete:
            _remove(folder, path)
        last, text = folder / RECORD, after.text()
        if _content(last) != text.encode("utf-8"):
            write_atomically(last, text)
    built = [path for path in known if _is_download(path) and known[path] != before.get(path)]
    written = len(changed) + len(built)
    return Written(written, len(obsolete), len(known) - written)


def _staged(
    folder: Path,
    files: Iterable[SiteFile],
    record: SiteRecord,
    staged: Staging,
    known: dict[str, str],
) -> tuple[list[str], list[str]]:
    """The paths of the files that differ, which are in `staged` then, and of those that are
    somebody else's. Digests of all files come into `known`.
    """
    changed: list[str] = []
    foreign: list[str] = []
    for file in files:
        try:
            present = _content(folder / file.path)
        except (IsADirectoryError, NotADirectoryError):
            foreign.append(file.path)
            continue
        if file.data is None:
            known[file.path] = digest(present or b"")
            continue
        known[file.path] = digest(file.data)
        if present == file.data:
            continue
        if present is not None and not record.owns(file.path, present):
            foreign.append(file.path)
            continue
        to = staged.folder / file.path
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(file.data)
        changed.append(file.path)
    return changed, foreign


def _content(path: Path) -> bytes | None:
    """The content of a file; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _is_own(folder: Path, path: str, record: SiteRecord) -> bool:
    with contextlib.suppress(OSError):
        data = _content(folder / path)
        return data is not None and record.owns(path, data)
    return False


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that are empty then."""
    (folder / path).unlink(missing_ok=True)
    for above in itertools.takewhile(lambda each: each != folder, (folder / path).parents):
        try:
            above.rmdir()
        except OSError:
            break


def _in_the_way(folder: Path, paths: list[str]) -> Iterator[Problem]:
    hint = "move it elsewhere, or delete it, and publish again"
    for path in paths[:_NAMED]:
        message = "what is here was changed or made by somebody else than `publish`"
        yield Problem(Place(display_path(folder / path)), "foreign-files", message, hint)
    if len(paths) > _NAMED:
        message = f"so was what is at {len(paths) - _NAMED:,} more paths"
        yield Problem(Place(display_path(folder)), "foreign-files", message, hint)
