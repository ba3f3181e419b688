"""Cards that lie in their worker's name, side by side with honest ones, through the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import proofdeck
from tests.support.decks import write_deck

FIND = "import gc\nchannel = next(o for o in gc.get_objects() if type(o).__name__ == 'Channel')\n"
LIES = {
    "begins-another-cell": "channel.post('begin', cell=99)",
    "begins-no-cell": "channel.post('begin', cell=-1)",
    "ends-at-no-time": "channel.post('end', seconds=float('nan'))",
    "weighs-too-much": "channel.post('weight', bytes=10**30)",
    "compiles-elsewhere": "channel.post('compiled', name='../../evil-cache', data='eA==')",
    "starts-again": "channel.post('start', sandbox='landlock7+seccomp+netns')",
    "shows-a-deep-value": "s = {'type': 'x', 'kind': 'number'}\nfor _ in range(300):\n    s = {'type': 'x', 'kind': 'sequence', 'items': [['0', s]]}\nchannel.post('value', text='x', dropped=0, structure=s)",
    "says-that-it-is-done": "channel.post('end', seconds=0.0)\nchannel.post('verdict', ended='finished', status=0)\nchannel.post('done', reads=[])",
    "speaks-for-another": "channel._token = '0' * 16\nchannel.post('begin', cell=0)",
    "notes-elsewhere": "channel.post('note', cell=0, line=99, kind='print', text='', structure=None)",
    "fails-in-no-cell": "channel.post('raised', name='E', qualified='E', bases=[], text='E', frames=[{'path': 'x', 'line': 1, 'name': 'f', 'source': '', 'cell': 7}])",
}  # fmt: skip


def chapter() -> str:
    cards = ["# Lies\n"]
    for slug, lie in LIES.items():
        cards.append(f"## {slug} {{#{slug}}}\n\n```python\n{FIND}{lie}\n```\n\nText.\n")
        cards.append(f"## Honest {{#honest-{slug}}}\n\n```python\nprint(2)  # => 2\n```\n")
    return "\n".join(cards)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_deck(tmp_path_factory.mktemp("forged") / "deck", {"en/01.md": chapter()})


def test_a_lie_is_its_own_cards_problem_and_no_neighbours(deck: Path) -> None:
    done = proofdeck("check", deck, "--format", "json", cwd=deck.parent)
    assert (done.code, "Traceback" in done.err) == (1, False)
    report = json.loads(done.out)
    cards = {card["id"]: card["status"] for card in report["cards"]}
    assert {slug for slug, status in cards.items() if status == "failed"} == set(LIES)
    assert {cards[f"honest-{slug}"] for slug in LIES} == {"verified"}
    assert {(p["card"], p["code"]) for p in report["problems"]} == {(s, "forged") for s in LIES}
    assert all("in the name of its worker" in problem["message"] for problem in report["problems"])


def test_nothing_of_a_lie_is_accepted(deck: Path) -> None:
    source = (deck / "en/01.md").read_bytes()
    done = proofdeck("accept", deck, "--yes", cwd=deck.parent)
    assert "Traceback" not in done.err
    assert (deck / "en/01.md").read_bytes() == source


def test_an_article_that_lies_is_audited_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(chapter(), "utf-8")
    done = proofdeck("audit", "a.md", "--format", "json", cwd=tmp_path)
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert done.out.count("in the name of its worker") == len(LIES)
