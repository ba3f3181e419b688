"""Opens a file at a line in the author's own editor."""

from __future__ import annotations

import os
import re
import shlex
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from generator.launching import on_path, start_desktop

VARIABLE: Final = "PROOFDECK_EDITOR"
_NAMES: Final = (VARIABLE, "VISUAL", "EDITOR")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?=//|[^\\/])")
_ACTIVE: Final = ("javascript", "data", "vbscript", "blob", "about", "file")
_PART: Final = re.compile(r"\{(path|line|column)\}")
_WAITING: Final = ("-w", "--wait")  # what makes an editor hold up whoever started it
_CODE: Final = ("--goto", "{path}:{line}:{column}")
_AT: Final = ("{path}:{line}:{column}",)
_PLUS: Final = ("+{line}:{column}", "{path}")
_PLUS_LINE: Final = ("+{line}", "{path}")
_NAMED: Final = ("--line", "{line}", "--column", "{column}", "{path}")
# Editors with a window of their own, and how each is told where to open a file.
_WINDOWS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _CODE),
    **dict.fromkeys(("subl", "sublime_text", "zed", "zeditor"), _AT),
    **dict.fromkeys(("emacs", "gedit", "xed"), _PLUS),
    **dict.fromkeys(("gvim", "mvim", "pluma", "geany", "bbedit", "gnome-text-editor"), _PLUS_LINE),
    **dict.fromkeys(("idea", "pycharm", "webstorm", "clion", "goland", "rider"), _NAMED),
    **dict.fromkeys(("kate", "kwrite", "mousepad"), _NAMED),
    "emacsclient": ("--no-wait", *_PLUS),
    "mate": ("--line", "{line}:{column}", "{path}"),
    "notepad++": ("-n{line}", "-c{column}", "{path}"),
}
_IN_TERMINAL: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("vi", "vim", "nvim", "view", "joe", "mg", "ne"), _PLUS_LINE),
    **dict.fromkeys(("hx", "helix"), _AT),
    **dict.fromkeys(("micro", "kak", "emacs", "emacsclient"), _PLUS),
    "nano": ("+{line},{column}", "{path}"),
    "pico": _PLUS_LINE,
}
_TERMINAL_OPTIONS: Final = ("-nw", "--no-window-system", "-t", "-tty", "--tty")


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of it: `started`, or a `url` to go to, or a `command` to run by hand, with a
    `message` that says why.
    """

    started: bool = False
    url: str = ""
    command: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """The author's editor: a template of a URL, or a command with or without places to fill in."""

    template: str

    @classmethod
    def chosen(cls, option: str | None, environment: Mapping[str, str] = os.environ) -> Editor:
        """The editor of an `option`, or else that of the first variable that names one."""
        named = (environment.get(name, "") for name in _NAMES)
        return cls(next((each.strip() for each in (option or "", *named) if each.strip()), ""))

    def fault(self) -> str:
        """What is wrong with the template; empty if nothing is."""
        scheme = self._scheme()
        if scheme and scheme.lower() in _ACTIVE:
            return f"an address that begins with {scheme}: cannot open an editor"
        if scheme and "{path}" not in self.template:
            return "the address of an editor needs {path}: vscode://file/{path}:{line}:{column}"
        try:
            words = shlex.split(self.template)
        except ValueError as error:
            return f"this is no command: {error}".lower()
        if _PART.search(self.template) and not scheme and "{path}" not in self.template:
            return "a command with {line} needs {path}, too"
        return "" if words or not self.template else "this is no command"

    def open(self, file: Path, line: int, column: int = 1) -> Opened:
        """Open an absolute path. No shell has a part in it."""
        parts = {"path": str(file), "line": str(line), "column": str(column)}
        if fault := self.fault():
            return Opened(message=fault)
        if self._scheme():
            return Opened(url=_address(self.template, file, parts))
        if not self.template:
            command = f"{shlex.quote(str(file))}:{line}"
            message = f"no editor is known: set {VARIABLE}, VISUAL or EDITOR, or pass --editor"
            return Opened(command=command, message=message)
        return self._run(shlex.split(self.template), parts)

    def _scheme(self) -> str:
        found = _SCHEME.match(self.template)
        # A drive of Windows is one letter.
        return found[1] if found and len(found[1]) > 1 and " " not in self.template else ""

    def _run(self, words: list[str], parts: Mapping[str, str]) -> Opened:
        name = re.sub(r"\.(exe|cmd|bat)$", "", re.split(r"[\\/]", words[0])[-1].lower())
        own = [each for each in words[1:] if each not in _WAITING]
        textual = any(each in _TERMINAL_OPTIONS for each in own)
        if _PART.search(self.template):
            return _started([_filled(each, parts) for each in words])
        if name in _WINDOWS and not textual:
            return _started([words[0], *own, *(_filled(each, parts) for each in _WINDOWS[name])])
        form = _IN_TERMINAL.get(name)
        given = [_filled(each, parts) for each in form or ("{path}",)]
        command = shlex.join([*words, *given])
        if form is not None:
            return Opened(command=command, message=f"{name} needs a terminal: run this in one")
        message = (
            f"it is not known how {name} is told a line: "
            f"set {VARIABLE} to a command with {{path}} and {{line}}"
        )
        return Opened(command=command, message=message)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    return _PART.sub(lambda found: parts[found[1]], template)


def _address(template: str, file: Path, parts: Mapping[str, str]) -> str:
    path = quote(file.as_posix(), safe="/:")
    rooted = re.sub(r"(?<!/)/\{path\}", "{path}", template)
    if rooted != template:  # which has the slash that a path begins with
        path = "/" + path.lstrip("/")
    return _filled(rooted, {**parts, "path": path})


def _started(command: list[str]) -> Opened:
    program = command[0] if Path(command[0]).is_absolute() else on_path(command[0])
    if program is None:
        return Opened(command=shlex.join(command), message=f"{command[0]} is not installed here")
    try:
        process = start_desktop([program, *command[1:]])
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return Opened(command=shlex.join(command), message=f"{command[0]} does not start: {why}")
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie
    return Opened(started=True)
