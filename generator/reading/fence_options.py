"""The options of a `python` fence: which there are, and what their values may be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, get_args

from generator.language import PYTHON
from generator.model import Gap, MatchName, Place, Problem, Role
from generator.nearest import did_you_mean
from generator.reading.amounts import bytes_of
from generator.reading.attributes import Attribute, AttributeSyntaxError, parse_attributes
from generator.reading.code_clozes import gap_written
from generator.reading.requirement import is_requirement
from generator.reading.variables import read_variables

ROLES: Final[tuple[Role, ...]] = ("starter", "solution", "tests")
KEY: Final = "key"  # what a cheat sheet shows of its card
MARKS: Final = ("hidden", "setup", "norun", "varies", "unread", KEY, *ROLES)
_UNSHOWN: Final = ("hidden", "setup", "starter", "tests")  # or not what its card teaches
OPTIONS: Final = ("reason", "raises", "match", "tol", "atol", "requires", "env", "timeout",
                  "agrees", "blank", "time", "memory", "survives")  # fmt: skip
_MATCHES: Final[tuple[MatchName, ...]] = get_args(MatchName)
_REPEATABLE: Final = ("requires", "env", "blank", "survives")
_MOST_OPTIONS: Final = 20_000  # characters
_MOST_BLANKS: Final = 500
_LEAST_MEMORY: Final = 16 * 2**20  # less than that, a process grows by itself

Report = Callable[[Problem], None]


@dataclass
class Options:
    """The options of one fence and where they stand. Problems go to `report`."""

    report: Report
    marks: set[str] = field(default_factory=set)
    name: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, list[Attribute]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)

    def one(self, key: str) -> str | None:
        return self.values[key][-1] if key in self.values else None

    def problem(self, key: str, message: str, hint: str, number: int = -1) -> None:
        """Report a problem; `number` says which occurrence of a repeated option has it."""
        self.report(Problem(self.places[key][number], "bad-value", message, hint))

    def is_key(self) -> bool:
        """Whether the fence is for a cheat sheet. Reports a mark that cannot be."""
        if KEY not in self.marks:
            return False
        other = next((mark for mark in _UNSHOWN if mark in self.marks), None)
        if other is None:
            return True
        message = f"`.{KEY}` puts this code on the cheat sheet, and `.{other}` keeps it off"
        self.report(Problem(self.places[KEY][-1], "bad-options", message, "remove one of the two"))
        return False

    # --- values -----------------------------------------------------------------------

    def norun(self, place: Place) -> str | None:
        """Why the fence at `place` is not to be run; None where it is."""
        if "norun" in self.marks:
            return self._reason(place)
        if "reason" in self.values:
            message, hint = "`reason` is only for a fence that is not run", "add `.norun`"
            self.problem("reason", message, hint)
        return None

    def _reason(self, place: Place) -> str:
        reason = (self.one("reason") or "").strip()
        if not reason:
            message = "a fence that is not run must say why"
            hint = 'give a reason, which the card shows: {.norun reason="needs a GPU"}'
            at = self.places.get("reason", self.places.get("norun", [place]))
            self.report(Problem(at[-1], "bad-options", message, hint))
        return reason

    def raises(self) -> str | None:
        expected = self.one("raises")
        if expected is None:
            return None
        name = expected.partition(":")[0].strip()
        if not all(part.isidentifier() for part in name.split(".")):
            message = f"`{name}` is not the name of an exception"
            hint = 'for example raises=ValueError or raises="ValueError: bad shape"'
            self.problem("raises", message, hint)
            return None
        return expected

    def match(self) -> tuple[MatchName, float | None, float | None]:
        """The match and its tolerances, relative and absolute; one alone asks for `close`."""
        tolerances = self._tol(), self._atol()
        asked = self.one("match")
        given = [key for key, each in zip(("tol", "atol"), tolerances, strict=True)
                 if each is not None]  # fmt: skip
        if asked is None:
            closely = given and "agrees" not in self.values
            return ("close" if closely else "exact", *tolerances)
        for name in _MATCHES:
            if name == asked:
                if given and name != "close" and "agrees" not in self.values:
                    message = f"`{given[0]}` has no effect with match={name}"
                    self.problem(given[0], message, "write match=close")
                return (name, *tolerances)
        hint = did_you_mean(asked, _MATCHES)
        self.problem("match", f"unknown match `{asked}`", hint)
        return ("exact", *tolerances)

    def _tol(self) -> float | None:
        tol = self._number("tol")
        if tol is None or 0 <= tol < 1:
            return tol
        message = f"`{self.one('tol')}` is not a tolerance"
        self.problem("tol", message, "write it as a part of the number, for example tol=1e-4")
        return None

    def _atol(self) -> float | None:
        atol = self._number("atol")
        if atol is None or 0 <= atol < math.inf:
            return atol
        message = f"`{self.one('atol')}` is not a tolerance"
        hint = "write how far from zero a zero may be, for example atol=1e-9"
        self.problem("atol", message, hint)
        return None

    def _number(self, key: str) -> float | None:
        value = self.one(key)
        if value is None:
            return None
        try:
            return float(value)
        except ValueError:
            return math.nan

    def requires(self) -> tuple[str, ...]:
        wanted = self.values.get("requires", [])
        for number, value in enumerate(wanted):
            if not is_requirement(value):
                message = f"`{value}` is not a requirement"
                hint = 'for example requires="cuda" or requires="torch>=2.6"'
                self.problem("requires", message, hint, number)
        return tuple(value for value in wanted if is_requirement(value))

    def blanks(self, code: str) -> tuple[Gap, ...]:
        gaps = [gap_written(each, code) for each in self.written.get("blank", ())]
        for number, gap in enumerate(gaps):
            if not gap.text or gap.text not in code:
                message = f"`{gap.text}` does not occur in the code below"
                hint = "copy the text to hide from this fence, character by character"
                self.problem("blank", message, hint, number)
        found = tuple(gap for gap in gaps if gap.text and gap.text in code)
        places = sum(code.count(gap.text) for gap in found)
        if places > _MOST_BLANKS:
            message = f"this hides {places:,} places of the code; the limit is {_MOST_BLANKS}"
            hint = "hide a longer text, which occurs less often"
            self.problem("blank", message, hint)
            return ()
        return found

    def env(self) -> tuple[tuple[str, str], ...]:
        return read_variables(self.values.get("env", ()), partial(self.problem, "env"))

    def timeout(self) -> float | None:
        seconds = self._number("timeout")
        if seconds is None or 0 < seconds <= 86_400:
            return seconds
        message = f"`{self.one('timeout')}` is not a number of seconds"
        self.problem("timeout", message, "for example timeout=60")
        return None

    # --- of an exercise ---------------------------------------------------------------

    def role(self) -> Role:
        """What the fence is to an exercise."""
        roles = [role for role in ROLES if role in self.marks]
        if len(roles) > 1:
            message = f"a fence cannot be both `.{roles[0]}` and `.{roles[1]}`"
            at = self.places[roles[1]][0]
            self.report(Problem(at, "bad-options", message, "make two fences of it"))
        return roles[0] if roles else ""

    def seconds(self) -> float | None:
        """The seconds of processor time that tests may take."""
        seconds = self._number("time")
        if seconds is None or 0.1 <= seconds <= 600:
            return seconds
        message = f"`{self.one('time')}` is not a number of seconds from 0.1 to 600"
        self.problem("time", message, "for example time=2")
        return None

    def memory(self) -> int | None:
        """The bytes by which tests may make their process grow."""
        written = self.one("memory")
        if written is None:
            return None
        size = bytes_of(written)
        if size >= _LEAST_MEMORY:
            return size
        message = f"`{written}` is not an amount of memory of at least 16 MiB"
        self.problem("memory", message, "write it in MiB or GiB: memory=64MiB")
        return None

    def survives(self, code: str) -> tuple[tuple[str, str], ...]:
        """The code of which a change may pass the tests, and why, for each time it is given."""
        found = []
        for number, value in enumerate(self.values.get("survives", ())):
            text, because, reason = value.partition(" because ")
            if not because or not text.strip() or not reason.strip():
                message = "`survives` does not say why"
                hint = 'write survives="CODE because REASON", with code of the solution'
                self.problem("survives", message, hint, number)
            elif text.strip() not in code:
                message = f"`{text.strip()}` does not occur in the code below"
                hint = "copy a part of the line from this fence, character by character"
                self.problem("survives", message, hint, number)
            else:
                found.append((text.strip(), reason.strip()))
        return tuple(found)


def read_options(text: str, start: Place, report: Report) -> Options:
    """The options that stand behind a fence's language, the first character at `start`."""
    options = Options(report)
    if not text:
        return options
    if len(text) > _MOST_OPTIONS:
        message = f"the options have {len(text):,} characters; the limit is {_MOST_OPTIONS:,}"
        report(Problem(start, "bad-options", message, "shorten them"))
        return options
    try:
        attributes, used = parse_attributes(text)
    except AttributeSyntaxError as error:
        at = Place(start.path, start.line, start.column + error.position)
        if text.startswith("{"):
            report(Problem(at, "bad-options", str(error), error.hint))
        else:
            hint = f"put options in braces: {PYTHON.fence('{.hidden}')}"
            report(Problem(start, "bad-options", f"`{text}` is not understood", hint))
        return options
    if text[used:].strip():
        at = Place(start.path, start.line, start.column + used)
        message = f"`{text[used:].strip()}` after the options is not understood"
        report(Problem(at, "bad-options", message, "put all options in one pair of braces"))
    for attribute in attributes:
        take_option(
            options, attribute, Place(start.path, start.line, start.column + attribute.start)
        )
    return options


def take_option(options: Options, attribute: Attribute, at: Place) -> None:
    word = attribute.key or attribute.value
    if attribute.kind == "id":
        options.name = attribute.value
    elif attribute.kind in ("class", "word"):
        if word in MARKS:
            options.marks.add(word)
            options.places.setdefault(word, []).append(at)
        else:
            known = [*MARKS, *OPTIONS]
            hint = f"`{word}` takes a value: {word}=…" if word in OPTIONS else (
                did_you_mean(word, known))  # fmt: skip
            if word == "hint":
                hint = "write a hint as a callout, without a fence: > [!hint] Its words"
            options.report(Problem(at, "unknown-option", f"unknown option `.{word}`", hint))
    elif word not in OPTIONS:
        hint = f"`{word}` takes no value: .{word}" if word in MARKS else (
            did_you_mean(word, [*MARKS, *OPTIONS]))  # fmt: skip
        options.report(Problem(at, "unknown-option", f"unknown option `{word}`", hint))
    elif word in options.values and word not in _REPEATABLE:
        message, hint = f"`{word}` is given twice", "keep one of them"
        options.report(Problem(at, "bad-options", message, hint))
    else:
        options.values.setdefault(word, []).append(attribute.value)
        options.written.setdefault(word, []).append(attribute)
        options.places.setdefault(word, []).append(at)
