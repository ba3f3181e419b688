"""A fence's info string → what is to be done with its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from markdown_it.token import Token

from generator.language import PYTHON, Language, prompted
from generator.model import Fence, Place, Problem
from generator.reading.bounds import excesses_of_code
from generator.reading.code_clozes import Marked, gaps_of, missing, read_marked, writing_of
from generator.reading.comments import read_comments
from generator.reading.fence_names import FenceInfo, is_known, meant_by, read_info
from generator.reading.fence_options import Options, read_options
from generator.reading.foreign_fences import foreign_fence
from generator.reading.foreign_options import foreign_options
from generator.reading.programs import looks_like_program
from generator.reading.session_fences import session_fences
from generator.reading.shown_options import is_key, with_blanks
from generator.reading.unread_claims import of_asserts, of_session

_MEND: Final = "write {} to run it, or ```text to show it as it is"
# Where a session of Python's may stand among commands.
_TERMINAL: Final = ("console", "shell-session", "shell", "sh", "bash", "zsh", "terminal", "cmd",
                    "powershell", "doscon", "ps1con")  # fmt: skip
# What other readers of Markdown draw as a picture.
_AS_IT_IS: Final = ("text", "txt", "plain", "plaintext", "none", "output")


class FenceReader:
    """Reads the fences of one file; problems go to `report`."""

    def __init__(self, line_of: Callable[[int], str], report: Callable[[Problem], None]) -> None:
        self._line_of = line_of
        self._report = report
        self.setups: set[Place] = set()
        self.keys: set[Place] = set()  # of what a cheat sheet shows
        self.unrun: set[Place] = set()  # of blocks that look like programs
        self.cloze = False  # whether code of the card that is read now may have clozes

    def __call__(self, token: Token, place: Place, indent: int) -> tuple[Fence, ...]:
        """The programs of a block of code: one, or those of a session; none in any other language.

        `indent` is the number of columns that the Markdown around it takes away from its lines.
        """
        self._check_size(token, place)
        info = read_info(token.info)
        if token.type == "fence":
            self._check_closed(token, place)
        if info.is_output:
            self._check_output_info(info, token.info, place)
            return ()
        prompt = prompted(token.content)
        language = info.language
        if language is None and not info.word and token.type == "fence":
            language = prompt
        if language is not None:
            session = info.dialect == "session" or prompt is not None
            return self._run(token, info, place, indent, language, session=session)
        self._check_language(token, info, place)
        return ()

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

    # --- what is not run --------------------------------------------------------------

    def _check_language(self, token: Token, info: FenceInfo, place: Place) -> None:
        """A problem where code that is not run was probably meant to be."""
        written = token.info.strip()
        word = info.word.lower()
        meant = meant_by(info.word) if info.word else None
        if meant is not None:
            message = (
                f"a block marked `{written.split()[0]}` is not run, so nothing in it is verified"
            )
            at = self._place_of(place, written)
            self._report(Problem(at, "not-run-language", message, _MEND.format(meant.fence())))
            return
        if word in _AS_IT_IS:
            return
        at = self._place_of(place, written)
        foreign = foreign_fence(written, word, at, known=bool(word) and is_known(word))
        if foreign is not None:
            self._report(foreign)
            return
        prompt = prompted(token.content)
        if prompt is None and word in _TERMINAL:
            prompt = prompted(_below_commands(token.content))
        if prompt is not None and (word in _TERMINAL or not (word and is_known(word))):
            message = f"this {prompt.title} session is not run, so nothing in it is verified"
            hint = _MEND.format(f"```{prompt.session}")
        elif looks_like_program(token.content, word):
            message = "this looks like a program but is not run, so nothing in it is verified"
            hint = _MEND.format(PYTHON.fence())
        else:
            return
        self.unrun.add(place)
        self._report(Problem(place, "not-run-language", message, hint, severity="warning"))

    def _check_output_info(self, info: FenceInfo, written: str, place: Place) -> None:
        if info.options:
            message = "an `output` fence takes no options"
            hint = f"put the options on the `{PYTHON.name}` fence above it"
            at = self._place_of(place, written.strip())
            self._report(Problem(at, "unknown-option", message, hint))

    def _place_of(self, place: Place, written: str, offset: int = 0) -> Place:
        """The place of a character of an info string."""
        start = self._line_of(place.line).find(written)
        return Place(place.path, place.line, max(start, place.column - 1) + offset + 1)

    # --- what is run ------------------------------------------------------------------

    def _run(
        self,
        token: Token,
        info: FenceInfo,
        place: Place,
        indent: int,
        language: Language,
        *,
        session: bool,
    ) -> tuple[Fence, ...]:
        at = self._place_of(place, token.info.strip(), info.start)
        lines = token.content.removesuffix("\n").split("\n")
        used = self._check_foreign(info, lines, place)
        left_out = self._left_out(info, at)
        options = Options(self._report)
        if not left_out:
            options = read_options(info.options, at, self._report)
        if info.file:
            message = f"the name `{info.file}` is not shown on the card"
            hint = "write it above the program, or remove it"
            self._report(Problem(at, "unknown-option", message, hint, severity="warning"))
        marked = self.marked("\n".join(lines[used:]), language.name)
        start = replace(place, line=place.line + used)
        fence = self._fence(start, marked.code, indent, options, left_out)
        gaps = (*gaps_of(marked, text_alone=session), *fence.blanks)
        fence = replace(fence, language=language.name, blanks=gaps)
        if not session:
            fences: tuple[Fence, ...] = (self._with_stated(fence, options, marked),)
        else:
            sessions = session_fences(fence, self._report)
            fences = tuple(self._with_stated(each, options, Marked("")) for each in sessions)
            for gap in missing(gaps, [each.code for each in fences]):
                message = f"`{gap.text}` is not within one program of this session"
                hint = "hide text that is after a single prompt"
                self._report(Problem(start, "bad-cloze", message, hint))
        if "setup" in options.marks:
            self.setups |= {each.place for each in fences}
        if options.is_key():
            self.keys |= {each.place for each in fences}
        return fences

    def shown(self, token: Token, place: Place) -> Marked:
        """The code of a block that is not run, with what is hidden of it."""
        info = read_info(token.info)
        marked = self.marked(token.content.removesuffix("\n"), info.word)
        if "{" not in info.options or meant_by(info.word) is not None:
            return marked
        if is_key(info):
            self.keys.add(place)
        at = self._place_of(place, token.info.strip(), info.start)
        return with_blanks(marked, info, at, self._report, cloze=self.cloze)

    def marked(self, code: str, language: str) -> Marked:
        """The code of a block without its clozes, which only some cards have."""
        if not self.cloze:
            return Marked(code)
        return read_marked(code, writing_of(language))

    def _left_out(self, info: FenceInfo, at: Place) -> str:
        """The mark that tells another tool not to run this; empty where there is none."""
        if not info.left_out or info.left_out == "norun":
            return ""
        message = f"`{info.left_out}` is another tool's mark, which has no effect here"
        norun = PYTHON.fence('{.norun reason="…"}')
        hint = f"to show the program without running it, write {norun}"
        self._report(Problem(at, "bad-options", message, hint))
        return info.left_out

    def _check_foreign(self, info: FenceInfo, lines: list[str], place: Place) -> int:
        """How many lines at the start of the code are options of another tool and not code."""
        found = foreign_options(info, lines)
        for line, name in found.names:
            message = f"`{name}` is another tool's option, which has no effect here"
            hint = f"put options in braces: {PYTHON.fence('{.hidden}')}"
            at = Place(place.path, place.line + 1 + line, place.column)
            self._report(Problem(at, "unknown-option", message, hint, severity="warning"))
        return found.lines

    def _fence(
        self, place: Place, code: str, indent: int, options: Options, left_out: str
    ) -> Fence:
        match, tol, atol = options.match()
        return Fence(
            place=place,
            code=code,
            name=options.name,
            hidden=bool(options.marks & {"hidden", "setup"}),
            norun=f"marked `{left_out}`" if left_out else options.norun(place),
            raises=options.raises(),
            varies="varies" in options.marks,
            requires=options.requires(),
            blanks=options.blanks(code),
            indent=indent,
            env=options.env(),
            timeout=options.timeout(),
            match=match,
            tol=tol,
            atol=atol,
            agrees=options.one("agrees") or "",
            role=options.role(),
            seconds=options.seconds(),
            memory=options.memory(),
            survives=options.survives(code),
        )

    def _with_stated(self, fence: Fence, options: Options, marked: Marked) -> Fence:
        """The fence with what its comments state."""
        place, indent = fence.place, fence.indent
        found = read_comments(
            fence.code,
            lambda line, column: Place(
                place.path, place.line + line, indent + marked.column(line, column)
            ),
        )
        if fence.session:
            found = of_session(fence.code, found)
        if fence.role == "tests" and not fence.session:
            found = of_asserts(found)
        firm = [claim for claim in found.claims if claim.sure == "firm"]
        # Where `...` says what varies, the rest is held against what comes out.
        varies = fence.varies and not (firm and fence.match == "ellipsis")
        for claim in firm:
            if varies or fence.norun is not None or fence.role == "starter":
                mark = "varies" if varies else ".norun"
                mark = mark if fence.role != "starter" else ".starter"
                message = f"this result cannot be verified: its program is marked `{mark}`"
                hint = f"reword the comment, or remove `{mark}`"
                self._report(Problem(claim.place, "unverifiable-claim", message, hint))
        lenient = "unread" in options.marks
        return replace(
            fence, stated=found.claims, unread=found.unread, lenient=lenient, varies=varies
        )


def _below_commands(text: str) -> str:
    """What of a terminal's text starts with a prompt of Python's."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.lstrip().startswith(">>>")), len(lines))
    return "\n".join(lines[first:])


_ELSEWHERE: Final = re.compile(
    r"^:{3,}[ \t]*(?P<directive>\{[a-z-]{1,40}\}[ \t]*[\w-]{0,40})"
    r"|\{%-?[ \t]*highlight[ \t]+(?P<liquid>[\w-]{1,40})"
    r"|\{\{[<%][ \t]*highlight[ \t]+\"?(?P<hugo>[\w-]{1,40})"
    r"|<(?:code|pre)\b[^<>]{0,200}?(?:class|lang)=[\"'][^\"'<>]{0,200}?"
    r"(?:\b(?:language|lang|highlight-source)-)?(?P<html>\b[A-Za-z]\w{1,20})[\"' ]",
    re.MULTILINE,
)


def code_outside_fences(text: str) -> tuple[tuple[int, str], ...]:
    """Programs in a paragraph or a block of HTML that other tools take for code: the line of each,
    counting from 0, and what marks it.
    """
    found = []
    for each in _ELSEWHERE.finditer(text):
        marked = next(filter(None, each.groups()))
        if read_info(marked).language is not None:
            found.append((text.count("\n", 0, each.start()), each[0].split("\n")[0].strip()))
    return tuple(found)
