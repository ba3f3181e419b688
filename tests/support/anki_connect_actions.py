"""What each action of AnkiConnect does to a collection."""

# The names are those of the add-on.
# ruff: noqa: N802, N803

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anki.collection import (
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.consts import QUEUE_TYPE_SUSPENDED
from anki.errors import NotFoundError

if TYPE_CHECKING:
    from anki.cards import Card
    from anki.notes import Note

_DEFAULT_DECK = 1
_GUARDED = frozenset(
    [
        "did",
        "id",
        "ivl",
        "lapses",
        "left",
        "mod",
        "nid",
        "odid",
        "odue",
        "ord",
        "queue",
        "reps",
        "type",
        "usn",
    ]
)  # columns of a card that are only set where one says that one knows what one does
_REVIEW = ("id", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type")


class Actions:
    """One call; each method is named and takes its arguments as the add-on's action does."""

    def __init__(self, col: Collection | None, profile: str) -> None:
        self._col = col
        self._profile = profile

    @property
    def col(self) -> Collection:
        assert self._col is not None
        return self._col

    def findNotes(self, query: str | None = None) -> list[int]:
        return [] if query is None else list(map(int, self.col.find_notes(query)))

    def findCards(self, query: str | None = None) -> list[int]:
        return [] if query is None else list(map(int, self.col.find_cards(query)))

    def notesInfo(
        self, notes: Sequence[int] | None = None, query: str | None = None
    ) -> list[dict[str, Any]]:
        if notes is None and query is None:
            raise ValueError('Must provide either "notes" or a "query"')
        wanted = notes if query is None else self.findNotes(query)
        return [self._or_nothing(self._note_info, one) for one in wanted or ()]

    def notesModTime(self, notes: Sequence[int]) -> list[dict[str, Any]]:
        return [
            self._or_nothing(lambda id_: {"noteId": id_, "mod": self._note(id_).mod}, one)
            for one in notes
        ]

    def cardsInfo(self, cards: Sequence[int]) -> list[dict[str, Any]]:
        return [self._or_nothing(self._card_info, one) for one in cards]

    def cardsModTime(self, cards: Sequence[int]) -> list[dict[str, Any]]:
        return [
            self._or_nothing(lambda id_: {"cardId": id_, "mod": self._card(id_).mod}, one)
            for one in cards
        ]

    def cardsToNotes(self, cards: Sequence[int]) -> list[int]:
        return self._list(f"select distinct nid from cards where id in ({_numbers(cards)})")

    def getReviewsOfCards(self, cards: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
        columns = ", ".join(_REVIEW)
        return {
            str(card): [
                dict(zip(_REVIEW, row, strict=True))
                for row in self._all(f"select {columns} from revlog where cid = ?", int(card))
            ]
            for card in cards
        }

    def insertReviews(self, reviews: Sequence[Sequence[int]]) -> None:
        if reviews:
            rows = ", ".join(f"({', '.join(map(str, row))})" for row in reviews)
            columns = "id, cid, usn, ease, ivl, lastIvl, factor, time, type"
            self.col.db.execute(f"insert into revlog ({columns}) values {rows}")

    def setDueDate(self, cards: Sequence[int], days: str) -> bool:
        self.col.sched.set_due_date(list(cards), days, config_key=None)
        return True

    def setSpecificValueOfCard(
        self, card: int, keys: list[str], newValues: list[Any], warning_check: bool = False
    ) -> bool | list[Any]:
        if isinstance(card, list) or not isinstance(keys, list) or not isinstance(newValues, list):
            return False
        if len(newValues) != len(keys) or (not warning_check and _GUARDED & set(keys)):
            return False
        try:
            found = self._card(card)
            for key, value in zip(keys, newValues, strict=True):
                setattr(found, key, value)
            self.col.update_card(found, skip_undo_entry=True)
        except Exception as error:
            return [[False, str(error)]]
        return [True]

    def areSuspended(self, cards: Sequence[int]) -> list[bool | None]:
        found: list[bool | None] = []
        for one in cards:
            try:
                found.append(self._suspended(one))
            except NotFoundError:
                found.append(None)
        return found

    def suspended(self, card: int) -> bool:
        return self._suspended(card)

    def suspend(self, cards: Sequence[int]) -> bool:
        open_ = [one for one in cards if not self._suspended(one)]
        if open_:
            self.col.sched.suspend_cards(open_)
        return bool(open_)

    def unsuspend(self, cards: Sequence[int]) -> None:
        closed = [one for one in cards if self._suspended(one)]
        if closed:
            self.col.sched.unsuspend_cards(closed)

    def getDecks(self, cards: Sequence[int]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for one in cards:
            did = self.col.db.scalar("select did from cards where id = ?", one)
            name = self.col.decks.name(did or _DEFAULT_DECK)
            found.setdefault(name, []).append(one)
        return found

    def deckNames(self) -> list[str]:
        return [one.name for one in self.col.decks.all_names_and_ids()]

    def deckNamesAndIds(self) -> dict[str, int]:
        return {one.name: one.id for one in self.col.decks.all_names_and_ids()}

    def createDeck(self, deck: str) -> int:
        return int(self.col.decks.id(deck))

    def deleteDecks(self, decks: Sequence[str], cardsToo: bool = False) -> None:
        if not cardsToo:
            why = "it's not possible to delete decks without deleting cards as well"
            raise ValueError(f"Since Anki 2.1.28 {why}")
        here = self.deckNamesAndIds()
        self.col.decks.remove([here[one] for one in decks if one in here])

    def changeDeck(self, cards: Sequence[int], deck: str) -> None:
        self.col.set_deck(list(cards), self.col.decks.id(deck))

    def getDeckConfig(self, deck: str) -> dict[str, Any] | bool:
        found = self.col.decks.by_name(deck)
        return False if found is None else dict(self.col.decks.config_dict_for_deck_id(found["id"]))

    def setDeckConfigId(self, decks: Sequence[str], configId: int) -> bool:
        for name in decks:
            deck = self.col.decks.by_name(name)
            if deck is None:
                return False
            deck["conf"] = int(configId)
            self.col.decks.save(deck)
        return True

    def modelNames(self) -> list[str]:
        return [one.name for one in self.col.models.all_names_and_ids()]

    def modelNamesAndIds(self) -> dict[str, int]:
        return {one.name: one.id for one in self.col.models.all_names_and_ids()}

    def modelFieldNames(self, modelName: str) -> list[str]:
        model = self.col.models.by_name(modelName)
        if model is None:
            raise ValueError(f"model was not found: {modelName}")
        return [one["name"] for one in model["flds"]]

    def addTags(self, notes: Sequence[int], tags: str) -> None:
        self.col.tags.bulk_add(list(notes), tags)

    def removeTags(self, notes: Sequence[int], tags: str) -> None:
        self.col.tags.bulk_remove(list(notes), tags)

    def getNoteTags(self, note: int) -> list[str]:
        return list(self._note(note).tags)

    def updateNoteTags(self, note: int, tags: str | Sequence[str]) -> None:
        found = self._note(note)
        found.tags = tags.split() if isinstance(tags, str) else list(tags)
        self.col.update_note(found, skip_undo_entry=True)

    def updateNoteFields(self, note: Mapping[str, Any]) -> None:
        found = self._note(note["id"])
        for name, value in note["fields"].items():
            if name in found:
                found[name] = value
        self.col.update_note(found, skip_undo_entry=True)

    def updateNote(self, note: Mapping[str, Any]) -> None:
        if "fields" not in note and "tags" not in note:
            raise ValueError('Must provide a "fields" or "tags" property.')
        if "fields" in note:
            self.updateNoteFields(note)
        if "tags" in note:
            self.updateNoteTags(note["id"], note["tags"])

    def deleteNotes(self, notes: Sequence[int]) -> None:
        self.col.remove_notes(list(notes))

    def importPackage(self, path: str) -> bool:
        options = ImportAnkiPackageOptions(
            merge_notetypes=True, with_scheduling=True, with_deck_configs=True
        )
        self.col.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
        return True

    def exportPackage(self, deck: str, path: str, includeSched: bool = False) -> bool:
        found = self.col.decks.by_name(deck)
        if found is None:
            return False
        options = ExportAnkiPackageOptions(
            with_scheduling=includeSched,
            with_deck_configs=includeSched,
            with_media=True,
            legacy=True,
        )
        self.col.export_anki_package(
            out_path=path, options=options, limit=DeckIdLimit(deck_id=found["id"])
        )
        return True

    def getMediaDirPath(self) -> str:
        return self.col.media.dir()

    def retrieveMediaFile(self, filename: str) -> str | bool:
        path = Path(self.col.media.dir()) / filename
        return base64.b64encode(path.read_bytes()).decode("ascii") if path.exists() else False

    def guiDeckBrowser(self) -> None:
        """There is no window to change."""

    def guiBrowse(self, query: str | None = None) -> list[int]:
        return self.findCards(query)

    def reloadCollection(self) -> None:
        self.col.models._clear_cache()

    def _note(self, id_: int) -> Note:
        try:
            return self.col.get_note(id_)
        except NotFoundError:
            raise _NotFoundError(f"Note was not found: {id_}") from None

    def _card(self, id_: int) -> Card:
        try:
            return self.col.get_card(id_)
        except NotFoundError:
            raise _NotFoundError(f"Card was not found: {id_}") from None

    def _suspended(self, id_: int) -> bool:
        return self._card(id_).queue == QUEUE_TYPE_SUSPENDED

    def _note_info(self, id_: int) -> dict[str, Any]:
        note = self._note(id_)
        return {
            "noteId": int(note.id),
            "profile": self._profile,
            "tags": list(note.tags),
            "fields": _fields(note),
            "modelName": _type_name(note),
            "mod": note.mod,
            "cards": self._list("select id from cards where nid = ? order by ord", id_),
        }

    def _card_info(self, id_: int) -> dict[str, Any]:
        card = self._card(id_)
        note = card.note()
        return {
            "cardId": int(card.id),
            "fields": _fields(note),
            "fieldOrder": card.ord,
            "question": card.question(),
            "answer": card.answer(),
            "modelName": _type_name(note),
            "ord": card.ord,
            "deckName": self.col.decks.name(card.did),
            "css": card.note_type()["css"],
            "factor": card.factor,
            "interval": card.ivl,
            "note": int(card.nid),
            "type": int(card.type),
            "queue": int(card.queue),
            "due": card.due,
            "reps": card.reps,
            "lapses": card.lapses,
            "left": card.left,
            "mod": card.mod,
            "flags": card.flags,
        }

    def _or_nothing(self, make: Callable[[int], dict[str, Any]], id_: int) -> dict[str, Any]:
        try:
            return make(id_)
        except NotFoundError:
            return {}

    def _all(self, query: str, *values: object) -> list[list[Any]]:
        return [list(row) for row in self.col.db.all(query, *values)]

    def _list(self, query: str, *values: object) -> list[int]:
        return [row[0] for row in self._all(query, *values)]


class _NotFoundError(NotFoundError):
    def __init__(self, message: str) -> None:
        super().__init__(message, None, None, None)


ACTIONS: Mapping[str, Callable[..., Any]] = {
    name: method for name, method in vars(Actions).items() if name[0] != "_" and name != "col"
}


def _fields(note: Note) -> dict[str, dict[str, Any]]:
    return {
        name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())
    }


def _type_name(note: Note) -> str:
    kind = note.note_type()
    assert kind is not None
    return str(kind["name"])


def _numbers(values: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in values)
