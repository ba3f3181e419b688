"""A page that says what each code of a problem means, for links of editors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from generator.explaining.codes import errors_page, known_codes
from generator.language_server.documents import uri_of
from generator.running.machine.scratch import Scratch


class CodePage:
    """The page, which is there until it is closed."""

    def __init__(self) -> None:
        self._scratch: Scratch | None = None

    @cached_property
    def _addresses(self) -> Mapping[str, str]:
        self._scratch = Scratch()
        file = self._scratch.path / "errors.md"
        text = errors_page()
        file.write_text(text, "utf-8")
        lines = text.split("\n")
        return {
            code: f"{uri_of(str(file))}#L{lines.index(f'### {code}') + 1}" for code in known_codes()
        }

    def address(self, code: str) -> str | None:
        """Where the page speaks of a code; None where it does not, or cannot be written."""
        try:
            return self._addresses.get(code)
        except OSError:
            return None

    def close(self) -> None:
        """Delete the page."""
        if self._scratch is not None:
            self._scratch.close()
