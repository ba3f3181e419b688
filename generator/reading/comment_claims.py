"""What each comment of a program states, of which statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.reading.comment_forms import (
    Form,
    bare_form,
    form_amid,
    form_of,
    form_within,
    is_marked,
    said_of_a_name,
    title_of,
)
from generator.reading.comment_nouns import CommentClaim, Comments, CommentUnread, Piece
from generator.reading.comment_places import Comment, Places, Target, comments_of
from generator.reading.stated_text import Found, stated_in, words_in
from generator.reading.statements import CodeMap, Statement, is_code, map_of, name_of
from generator.reading.unread_words import NotRead

_AND = re.compile(r"[\s,;，；、]*(?:and\s+|和)?")
_SHOWN = 80  # characters of a comment that is not read


def find_comments(code: str) -> Comments:
    """What the comments of a program state, and what of them is marked and cannot be read."""
    if "#" not in code and ">>>" not in code:
        return Comments()
    finder = _Finder(code, comments_of(code), map_of(code))
    finder.find()
    unread = sorted(finder.unread, key=lambda each: (each.line, each.column))
    return Comments(tuple(finder.claims), tuple(unread))


@dataclass
class _Finder:
    code: str
    comments: tuple[Comment, ...]
    map: CodeMap
    claims: list[CommentClaim] = field(default_factory=list)
    unread: list[CommentUnread] = field(default_factory=list)

    def find(self) -> None:
        """Fill `claims` and `unread`."""
        lines = self.code.split("\n")
        self._places = Places(self.code, self.comments, self.map)
        for line in self.map.examples:
            text = lines[line - 1]
            column = len(text) - len(text.lstrip()) + 1
            self.unread.append(CommentUnread(line, column, text.strip()[:_SHOWN], "docstring"))
        position = 0
        while position < len(self.comments):
            position += self._at(position)

    # --- comments -----------------------------------------------------------------------

    def _at(self, position: int) -> int:
        """Read what starts at a comment; returns the number of comments it takes."""
        comment = self.comments[position]
        target = self._places.of(comment)
        form = form_of(comment.text)
        if form is not None and form.strength == "strong":
            return self._marked(position, form, target)
        title = title_of(comment.text) if comment.alone and target.near else None
        below = self._below(position, comment.column) if title is not None else []
        if title is not None and below and target.statement is not None:
            return self._listed(below, title, target, [comment, *below])
        for other in self._weaker(comment, form, target.statement):
            found = self._claim([comment], other, target)
            if isinstance(found, CommentClaim) and _goes_on(found):
                found = "several"
            if isinstance(found, CommentClaim):
                self._keep([found], [comment])
                return 1
            if found is not None:
                self._refuse(comment, found)
                return 1
        used = self._bare(position, target)
        if not used:
            self._places.passed(comment)
        return used or 1

    def _weaker(self, comment: Comment, form: Form | None, about: Statement | None) -> list[Form]:
        """The forms other than strong ones that a comment may have, the likeliest first."""
        found = [form] if form is not None else []
        named = said_of_a_name(comment.text)
        if named is not None and about is not None:
            root = named.named.partition(".")[0].partition("[")[0]
            if root in about.names and name_of(named.named):
                found.append(named)
        second = form_within(comment.text)
        if second is not None:
            found.append(second)
        amid = form_amid(comment.text)
        if amid is not None:
            found.append(amid)
        return found

    def _marked(self, position: int, form: Form, target: Target) -> int:
        """What starts with a strong mark."""
        comment = self.comments[position]
        if form.end == len(comment.text):
            below = self._below(position, comment.column)
            return self._listed(below, form, target, [comment, *below])
        same = [comment, *self._same_mark(position, form)] if comment.alone else [comment]
        if len(same) > 1:
            return self._listed(same, form, target, same)
        deeper = [
            each
            for each in self._below(position, comment.column + 1)
            if each.column == comment.column
        ]
        found = self._claim([comment, *deeper], form, target) if deeper else None
        if isinstance(found, CommentClaim) and len(found.pieces) > len(deeper):
            self._keep([found], [comment, *deeper])
            return 1 + len(deeper)
        found = self._claim([comment], form, target)
        if isinstance(found, CommentClaim):
            self._keep([found], [comment])
        else:
            self._refuse(comment, found or "words behind")
        return 1

    def _below(self, position: int, inner: int) -> list[Comment]:
        """The unmarked comments right below one whose text starts further right than `inner`."""
        first = self.comments[position]
        found: list[Comment] = []
        for each in self._after(position):
            below = each.alone and each.line == first.line + len(found) + 1
            if not below or each.inner <= inner or is_marked(each.text):
                break
            found.append(each)
        return found

    def _after(self, position: int) -> Iterator[Comment]:
        return (self.comments[at] for at in range(position + 1, len(self.comments)))

    def _same_mark(self, position: int, form: Form) -> list[Comment]:
        first = self.comments[position]
        found: list[Comment] = []
        for offset, each in enumerate(self._after(position), 1):
            other = form_of(each.text)
            fits = each.alone and (each.line, each.column) == (first.line + offset, first.column)
            if form.says in ("shape", "dtype") or not fits or other is None:
                break
            if other.mark != form.mark or other.end == len(each.text):
                break
            found.append(each)
        return found

    def _listed(
        self, comments: list[Comment], form: Form, target: Target, used: list[Comment]
    ) -> int:
        """Claims that stand as a list of lines below one print, or one below several."""
        first = used[0]
        if not comments:
            self._refuse(first, target.why if target.statement is None else "empty")
            return len(used)
        about = target.statement
        prints = self.map.prints_above(about) if about is not None and first.alone else ()
        found: list[CommentClaim | NotRead | None]
        if len(prints) == len(comments) > 1:
            found = [
                self._claim([comment], _unmarked(comment, form), replace(target, statement=each))
                for comment, each in zip(comments, prints, strict=True)
            ]
        else:
            one = self._claim(comments, _unmarked(comments[0], form), target, listed=True)
            if isinstance(one, CommentClaim):
                one = replace(one, before=prints[:-1])
            found = [one]
        self._keep([each for each in found if isinstance(each, CommentClaim)], used)
        for comment, each in zip(comments, found, strict=False):
            if not isinstance(each, CommentClaim):
                self._refuse(comment if len(found) > 1 else first, each or "words behind")
        return len(used)

    def _bare(self, position: int, target: Target) -> int:
        """A result without a mark, beside its statement or right below it."""
        comment, about = self.comments[position], target.statement
        if about is None or not target.near:
            return 0
        shown = about.kind in ("print", "expression")
        computed = about.kind == "augmented" or (about.kind == "assignment" and about.computed)
        if comment.alone and not shown:
            return 0
        group = [comment, *self._below(position, comment.column)] if comment.alone else [comment]
        form = bare_form(comment.text)
        found = self._claim(group, form, target) if form is not None else None
        if not isinstance(found, CommentClaim) or len(found.pieces) < len(group):
            return 0
        if not (shown or computed or found.says == "error"):
            return 0
        if found.sure == "words" and comment.alone:
            return 0  # words below a print are a title of what follows
        if found.sure == "bare" and (comment.alone or not shown or found.whole != found.text):
            found = replace(found, sure="faint")
        self._keep([found], group)
        return len(group)

    # --- claims -------------------------------------------------------------------------

    def _keep(self, claims: Sequence[CommentClaim], used: Sequence[Comment]) -> None:
        self.claims += claims
        self._places.used(used[-1])

    def _refuse(self, comment: Comment, why: NotRead) -> None:
        text = comment.text[:_SHOWN]
        self.unread.append(CommentUnread(comment.line, comment.column + 1, text, why))
        self._places.used(comment)

    def _claim(
        self, comments: list[Comment], form: Form, target: Target, *, listed: bool = False
    ) -> CommentClaim | NotRead | None:
        """The claim that these comments make together, why they make none, or None for prose. Of
        `listed` ones each is part of it.
        """
        first, about = comments[0], target.statement
        whole, starts = _text_of(comments, form)
        found = stated_in(form, whole, about or _NONE)
        if listed and isinstance(found, Found) and "\n" in whole[found.end :].strip():
            found = words_in(form, whole, about or _NONE)
        if found is None or (not isinstance(found, Found) and _is_of_what_follows(form, target)):
            return None
        if form.start and first.alone and is_code(first.text[: form.start]):
            return "code"
        if about is None:
            return None if form.strength == "faint" else target.why
        if not isinstance(found, Found):
            return found
        name = name_of(form.named) if form.named else ""
        if about.kind == "other" and not name and found.says not in ("error", "nothing"):
            return "no value"
        if about.kind == "augmented" and not name and not about.changed:
            return "augmented"
        text = whole[found.start : found.end]
        pieces = []
        for comment, start, stated in zip(comments, starts, text.split("\n"), strict=False):
            begin = start + found.start if comment is first else start
            shown = stated if comment is first else stated.lstrip()
            pieces.append(Piece(comment.line, begin, begin + len(shown)))
        return CommentClaim(
            line=first.line,
            column=first.column + 1,
            text=text,
            about=about,
            pieces=tuple(pieces),
            says=found.says,
            sure="loose" if target.doubtful and found.sure == "firm" else found.sure,
            whole=whole.rstrip(),
            names=(name,) if name else about.changed,
            named=bool(name) or about.kind == "augmented",
        )


def _goes_on(claim: CommentClaim) -> bool:
    """Whether the remark after the value of a name states that of another: `# a = 3, b = 2`."""
    if not claim.named:
        return False
    rest = _AND.sub("", claim.whole[len(claim.text) :])
    other = said_of_a_name(f"# {rest}")
    return other is not None and other.named.partition(".")[0] in claim.about.names


def _is_of_what_follows(form: Form, target: Target) -> bool:
    """Whether words after a weak mark may be about the code below instead."""
    shown = target.statement is not None and target.statement.kind in ("print", "expression")
    return form.strength == "weak" and (
        target.doubtful or (target.leads and not shown) or target.statement is None
    )


_NONE = Statement(0, 0, "other")


def _unmarked(comment: Comment, form: Form) -> Form:
    """The form of a line of a list: its own where it is marked, too."""
    own = form_of(comment.text)
    if own is not None and own.mark == form.mark:
        return own
    return replace(form, end=comment.inner - comment.column)


def _text_of(comments: Sequence[Comment], form: Form) -> tuple[str, list[int]]:
    """The text behind the marks of comments below each other, and where in its line each starts."""
    margin = comments[0].column + form.end
    texts, starts = [], []
    for comment in comments:
        own = form_of(comment.text) if comment is not comments[0] else form
        marked = own is not None and own.mark == form.mark
        start = comment.column + own.end if own is not None and marked else comment.inner
        texts.append(" " * max(start - margin, 0) + comment.text[start - comment.column :])
        starts.append(start)
    return "\n".join(texts), starts
