"""The page of a study desk gets cards and gives grades; none is lost, and none counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import pytest

from generator.building.deck import build_deck
from generator.practicing.trials import Trials
from generator.scheduling.card_filter import CardFilter
from generator.scheduling.card_key import CardKey
from generator.scheduling.due_queue import Queue
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_values import CardState
from generator.studying.package_source import PackageSource
from generator.studying.study_app import StudyApp
from generator.studying.study_deck import StudyDeck
from generator.studying.study_desk import StudyDesk
from tests.support.decks import write_deck
from tests.support.local_pages import Answer, Client, next_of, served

TEXT = """# Lists

## First? {#first .tag}

It is `[0]`.

## Second? {#second}

It is `[1]`.

## Fill {#fill .cloze}

{{c1::a}} then {{c2::b}}.

## Sum? {#sum .predict}

```python
print(1 + 1)
```

```output
2
```

## Write `double(x)` {#double .exercise}

```python {.starter}
def double(x):
    ...
```

> [!hint] Add it to itself.

```python {.solution}
def double(x):
    return x + x
```

```python {.tests}
assert double(3) == 6
assert double(-1) == -2
```
"""


class Told:
    """A source whose deck is another one at once."""

    def __init__(self, deck: StudyDeck) -> None:
        self.deck = deck
        self._callbacks: list[Any] = []

    def subscribe(self, callback: Any) -> Any:
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def tell(self, deck: StudyDeck) -> None:
        self.deck = deck
        for callback in self._callbacks:
            callback()


@dataclass
class Page:
    """What a page asks of a desk that is served."""

    client: Client
    source: Told
    log: ReviewLog
    tokens: Iterator[str]

    def next(self, query: str = "") -> Any:
        answer = self.client.ask(f"/api/next{query}")
        assert answer.status == 200, answer.body
        return answer.json

    def grade(self, card: Any, grade: int, **others: Any) -> Answer:
        body = {
            "card": card["key"], "turn": card["turn"], "digest": card["digest"], "grade": grade,
            "token": next(self.tokens), "at": 0, "took": 1_500,
        }  # fmt: skip
        return self.client.post("/api/grade", {**body, **others})

    def reviews(self) -> list[tuple[str, int]]:
        return [(review.key.guid, review.grade) for review in self.log.reviews()]


def open_page(stack: ExitStack, source: Told, log: ReviewLog) -> Page:
    trials = stack.enter_context(Trials())
    app = StudyApp(source, StudyDesk(source, log), trials)
    client = stack.enter_context(served(app.guarded, app.close))
    html = client.ask("/").body.decode()
    client.token = html.partition('proofdeck-token" content="')[2].partition('"')[0]
    assert client.token
    return Page(client, source, log, (f"{client.port}-{number}" for number in count()))


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> StudyDeck:
    folder = tmp_path_factory.mktemp("deck")
    built = build_deck(write_deck(folder / "deck", {"en/01.md": TEXT}), folder / "out", only="apkg")
    return PackageSource([path for path in built.files if path.suffix == ".apkg"]).deck


@pytest.fixture
def page(deck: StudyDeck, tmp_path: Path) -> Iterator[Page]:
    with ExitStack() as stack:
        log = stack.enter_context(ReviewLog.open(tmp_path / "reviews.db"))
        yield open_page(stack, Told(deck), log)


def test_a_grade_is_stored_and_the_next_card_comes(page: Page) -> None:
    first = page.next()
    assert (first["card"]["id"], first["card"]["state"], first["undo"]) == (
        "en/first",
        "new",
        False,
    )
    assert first["card"]["intervals"] == sorted(first["card"]["intervals"])
    answer = page.grade(first["card"], 3)
    assert answer.json == {"stored": True, "repeated": False, "leech": False}
    then = page.next()
    assert (then["card"]["id"], then["undo"]) == ("en/second", True)
    assert then["counts"]["learning"] == 1
    assert page.reviews() == [(first["card"]["key"].partition(":")[0], 3)]


def test_a_grade_whose_answer_was_lost_counts_once(page: Page) -> None:
    card = page.next()["card"]
    page.grade(card, 3, token="same")
    assert page.grade(card, 3, token="same").json["repeated"] is True
    assert len(page.reviews()) == 1


def test_a_card_that_was_graded_in_another_window_is_not_graded_again(page: Page) -> None:
    card = page.next()["card"]
    page.grade(card, 3)
    answer = page.grade(card, 1)
    assert (answer.status, answer.json["message"]) == (
        409,
        "this card has been graded in another window meanwhile",
    )
    assert len(page.reviews()) == 1


def test_pages_hear_of_a_grade_that_another_process_stored(page: Page) -> None:
    card = page.next()["card"]
    with page.client.listening() as following, ReviewLog.open(page.log.path) as elsewhere:
        next_of(following, "hello")
        elsewhere.grade(CardKey.parse(card["key"]), 3, token="elsewhere")
        next_of(following, "change", lambda data: data.get("graded") == card["key"])
    assert page.client.ask(f"/api/card/{quote(card['key'], safe='')}").json["turn"] != card["turn"]


def test_a_grade_is_taken_back_and_its_card_shown_again(page: Page) -> None:
    card = page.next()["card"]
    page.grade(card, 1)
    undone = page.client.post("/api/undo", {"token": "u"}).json
    assert (undone["undone"], undone["card"]["key"], undone["card"]["turn"]) == (
        "grade",
        card["key"],
        0,
    )
    assert page.client.post("/api/undo", {"token": "u"}).status == 200  # its answer was lost
    assert page.client.post("/api/undo", {"token": "v"}).status == 409
    assert page.reviews() == []


def test_marks_hide_a_card_and_are_taken_back(page: Page) -> None:
    card = page.next()["card"]
    page.client.post("/api/mark", {"card": card["key"], "flag": 2})
    assert page.next()["card"]["flag"] == 2
    page.client.post("/api/mark", {"card": card["key"], "suspend": True})
    assert page.next()["card"]["id"] == "en/second"
    assert page.client.post("/api/undo", {}).json["undone"] == "suspend"
    assert page.next()["card"]["id"] == "en/first"
    assert page.client.post("/api/mark", {"card": card["key"]}).status == 400
    page.client.post("/api/mark", {"card": card["key"], "suspend": True})
    found = page.next("?only=suspended")["card"]
    assert (found["id"], found["suspended"]) == ("en/first", True)
    page.client.post("/api/mark", {"card": card["key"], "suspend": False})
    assert page.next("?only=suspended")["card"] is None
    assert page.next()["card"]["id"] == "en/first"


def test_siblings_of_a_cloze_are_cards_of_their_own_with_sides_of_their_own(page: Page) -> None:
    keys = [
        str(key) for key in page.source.deck.cards if page.source.deck.cards[key].id == "en/fill"
    ]
    cards = [page.client.ask(f"/api/card/{quote(key, safe='')}").json for key in keys]
    fronts = [page.client.ask(card["sides"]["front"]).body.decode() for card in cards]
    assert ["[...]</span> then" in front for front in fronts] == [True, False]
    back = page.client.ask(cards[0]["sides"]["back"])
    policy = back.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-same-origin allow-popups")
    assert "script" not in policy


def test_cards_are_chosen_by_what_they_are(page: Page) -> None:
    assert page.next("?chapter=Lists&only=due")["card"] is None
    assert page.next("?chapter=Nowhere")["card"] is None
    assert page.next("?language=*")["card"]["id"] == "en/first"
    assert page.client.ask("/api/next?only=all").status == 400


def test_a_deck_that_changes_is_told_and_an_answer_that_changed_is_shown_as_changed(
    page: Page,
) -> None:
    card = page.next()["card"]
    page.grade(card, 4)
    with page.client.listening() as following:
        next_of(following, "hello")
        deck = page.source.deck
        changed = {
            key: replace(one, due=replace(one.due, digest="other"))
            for key, one in deck.cards.items()
        }
        page.source.tell(replace(deck, cards=MappingProxyType(changed)))
        assert next_of(following, "change").data["deck"] is True
    second = page.next()["card"]  # as it is now
    page.grade({**second, "digest": "as it was before"}, 4)  # from a page that was not told
    for each in (card, second):
        assert page.client.ask(f"/api/card/{each['key']}").json["changed"] is True
    assert page.next("?only=changed")["card"]["key"] == card["key"]


def test_a_card_that_has_left_the_deck_is_told_and_its_grade_is_kept(page: Page) -> None:
    card = page.next()["card"]
    page.source.tell(replace(page.source.deck, cards=MappingProxyType({})))
    assert page.grade(card, 3).json["stored"] is True
    assert page.client.ask(f"/api/card/{card['key']}").status == 404
    assert page.client.ask(card["sides"]["front"]).status == 404


def card_named(page: Page, slug: str) -> Any:
    key = next(key for key, card in page.source.deck.cards.items() if card.id == f"en/{slug}")
    return page.client.ask(f"/api/card/{key}").json


def test_an_answer_is_judged_and_a_changed_program_runs(page: Page) -> None:
    card = card_named(page, "sum")
    assert (card["practice"]["answer"], card["practice"]["runnable"]) == ("output", True)
    ask = page.client.post
    assert ask("/api/judge", {"card": card["key"], "answer": ["2"]}).json["right"] is True
    assert ask("/api/judge", {"card": card["key"], "answer": ["3"]}).json["right"] is False
    run = {"card": card["key"], "code": ["print(2 + 2)"], "ticket": "a"}
    tried = ask("/api/run", run).json
    assert (tried["ok"], tried["cells"][0]["outputs"]) == (True, [["stdout", "4"]])
    assert ask("/api/run", {**run, "code": []}).status == 400
    assert ask("/api/cancel", {"ticket": "a"}).status == 200
    assert ask("/api/judge", {"card": "nobody:0", "answer": []}).status == 404
    assert page.reviews() == []


def test_an_exercise_is_graded_by_its_tests_and_the_last_attempt_is_kept(page: Page) -> None:
    card = card_named(page, "double")
    assert card["practice"]["attempt"] == ""
    hint = page.client.ask(f"/api/hint?card={quote(card['key'])}&n=1")
    assert hint.json == {"hint": "Add it to itself."}
    assert page.client.ask(f"/api/hint?card={quote(card['key'])}&n=2").status == 400
    wrong = "def double(x):\n    return 6"
    body = {"card": card["key"], "code": wrong, "ticket": "t", "took": 1_000, "hints": 0}
    graded = page.client.post("/api/exercise", body).json
    assert (graded["ok"], graded["grade"]) == (False, 1)
    assert [test["ok"] for test in graded["tests"]] == [True, False]
    assert card_named(page, "double")["practice"]["attempt"] == wrong
    starter = card["practice"]["exercise"]["starter"]["text"]
    assert page.client.post("/api/exercise", body | {"code": f"{starter}\n"}).status == 200
    assert card_named(page, "double")["practice"]["attempt"] == wrong  # that was no attempt


def test_settings_are_kept_and_nonsense_is_refused(page: Page) -> None:
    assert page.client.post("/api/settings", {"new": 1, "minutes": 0}).json["new"] == 1
    assert page.client.post("/api/settings", {"retention": 0.2}).status == 400
    assert page.next()["counts"]["new"] == 1
    assert page.log.settings().retention == 0.9


def test_two_servers_may_study_with_one_log(deck: StudyDeck, tmp_path: Path) -> None:
    with ExitStack() as stack:
        logs = [stack.enter_context(ReviewLog.open(tmp_path / "reviews.db")) for _ in range(2)]
        one, other = (open_page(stack, Told(deck), log) for log in logs)
        card = one.next()["card"]
        assert other.next()["card"]["key"] == card["key"]
        one.grade(card, 3)
        assert other.next()["card"]["id"] == "en/second"
        assert other.grade(card, 3).status == 409


def test_a_card_that_another_window_grades_in_this_moment_is_not_shown(
    deck: StudyDeck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, graded = Queue.state, []

    def graded_meanwhile(queue: Queue, key: CardKey) -> CardState:
        if not graded:
            graded.append(key)
            log.grade(key, 4, token="in the other window")
        return state(queue, key)

    monkeypatch.setattr(Queue, "state", graded_meanwhile)
    with ReviewLog.open(tmp_path / "reviews.db") as log:
        _, shown = StudyDesk(Told(deck), log).next(CardFilter())
        assert shown is not None
        assert (shown.phase, shown.turn) == ("new", 0)
        assert shown.card.key != graded[0]


def test_nobody_else_grades_or_reads(page: Page) -> None:
    card = page.next()["card"]
    body = {"card": card["key"], "turn": 0, "grade": 3, "token": "t", "at": 0, "took": 0}
    foreign = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert page.client.post("/api/grade", body, X_Proofdeck_Token="guessed").status == 403
    assert page.client.post("/api/grade", body, Origin=foreign["Origin"]).status == 403
    assert page.client.ask("/api/next", headers=foreign).status == 403
    assert page.reviews() == []
