"""Text exports of Anki, and tables with a sign between their columns: of Quizlet, Brainscape and
spreadsheets.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator.auditing.programs_in_text import is_program
from generator.importing.documents.delimited_rows import SIGNS, Row, rows_of, sign_of
from generator.importing.found import Found
from generator.importing.gathering import Gathering
from generator.importing.notes.obsidian_markup import as_tag
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import Source

_HEADER: Final = re.compile(r"#(?P<key>[A-Za-z ]+?):(?P<value>.*)")
_KEYS: Final = frozenset(
    ("separator", "html", "tags", "columns", "notetype", "deck", "if matches",
     "guid column", "notetype column", "deck column", "tags column")
)  # fmt: skip
_NAMED: Final = {
    "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":",
}  # fmt: skip
_TITLES: Final = {
    "front": (
        "front", "question", "q", "term", "word", "prompt", "side 1", "text", "front text",
        "frage", "vorderseite", "begriff", "wort", "recto", "terme", "mot", "pregunta", "anverso",
        "término", "palabra", "问题", "正面", "词语", "単語", "質問", "表",
    ),
    "back": (
        "back", "answer", "a", "definition", "meaning", "translation", "side 2", "back text",
        "antwort", "rückseite", "bedeutung", "übersetzung", "réponse", "verso", "définition",
        "traduction", "respuesta", "reverso", "definición", "traducción", "答案", "回答", "背面",
        "释义", "意味", "答え", "裏",
    ),
    "tags": (
        "tags", "tag", "labels", "label", "schlagworte", "schlagwörter", "étiquettes", "etiquetas",
        "标签", "タグ",
    ),
    "deck": (
        "deck", "deck name", "category", "chapter", "topic", "subject", "class", "set", "stapel",
        "kapitel", "thema", "fach", "paquet", "chapitre", "mazo", "capítulo", "牌组", "章节",
        "デッキ",
    ),
    "guid": ("guid",),
    "notetype": ("notetype", "note type", "card type"),
}  # fmt: skip
# A tag that closes or stands alone, or a character's name: a question may be about `<b>`.
_TAG: Final = re.compile(
    r"</(?:b|i|u|div|span|p|ul|ol|li|pre|code|sub|sup|table|font|em|strong|h[1-6]|a)>"
    r"|<(?:br|hr|img)\b[^<>]*>|&(?:nbsp|lt|gt|amp|quot|#\d+);|\[sound:",
    re.IGNORECASE,
)
_OWN: Final = "it was built by Proofdeck"
_IN_A_COLUMN: Final = "write one in a column of its own"
_CLOZE: Final = re.compile(r"\{\{c\d+(?:,\d+)*::")
_FENCE: Final = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)


@dataclass
class _Table:
    """What is known of the columns, whose numbers count from 0: which is what, and what all rows
    share. `titles` are the names of the others. `html` is None where nothing says it.
    """

    sign: str = ""
    html: bool | None = None
    anki: bool = False
    columns: dict[str, int] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    deck: str = ""
    notetype: str = ""
    first: int = 0  # the index of the first line below the header


def is_anki_text(beginning: str) -> bool:
    """Whether a text begins as Anki's exports do."""
    found = _HEADER.match(beginning)
    return found is not None and found["key"].strip().lower() in _KEYS


def delimited_cards(source: Source, signs: Sequence[str] = SIGNS) -> Gathering:
    """The cards of a table. Raises ProblemsError where none of the signs parts its columns."""
    gathering = Gathering()
    table = _header(source)
    lines = source.lines[table.first :]
    table.sign = table.sign or sign_of(lines, signs)
    if not table.sign:
        message = "no sign parts the questions of this file from the answers"
        hint = "put a tab between the columns, or export the file as CSV"
        if not any(map(str.strip, lines)):
            message, hint = "this file has no rows", "export it again, with a row for each card"
        raise ProblemsError(Problem(Place(source.path), "no-import-format", message, hint))

    def wrong(line: int, why: str, mend: str) -> None:
        gathering.broken(Place(source.path, line), "this row", why, mend)

    first = table.first + 1
    rows = list(rows_of(lines, table.sign, wrong, first=first, comments=table.anki))
    if table.anki:
        gathering.leave("comment", "comments", sum(line.startswith("#") for line in lines))
    elif rows and (columns := _named(rows[0])):
        table.columns, table.titles = columns, rows[0].fields
        rows = rows[1:]
    if table.html is None:
        table.html = any(_TAG.search(each) for row in rows for each in row.fields)
    _Rows(source.path, table, gathering).read(rows)
    return gathering


def _header(source: Source) -> _Table:
    table = _Table()
    for line in source.lines:
        found = _HEADER.match(line)
        key = found["key"].strip().lower() if found else ""
        if found is None or key not in _KEYS:
            break
        table.first += 1
        table.anki = True
        value = found["value"].strip()
        if key == "separator":
            raw = found["value"]
            table.sign = _NAMED.get(value.lower(), (value or raw)[:1] or "\t")
        elif key == "html":
            table.html = value.lower() == "true"
        elif key == "tags":
            table.tags = tuple(value.split())
        elif key == "deck":
            table.deck = value
        elif key == "notetype":
            table.notetype = value
        elif key.endswith(" column") and value.isdecimal() and int(value):
            table.columns[key.removesuffix(" column")] = int(value) - 1
        elif key == "columns":
            sign = table.sign or next((s for s in "\t;,|" if s in found["value"]), "\t")
            table.titles = tuple(each.strip() for each in found["value"].split(sign))
    return table


def _named(row: Row) -> dict[str, int]:
    """Which column is what by the names in a first row; nothing where these are no names."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row.fields):
        name = cell.strip().strip("#").lower()
        role = next((role for role, names in _TITLES.items() if name in names), "")
        if role and role not in found:
            found[role] = index
    return found if "front" in found and "back" in found else {}


class _Rows:
    def __init__(self, path: str, table: _Table, gathering: Gathering) -> None:
        self._path = path
        self._table = table
        self._gathering = gathering
        columns = table.columns
        self._meta = {
            columns[key] for key in ("guid", "notetype", "deck", "tags") if key in columns
        }

    def read(self, rows: Sequence[Row]) -> None:
        widths = Counter(len(row.fields) for row in rows)
        usual = max(widths, key=lambda width: (widths[width], width), default=0)
        for row in rows:
            said = next(filter(str.strip, row.fields), "")
            name = f"the row `{_short(said)}`"
            place = Place(self._path, row.line)
            if len(row.fields) > usual and not self._table.anki:
                why = f"it has {len(row.fields)} columns, and most rows have {usual}"
                self._gathering.broken(place, name, why, 'put fields with the sign into `"`')
                continue
            card = self._card(row, place)
            if isinstance(card, str):
                mend = "take the deck that it was built from" if card is _OWN else _IN_A_COLUMN
                self._gathering.broken(place, name, card, mend)
            else:
                self._gathering.cards.append(card)

    def _card(self, row: Row, place: Place) -> Found | str:
        """The card of a row, or what it lacks."""
        type_ = (self._value(row, "notetype") or self._table.notetype).lower()
        fields = list(self._fields(row))
        if type_.startswith("proofdeck") and len(fields) > 4:
            return _OWN
        if "optional reversed" in type_:
            type_ = "reversed" if len(fields) > 2 and fields[2][1].strip() else "basic"
            del fields[2:3]
        if not fields or not fields[0][1].strip():
            return "it has no question"
        front, *others = [text for _, text in fields]
        backs = [
            self._side(text) if n == 0 or not title else self._titled(title, text)
            for n, (title, text) in enumerate(fields[1:])
            if text.strip()
        ]
        kind = "reversed" if "revers" in type_ else "typed" if "type in" in type_ else ""
        if _CLOZE.search(front) and (not type_ or "cloze" in type_ or "revers" not in type_):
            kind = "cloze"
        if not backs and kind != "cloze":
            return "it has no answer"
        markdown = not self._table.html and any(map(_FENCE.search, (front, *others)))
        deck = self._value(row, "deck") or self._table.deck
        tags = (*self._table.tags, *re.split(r"[\s,;]+", self._value(row, "tags")))
        return Found(
            place,
            front if markdown else self._side(front),
            "\n\n".join(filter(None, map(str.strip, others))) if markdown else "".join(backs),
            form="markdown" if markdown else "html",
            kind=kind,
            deck=tuple(part.strip() for part in re.split(r"::", deck) if part.strip()),
            tags=tuple(dict.fromkeys(as_tag(tag) for tag in tags if tag.strip())),
            guid=self._value(row, "guid"),
        )

    def _value(self, row: Row, key: str) -> str:
        index = self._table.columns.get(key)
        return row.fields[index].strip() if index is not None and index < len(row.fields) else ""

    def _fields(self, row: Row) -> Iterator[tuple[str, str]]:
        """The fields with their titles, the question first."""
        titles = self._table.titles
        columns = self._table.columns
        order = [columns[key] for key in ("front", "back") if key in columns]
        order += [n for n in range(len(row.fields)) if n not in order and n not in self._meta]
        for index in order:
            if index < len(row.fields):
                title = titles[index].strip() if index < len(titles) else ""
                yield title, row.fields[index]

    def _side(self, text: str) -> str:
        if self._table.html:
            return f"<div>{text}</div>"
        return f"<div>{_as_html(text)}</div>"

    def _titled(self, title: str, text: str) -> str:
        return f"<div><b>{html.escape(title)}</b></div>{self._side(text)}"


def _as_html(text: str) -> str:
    """Plain text as HTML; a program of several lines is one."""
    escaped = html.escape(text.strip(), quote=False)
    if "\n" in text.strip() and is_program(text):
        return f'<pre><code class="language-python">{html.escape(text.strip(chr(10)))}</code></pre>'
    return escaped.replace("\n", "<br>")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"
