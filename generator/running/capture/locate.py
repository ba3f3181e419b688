"""Text without places: what a program printed must not depend on where it stood or ran."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.running.programs.layout import Layout

CARD = "<card>"
_ON_LINE = re.compile(r"\bon line (\d+)")


class Locator:
    """Rewrites paths and line numbers in what came out of one program.

    `work`, `home` and `temporary` are its folders; `worker` is where the code that ran it is,
    `libraries` are the folders of installed code, longest first. In what a program prints itself
    its folders are left out only where they are the `usual` ones: a reader has others.
    """

    def __init__(
        self,
        layout: Layout,
        *,
        work: str,
        home: str,
        temporary: str,
        worker: str,
        libraries: tuple[str, ...],
        usual: bool = True,
    ) -> None:
        path = re.escape(layout.path)
        self._layout = layout
        self._worker = worker
        self._in_traceback = re.compile(rf'"{path}", line (\d+)')
        self._with_line = re.compile(rf"(?<![\w/.-]){path}:(\d+)\b")
        self._alone = re.compile(rf"(?<![\w/.-]){path}(?![\w/-]|\.\w)")
        # What a stack trace shows of the frames below the program's own.
        self._below = re.compile(
            rf'^ *File "(?:{re.escape(worker)}/|<frozen runpy>)[^\n]*\n(?:    [^\n]*\n)*',
            re.MULTILINE,
        )
        installed = [(folder + "/", "") for folder in libraries]
        self._folders = [
            (work + "/", ""),
            *installed,
            *((work, "."), (home, "~"), (temporary, "/tmp")),
        ]
        own = (f"{work}/{layout.path}", layout.path)
        self._printed_folders = self._folders if usual else [own, *installed]

    def __call__(self, text: str) -> str:
        """`text` with `"<card>", line n` for this program's file, n counting within the cell,
        and with folders that differ from machine to machine left out.
        """
        return self._located(text, self._folders)

    def printed(self, text: str) -> str:
        """The same of what a program printed."""
        return self._located(text, self._printed_folders)

    def _located(self, text: str, folders: Sequence[tuple[str, str]]) -> str:
        if self._worker in text:
            text = self._below.sub("", text)
        for folder, short in folders:
            if folder in text:
                text = text.replace(folder, short)
        if self._layout.path in text:
            text = self._in_traceback.sub(lambda m: f'"{CARD}", line {self._line(m[1])}', text)
            text = self._with_line.sub(lambda m: f"{CARD}:{self._line(m[1])}", text)
            text = self._alone.sub(CARD, text)
        return text

    def unparsed(self, text: str) -> str:
        """What Python says of code that it cannot parse: its words name lines, too, such as that
        on which a bracket was opened.
        """
        return _ON_LINE.sub(lambda m: f"on line {self._line(m[1])}", self(text))

    def path(self, path: str) -> str:
        """The file name of a frame."""
        return self(path)

    def _line(self, digits: str) -> str:
        # No file has a line of so many digits, and Python does not read them all.
        line = int(digits) if len(digits) < 20 else -1
        lines = self._layout.lines
        if line not in lines and line - 1 in lines:  # the end of a cell, where more was expected
            return str(lines[line - 1] + 1)
        return str(lines.get(line, digits))
