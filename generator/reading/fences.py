"""A fence's info string → what is to be done with its code."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, get_args

from markdown_it.token import Token

from generator.model import Claim, Fence, MatchName, Place, Problem
from generator.nearest import did_you_mean
from generator.reading.attributes import Attribute, AttributeSyntaxError, parse_attributes
from generator.reading.bounds import excesses_of_code
from generator.reading.comments import stated_claims
from generator.reading.requirement import is_requirement
from generator.reading.variables import read_variables

MARKS: Final = ("hidden", "setup", "norun", "varies")
OPTIONS: Final = ("reason", "raises", "match", "tol", "requires", "env", "timeout", "agrees",
                  "blank")  # fmt: skip
_MATCHES: Final[tuple[MatchName, ...]] = get_args(MatchName)
_REPEATABLE: Final = ("requires", "env", "blank")
_MOST_OPTIONS: Final = 20_000  # characters
_MOST_BLANKS: Final = 500
# Words other tools run as Python: left alone, such a block would look verified and not be.
_ALMOST_PYTHON: Final = re.compile(
    r"(py|py3|python3|python2|pycon|ipython|ipython3|Python|PYTHON|Py)\b|\{\.?(py\w*)"
)


@dataclass
class _Options:
    marks: set[str] = field(default_factory=set)
    name: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)

    def one(self, key: str) -> str | None:
        return self.values[key][-1] if key in self.values else None


class FenceReader:
    """Reads the fences of one file; problems go to `report`."""

    def __init__(self, line_of: Callable[[int], str], report: Callable[[Problem], None]) -> None:
        self._line_of = line_of
        self._report = report
        self.setups: set[Place] = set()

    def __call__(self, token: Token, place: Place, indent: int) -> Fence | None:
        """The Fence of a `python` token, None for any other language."""
        self._check_closed(token, place)
        self._check_size(token, place)
        info = token.info.strip()
        language = re.split(r"[\s{]", info, maxsplit=1)[0]
        if language == "output":
            self._check_output_info(info, place)
            return None
        if language != "python":
            self._check_language(info, place)
            return None
        return self._python(token, info, place, indent)

    def _check_closed(self, token: Token, place: Place) -> None:
        first, end = token.map or (0, 0)
        lines = token.content.count("\n") + (
            not token.content.endswith("\n") and token.content != ""
        )
        if lines == end - first - 1:
            hint = f"close it with a line of its own: {token.markup}"
            self._report(Problem(place, "unclosed-fence", "this fence is never closed", hint))

    def _check_size(self, token: Token, place: Place) -> None:
        for each in excesses_of_code(token.content, place.line):
            self._report(Problem(Place(place.path, each.line), "too-much", each.message, each.hint))

    def _check_language(self, info: str, place: Place) -> None:
        almost = _ALMOST_PYTHON.match(info)
        if almost:
            message = f"a block marked `{info.split()[0]}` is not run, so nothing on it is verified"
            hint = "write ```python to have it run, or ```text to show it as it is"
            self._report(Problem(self._column(place, info), "not-run-language", message, hint))

    def _check_output_info(self, info: str, place: Place) -> None:
        if info != "output":
            message = "an `output` fence takes no options"
            hint = "options of a claim stand on the `python` fence above it"
            self._report(Problem(self._column(place, info), "unknown-option", message, hint))

    def _column(self, place: Place, info: str, offset: int = 0) -> Place:
        start = self._line_of(place.line).find(info)
        return Place(place.path, place.line, max(start, place.column - 1) + offset + 1)

    def _python(self, token: Token, info: str, place: Place, indent: int) -> Fence:
        options = self._options(info, place)
        code = token.content.removesuffix("\n")
        if "setup" in options.marks:
            self.setups.add(place)
        norun = None
        if "norun" in options.marks:
            norun = self._reason(options, place)
        elif "reason" in options.values:
            message, hint = "`reason` belongs to a fence that is not run", "add `.norun`"
            self._option_problem(options, "reason", message, hint)
        match, tol = self._match(options)
        return Fence(
            place=place,
            code=code,
            name=options.name,
            hidden=bool(options.marks & {"hidden", "setup"}),
            norun=norun,
            raises=self._raises(options),
            varies="varies" in options.marks,
            requires=self._requires(options),
            blanks=self._blanks(options, code),
            indent=indent,
            env=self._env(options),
            timeout=self._timeout(options),
            match=match,
            tol=tol,
            agrees=options.one("agrees") or "",
            stated=self._stated(code, place, indent, options),
        )

    def _options(self, info: str, place: Place) -> _Options:
        options = _Options()
        offset = len("python")
        rest = info[offset:]
        offset += len(rest) - len(rest.lstrip())
        rest = rest.lstrip()
        if not rest:
            return options
        start = self._column(place, info, offset)
        if len(rest) > _MOST_OPTIONS:
            message = f"the options have {len(rest):,} characters"
            hint = f"at most {_MOST_OPTIONS:,} are read"
            self._report(Problem(start, "bad-options", message, hint))
            return options
        try:
            attributes, used = parse_attributes(rest)
        except AttributeSyntaxError as error:
            at = Place(start.path, start.line, start.column + error.position)
            if rest.startswith("{"):
                self._report(Problem(at, "bad-options", str(error), error.hint))
            else:
                hint = "options go in braces: ```python {.hidden}"
                message = f"`{rest}` is not understood"
                self._report(Problem(start, "bad-options", message, hint))
            return options
        if rest[used:].strip():
            at = Place(start.path, start.line, start.column + used)
            message = f"`{rest[used:].strip()}` after the options is not understood"
            self._report(
                Problem(at, "bad-options", message, "all options go in one pair of braces")
            )
        for attribute in attributes:
            at = Place(start.path, start.line, start.column + attribute.start)
            self._take(options, attribute, at)
        return options

    def _take(self, options: _Options, attribute: Attribute, at: Place) -> None:
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
                self._report(Problem(at, "unknown-option", f"unknown option `.{word}`", hint))
        elif word not in OPTIONS:
            hint = f"`{word}` takes no value: .{word}" if word in MARKS else (
                did_you_mean(word, [*MARKS, *OPTIONS]))  # fmt: skip
            self._report(Problem(at, "unknown-option", f"unknown option `{word}`", hint))
        elif word in options.values and word not in _REPEATABLE:
            message, hint = f"`{word}` is given twice", "keep one of them"
            self._report(Problem(at, "bad-options", message, hint))
        else:
            options.values.setdefault(word, []).append(attribute.value)
            options.places.setdefault(word, []).append(at)

    def _option_problem(
        self, options: _Options, key: str, message: str, hint: str, number: int = -1
    ) -> None:
        """Of an option that is given more than once `number` says which it is."""
        self._report(Problem(options.places[key][number], "bad-value", message, hint))

    def _reason(self, options: _Options, place: Place) -> str:
        reason = (options.one("reason") or "").strip()
        if not reason:
            message = "a fence that is not run must say why"
            hint = '{.norun reason="needs a GPU"}; the card shows it'
            at = options.places.get("reason", options.places["norun"])
            self._report(Problem(at[-1], "bad-options", message, hint))
        return reason

    def _raises(self, options: _Options) -> str | None:
        expected = options.one("raises")
        if expected is None:
            return None
        name = expected.partition(":")[0].strip()
        if not all(part.isidentifier() for part in name.split(".")):
            message = f"`{name}` is not the name of an exception"
            hint = 'for example raises=ValueError or raises="ValueError: bad shape"'
            self._option_problem(options, "raises", message, hint)
            return None
        return expected

    def _match(self, options: _Options) -> tuple[MatchName, float | None]:
        """The match and its tolerance; a tolerance alone asks for `close`."""
        tol = self._tol(options)
        asked = options.one("match")
        if asked is None:
            closely = tol is not None and "agrees" not in options.values
            return ("close" if closely else "exact"), tol
        for name in _MATCHES:
            if name == asked:
                if tol is not None and name != "close" and "agrees" not in options.values:
                    message = f"`tol` has no part in match={name}"
                    self._option_problem(options, "tol", message, "write match=close")
                return name, tol
        hint = did_you_mean(asked, _MATCHES)
        self._option_problem(options, "match", f"unknown match `{asked}`", hint)
        return "exact", tol

    def _tol(self, options: _Options) -> float | None:
        value = options.one("tol")
        if value is None:
            return None
        try:
            tol = float(value)
        except ValueError:
            tol = math.nan
        if not 0 <= tol < 1:
            message = f"`{value}` is no tolerance"
            self._option_problem(options, "tol", message, "for example tol=1e-4")
            return None
        return tol

    def _stated(self, code: str, place: Place, indent: int, options: _Options) -> tuple[Claim, ...]:
        claims = stated_claims(
            code, lambda line, column: Place(place.path, place.line + line, indent + column)
        )
        for claim in claims:
            if options.marks & {"varies", "norun"}:
                mark = "varies" if "varies" in options.marks else ".norun"
                message = f"a result is stated in a program marked `{mark}`"
                hint = f"nothing can verify it: reword the comment, or remove `{mark}`"
                self._report(Problem(claim.place, "unverifiable-claim", message, hint))
        return claims

    def _requires(self, options: _Options) -> tuple[str, ...]:
        wanted = options.values.get("requires", [])
        for number, value in enumerate(wanted):
            if not is_requirement(value):
                message = f"`{value}` is not a requirement"
                hint = 'requires="cuda" or requires="torch>=2.6"'
                self._option_problem(options, "requires", message, hint, number)
        return tuple(value for value in wanted if is_requirement(value))

    def _blanks(self, options: _Options, code: str) -> tuple[str, ...]:
        blanks = tuple(options.values.get("blank", ()))
        for number, blank in enumerate(blanks):
            if not blank or blank not in code:
                message = f"`{blank}` does not occur in the code below"
                hint = "blank= hides text of this fence; copy it character by character"
                self._option_problem(options, "blank", message, hint, number)
        found = tuple(blank for blank in blanks if blank and blank in code)
        places = sum(map(code.count, found))
        if places > _MOST_BLANKS:
            message = f"this hides {places:,} places of the code; at most {_MOST_BLANKS} fit a card"
            hint = "hide a longer text, which occurs less often"
            self._option_problem(options, "blank", message, hint)
            return ()
        return found

    def _env(self, options: _Options) -> tuple[tuple[str, str], ...]:
        report = partial(self._option_problem, options, "env")
        return read_variables(options.values.get("env", ()), report)

    def _timeout(self, options: _Options) -> float | None:
        value = options.one("timeout")
        if value is None:
            return None
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not 0 < seconds <= 86_400:
            message = f"`{value}` is no number of seconds"
            self._option_problem(options, "timeout", message, "for example timeout=60")
            return None
        return seconds
