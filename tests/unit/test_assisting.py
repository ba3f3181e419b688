"""What is done for an assistant, without a server."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from generator.assisting import jobs
from generator.assisting.answer_bounds import bounded, whole_characters
from generator.assisting.bench import Bench
from generator.assisting.card_list import list_cards, read_chapter
from generator.assisting.check_jobs import check_part, check_text, show_card
from generator.assisting.deck_resources import listed, text_at
from generator.assisting.format_guide import sections
from generator.assisting.jobs import Lane, Watched
from generator.assisting.program_job import run_program
from generator.assisting.refused import RefusedError
from generator.assisting.text_audit import audit_text
from generator.assisting.tool_arguments import ListCards
from generator.assisting.tools import tools
from generator.model import ProblemsError
from generator.running.run_options import RunOptions
from generator.running.sandbox import confinement
from tests.support.cli import ROOT
from tests.support.decks import CARD, write_deck


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(write_deck(tmp_path / "deck"), RunOptions(trust=True))


def test_programs_of_an_assistant_run_in_a_weak_sandbox_only_if_the_user_says_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {"landlock": "", "seccomp": "", "netns": "forbidden"}
    known = {"readable": ["/usr"], "landlock": 7, "missing": missing}
    monkeypatch.setattr(confinement, "_probe", lambda python: known)
    watched, careful = Watched(), Bench(bench.folder, RunOptions())
    for work in (
        lambda: run_program(careful, watched, "1", 1),
        lambda: check_text(careful, watched, CARD, "", "", (), strict=False, sides=False),
        lambda: check_part(careful, watched, "", (), strict=False, offset=0),
        lambda: show_card(careful, watched, "it", ""),
        lambda: audit_text(careful, watched, "x", "markdown", 1),
    ):
        with pytest.raises(ProblemsError) as caught:
            work()
        (problem,) = caught.value.problems
        assert problem.code == "untrusted" and "--trust" in problem.hint
    bench.require_sandbox()
    assert list_cards(bench, "", (), (), (), (), 0)["total"] == 1  # which runs nothing


def test_a_deck_whose_settings_break_while_it_is_served_is_told_by_its_problem(
    bench: Bench,
) -> None:
    (bench.folder / "deck.toml").write_text("name = \n", "utf-8")
    with pytest.raises(ProblemsError) as caught:
        list_cards(bench, "", (), (), (), (), 0)
    assert caught.value.problems[0].code == "bad-toml"


def test_cards_are_listed_as_they_are_after_every_change(bench: Bench) -> None:
    def listing() -> list[tuple[str, str]]:
        cards = list_cards(bench, "", (), (), (), (), 0)["cards"]
        return [(card["slug"], card["status"]) for card in cards]

    code = "## Sum? {#sum}\n\n`{python} 1 + 1`\n"
    assert listing() == listing() == [("it", "no-code")]
    (bench.folder / "en" / "02.md").write_text(code, "utf-8")
    assert listing() == [("it", "no-code"), ("sum", "not-checked")]
    with bench.session:
        check_part(bench, Watched(), "", (), strict=False, offset=0)
    bench.learned()
    assert listing() == [("it", "no-code"), ("sum", "verified")]
    (bench.folder / "en" / "02.md").unlink()
    assert listing() == [("it", "no-code")]


def test_a_chapter_that_leads_out_of_its_deck_is_not_read(bench: Bench, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("secret", "utf-8")
    (bench.folder / "en" / "02.md").symlink_to(secret)
    for path in ("en/02.md", "../secret.md", str(secret), "deck.toml"):
        with pytest.raises(RefusedError, match="no chapter"):
            read_chapter(bench, path, 1)


def test_a_chapter_with_a_name_that_is_no_text_is_listed_and_read(bench: Bench) -> None:
    name = os.fsdecode(b"en/\xff.md")
    (bench.folder / name).write_text(CARD.replace("#it", "#other"), "utf-8")
    answer = whole_characters(list_cards(bench, "other", (), (), (), (), 0))
    assert answer["total"] == 1
    json.dumps(answer, ensure_ascii=False).encode("utf-8")
    found, _ = listed(bench, "")
    assert text_at(bench, found[-1].address) == (bench.folder / name).read_text("utf-8")


def test_an_answer_is_never_longer_than_its_bound_and_counts_what_is_missing() -> None:
    items = [{"text": "x" * 9_000, "number": number} for number in range(50)]
    answer = bounded({"a": items, "b": list(items), "name": "n"}, ("b", "a"), most=20_000)
    assert len(json.dumps(answer)) < 21_000
    assert answer["b"] and not answer["a"]
    assert answer["left-out"] == {"b": 50 - len(answer["b"]), "a": 50}
    assert "characters" in answer["b"][0]["text"]
    assert bounded({"a": []}, ("a",)) == {"a": [], "left-out": {}}


def test_the_guide_is_the_page_of_the_documentation() -> None:
    page = (ROOT / "docs" / "cards.md").read_text("utf-8")
    for words, text in sections().items():
        assert text in page, words
    assert {"Kinds", "Options of a fence", "Results in comments"} <= sections().keys()


@pytest.mark.parametrize("given", ["a", ["a"], '["a"]'])
def test_names_are_taken_in_the_forms_in_which_models_give_them(given: object) -> None:
    assert ListCards.model_validate({"kinds": given}).kinds == ["a"]


def test_a_model_is_told_of_each_argument_what_it_is() -> None:
    for tool in tools(write=True).values():
        schema: dict[str, Any] = tool.arguments.model_json_schema()
        assert schema["additionalProperties"] is False
        assert len(tool.description) < 700, tool.name
        assert tool.answer()["type"] == "object"


def test_a_job_that_is_done_leaves_the_programs_of_the_next_ones_warm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long its thread takes to end after its result is known."""
    stopped = []
    tell = jobs._Job._tell

    def slowly(job: jobs._Job[int], *arguments: Any) -> None:
        tell(job, *arguments)
        time.sleep(0.2)

    monkeypatch.setattr(jobs._Job, "_tell", slowly)

    async def twice() -> list[int]:
        lane = Lane(lambda: stopped.append("stopped"))
        return [await lane.run(lambda watched: 1, 60), await lane.run(lambda watched: 2, 60)]

    assert asyncio.run(twice()) == [1, 2]
    assert stopped == []
