"""A learner who studies here and in Anki, and carries reviews to and fro."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from generator.bridging.anki_history import latest_moment
from generator.bridging.from_running import fetch, remember
from generator.bridging.history_in_package import read_history
from generator.bridging.intake import Intake, intake
from generator.bridging.live_history import Studied
from generator.bridging.log_side import Studying, studying, take_in, until
from generator.bridging.outgo import all_scheduled
from generator.bridging.scheduled_package import Scheduled, keys_in, write_scheduled
from generator.bridging.to_running import Delivered, Offered, deliver, offer
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_values import Review
from generator.syncing.anki_connect import Client

_tokens = itertools.count()


@dataclass
class Learner:
    """Has a review log in `folder`, and the deck of `package`."""

    folder: Path
    package: Path
    log: ReviewLog = field(init=False)

    def __post_init__(self) -> None:
        self.log = ReviewLog.open(self.folder / "reviews.db", seed="test")

    def cards(self) -> list[CardKey]:
        return sorted(keys_in(self.package))

    def grade(self, key: CardKey, grade: int, at: int) -> Review:
        """Grade a card in study at a moment in ms."""
        return self.log.grade(key, grade, token=f"t{next(_tokens)}", now=at, took=3_000).review

    def to_package(self, name: str = "history.apkg") -> Path:
        """A package for a collection that lacks the notes."""
        path = self.folder / name
        write_scheduled(self.package, history_of_log(self.log), path)
        return path

    def from_package(self, path: Path) -> Intake:
        mine = studying(self.log)
        plan = intake(read_history(path), mine.reviews, mine.marks, mine.settings)
        take_in(self.log, plan)
        return plan

    def reviews(self) -> dict[CardKey, list[tuple[int, int]]]:
        """By card the moments and grades that count."""
        found: dict[CardKey, list[tuple[int, int]]] = {}
        for review in self.log.reviews():
            if review.grade:
                found.setdefault(review.key, []).append((review.id, review.grade))
        return found


def history_of_log(log: ReviewLog) -> Mapping[CardKey, Scheduled]:
    return all_scheduled(until(studying(log), latest_moment())[0])


def import_history(col: Collection, path: Path) -> None:
    """Import a package as one does who ticks the box for learning progress."""
    options = ImportAnkiPackageOptions(with_scheduling=True, merge_notetypes=True)
    col.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    col.models._clear_cache()


def export(col: Collection, path: Path, *, legacy: bool = True) -> Path:
    """An export of the whole collection with scheduling, in either of Anki's formats."""
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
    )
    col.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def card_of(col: Collection, key: CardKey) -> int:
    """The id of a card in Anki."""
    query = "select c.id from cards c join notes n on n.id = c.nid where n.guid = ? and c.ord = ?"
    return int(col.db.scalar(query, key.guid, key.ordinal))


def reviews_in(col: Collection) -> dict[CardKey, list[tuple[int, int]]]:
    """By card the moments and grades of the reviews in Anki that count."""
    found: dict[CardKey, list[tuple[int, int]]] = {}
    for guid, ordinal, id_, ease in col.db.all(
        "select n.guid, c.ord, r.id, r.ease from revlog r join cards c on c.id = r.cid "
        "join notes n on n.id = c.nid where r.ease > 0 order by r.id"
    ):
        found.setdefault(CardKey(guid, ordinal), []).append((id_, ease))
    return found


def answer(col: Collection, key: CardKey, grade: int, at: int) -> None:
    """Grade a card in Anki, and give the review the moment `at` (ms)."""
    card = col.get_card(card_of(col, key))
    card.start_timer()
    col.sched.answerCard(card, grade)
    (newest,) = col.db.first("select max(id) from revlog where cid = ?", card.id)
    col.db.execute("update revlog set id = ? where id = ?", at, newest)
    card.load()
    card.last_review_time = at // 1000
    col.update_card(card)


@dataclass
class Desk:
    """A learner's Anki, running at `url`, and the deck as its lock names it."""

    learner: Learner
    url: str
    studied: Studied

    @property
    def client(self) -> Client:
        return Client(self.url)

    def mine(self) -> Studying:
        return studying(self.learner.log, self.studied.guids)

    def offer(self, **options: bool) -> Offered:
        return offer(self.client, self.studied, self.mine(), **options)

    def give(self, **options: bool) -> Delivered:
        """Give Anki what it lacks."""
        return deliver(self.client, self.offer(**options))

    def take(self, *, take_back: bool = False) -> Intake:
        """Take in what Anki has."""
        fetched = fetch(self.client, self.studied, self.mine())
        take_in(self.learner.log, fetched.plan, take_back=take_back)
        remember(fetched)
        return fetched.plan
