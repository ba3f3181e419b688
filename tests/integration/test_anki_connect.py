"""The AnkiConnect of our tests answers as the add-on in Anki's desktop does."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from anki.collection import Collection

from tests.support.anki_connect import AnkiConnect, HangUpError
from tests.support.anki_decks import build, deck, faces, import_package
from tests.support.anki_desktop import ADDON, AnkiDesktop

DEMO = "PyTorch & JAX"


def ask(url: str, action: str, key: str | None = None, **params: Any) -> Any:
    request = {"action": action, "version": 6, "params": params}
    return send(url, {**request, "key": key} if key else request)


def send(url: str, request: Any, headers: dict[str, str] | None = None) -> Any:
    data = request if isinstance(request, bytes) else json.dumps(request).encode()
    with urlopen(Request(url, data, headers or {}), timeout=30) as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a few notes, one of them studied, and a package with one changed."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "User 1").mkdir()
    lock = build(folder, deck(faces("one"), faces("pair", kind="reversed"), faces("gone")))
    col = Collection(str(folder / "User 1" / "collection.anki2"))
    import_package(col, folder / "demo-en.apkg")
    card = col.get_card(col.find_cards("Slug:one")[0])
    card.start_timer()
    col.sched.answerCard(card, 4)
    col.close()
    changed = deck(faces("one", "Better."), faces("pair", kind="reversed"), faces("new"))
    build(folder, changed, lock=lock, now=1_800_000_000)
    return folder


@pytest.fixture
def ours(prepared: Path, tmp_path: Path) -> Iterator[AnkiConnect]:
    with AnkiConnect(shutil.copytree(prepared, tmp_path / "ours")) as anki:
        yield anki


_STANDS = {
    "keys": ["type", "queue", "due", "ivl", "factor", "reps", "left", "memory_state", "decay",
             "desired_retention", "last_review_time"],
    "newValues": [2, 2, 9, 9, 2500, 4, 0, {"stability": 3.5, "difficulty": 5.25}, 0.154, 0.9,
                  1_700_000_000],
    "warning_check": True,
}  # fmt: skip


def _row(id_: int, card: int, ease: int = 3) -> list[int]:
    """A review as `insertReviews` takes it."""
    return [id_, card, -1, ease, 4, -600, 224, 2_000, 1]


def spoken(url: str, package: Path, scratch: Path) -> list[Any]:
    """What is answered to all that a deck may ask, one after the other."""
    notes = ask(url, "findNotes", query="note:Proofdeck")["result"]
    cards = ask(url, "findCards", query="note:Proofdeck")["result"]
    one = ask(url, "findNotes", query='"Slug:one"')["result"]
    said = [
        notes,
        cards,
        send(url, b""),
        send(url, {"action": "version"}),
        send(url, b"{"),
        ask(url, "nothing"),
        ask(url, "version"),
        ask(url, "requestPermission"),
        ask(url, "findNotes", query="("),
        ask(url, "findNotes", query="guid:x"),
        ask(url, "getActiveProfile"),
        ask(url, "deckNames"),
        ask(url, "deckNamesAndIds")["result"].keys(),
        ask(url, "getDeckConfig", deck=DEMO),
        ask(url, "getDeckConfig", deck="none"),
        ask(url, "modelNames"),
        ask(url, "modelFieldNames", modelName="Proofdeck"),
        ask(url, "modelFieldNames", modelName="none"),
        ask(url, "notesInfo", notes=[*notes, 1]),
        ask(url, "notesInfo", query="note:Proofdeck"),
        ask(url, "notesInfo"),
        ask(url, "cardsInfo", cards=[*cards, 1]),
        ask(url, "getReviewsOfCards", cards=[*cards, 1]),
        ask(url, "getDecks", cards=[*cards, 1]),
        ask(url, "insertReviews", reviews=[]),
        ask(url, "insertReviews", reviews=[_row(5, cards[0]), _row(6, cards[0], ease=0)]),
        ask(url, "insertReviews", reviews=[_row(7, cards[0]), _row(6, cards[0])]),
        ask(url, "insertReviews", reviews=[_row(8, 1)]),
        ask(url, "getReviewsOfCards", cards=[*cards, 1]),
        ask(url, "setSpecificValueOfCard", card=cards[0], keys=["type"], newValues=[2]),
        ask(url, "setSpecificValueOfCard", card=cards[0], keys=["due", "flags"], newValues=[3]),
        ask(url, "setSpecificValueOfCard", card=cards[0], **_STANDS),
        ask(url, "setSpecificValueOfCard", card=1, **_STANDS),
        ask(url, "setSpecificValueOfCard", card=[cards[0]], **_STANDS),
        ask(url, "findCards", query="prop:s>3.4 prop:s<3.6 prop:d>5 prop:d<5.5 prop:due=9"),
        ask(url, "cardsInfo", cards=cards),
        ask(url, "setDueDate", cards=cards[:2], days="4!"),
        ask(url, "setDueDate", cards=[1], days="4"),
        ask(url, "setDueDate", cards=cards[:1], days="some"),
        ask(url, "cardsInfo", cards=cards),
        ask(url, "areSuspended", cards=[*cards, 1]),
        ask(url, "suspend", cards=cards[:1]),
        ask(url, "suspend", cards=cards[:1]),
        ask(url, "suspend", cards=[1]),
        ask(url, "areSuspended", cards=cards),
        ask(url, "unsuspend", cards=cards[:1]),
        ask(url, "unsuspend", cards=[1]),
        ask(url, "addTags", notes=one, tags="leech mine"),
        ask(url, "addTags", notes=[1], tags="leech"),
        ask(url, "removeTags", notes=one, tags="leech"),
        ask(url, "updateNoteFields", note={"id": one[0], "fields": {"Notes": "my own", "?": ""}}),
        ask(url, "updateNoteFields", note={"id": 1, "fields": {"Notes": ""}}),
        ask(url, "updateNote", note={"id": one[0]}),
        ask(url, "changeDeck", cards=cards[:1], deck="Mine::Here"),
        ask(url, "changeDeck", cards=[1], deck="Empty"),
        ask(url, "createDeck", deck="Made::So")["error"],
        ask(url, "deleteDecks", decks=["Made"]),
        ask(url, "deleteDecks", decks=["Made"], cardsToo=True),
        ask(url, "importPackage", path="/none/here.apkg"),
        ask(url, "importPackage", path=str(package)),
        ask(url, "notesInfo", query="note:Proofdeck"),
        ask(url, "exportPackage", deck="none", path=str(scratch)),
        ask(url, "exportPackage", deck=DEMO, path=str(scratch), includeSched=True),
        ask(url, "deleteNotes", notes=[one[0], 1]),
        ask(url, "findNotes", query="note:Proofdeck"),
        ask(url, "deckNames"),
        ask(url, "guiDeckBrowser"),
        ask(url, "reloadCollection"),
        send(
            url,
            {
                "action": "multi",
                "version": 6,
                "params": {
                    "actions": [
                        {"action": "version"},
                        {"action": "version", "version": 6},
                        {"action": "nothing", "version": 6},
                        {"action": "notesInfo", "version": 6, "params": {"notes": [1]}},
                    ]
                },
            },
        ),
    ]
    return [list(one) if isinstance(one, type({}.keys())) else one for one in said]


def test_what_sync_reads_of_a_reader_is_what_anki_holds(ours: AnkiConnect) -> None:
    (info,) = ask(ours.url, "notesInfo", query='"Slug:one"')["result"]
    assert ours.col is not None
    note = ours.col.get_note(info["noteId"])
    assert {name: field["value"] for name, field in info["fields"].items()} == dict(note.items())
    assert info["cards"] == [int(card) for card in note.card_ids()]
    ((review,),) = ask(ours.url, "getReviewsOfCards", cards=info["cards"])["result"].values()
    assert review["ease"] == 4
    assert ask(ours.url, "notesInfo", notes=[1])["result"] == [{}]


def test_a_card_that_moves_keeps_its_history(ours: AnkiConnect) -> None:
    assert ours.col is not None
    card = ours.col.get_card(ours.col.find_cards("Slug:one")[0])
    before = (card.ivl, card.due, card.reps, card.queue)
    ask(ours.url, "changeDeck", cards=[card.id], deck="Elsewhere::Deep")
    card.load()
    assert (card.ivl, card.due, card.reps, card.queue) == before
    assert ask(ours.url, "getDecks", cards=[card.id])["result"] == {"Elsewhere::Deep": [card.id]}


def test_a_wrong_key_a_closed_profile_and_a_broken_line_are_told_apart(
    prepared: Path, tmp_path: Path
) -> None:
    with AnkiConnect(shutil.copytree(prepared, tmp_path / "keyed"), key="secret") as anki:
        refused = {"result": None, "error": "valid api key must be provided"}
        assert ask(anki.url, "deckNames") == refused
        inner = [{"action": "version", "version": 6}]
        assert ask(anki.url, "multi", "secret", actions=inner)["result"] == [refused]
        assert ask(anki.url, "requestPermission")["result"]["requireApikey"]
        anki.leave_profile()
        assert ask(anki.url, "deckNames", "secret")["error"] == "collection is not available"
        assert ask(anki.url, "version", "secret")["result"] == 6

        def hang_up(action: str) -> None:
            raise HangUpError

        anki.before = hang_up
        with pytest.raises((URLError, ConnectionError)):
            ask(anki.url, "version", "secret")


@pytest.mark.skipif(not ADDON, reason="PROOFDECK_ANKICONNECT names no AnkiConnect add-on")
def test_the_add_on_in_ankis_desktop_answers_the_same(
    ours: AnkiConnect, prepared: Path, tmp_path: Path
) -> None:
    package = prepared / "demo-en.apkg"
    begun = int(time.time() * 1000)  # what Anki counts its ids by
    with AnkiDesktop(shutil.copytree(prepared, tmp_path / "real")) as real:
        theirs = spoken(real.url, package, tmp_path / "real.apkg")
    mine = spoken(ours.url, package, tmp_path / "ours.apkg")
    for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        assert timeless(one, begun) == timeless(other, begun), number


def timeless(answer: Any, begun: int) -> Any:
    """An answer without what depends on the moment in which it was given, or on a window."""
    if isinstance(answer, dict):
        left_out = {"mod", "nextReviews"}
        return {key: timeless(one, begun) for key, one in answer.items() if key not in left_out}
    if isinstance(answer, list):
        return [timeless(one, begun) for one in answer]
    return "new" if isinstance(answer, int) and answer >= begun else answer
