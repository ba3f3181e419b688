"""`proofdeck mcp`: what an assistant that writes cards can ask for, and what it cannot do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import jsonschema
import pytest
from mcp_types import Tool

from generator.kinds.table import KINDS
from generator.reporting.report_json import SCHEMA_FILE
from tests.support.assistant import Assistant, assistant
from tests.support.decks import write_deck

WRITING = {"write_chapter", "accept_results"}
ONE = "## One? {#one tags=basics}\n\n```python\nprint(1)  # => 1\n```\n"
TWO = "## Two? {#two .predict}\n\n```python\nx = 2\nprint(x)\n```\n\n```output\n2\n```\n"
ENDLESS = "while True:\n    pass\n"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    many = "".join(f"## Number {n}? {{#n{n}}}\n\nIt is {n}.\n\n" for n in range(450))
    chapters = {"en/01-one.md": ONE, "en/02-many.md": many, "zh/01-one.md": ONE}
    folder = tmp_path_factory.mktemp("mcp") / "deck"
    return write_deck(folder, chapters, toml='name = "demo"\nlanguages = ["en", "zh"]\n')


@pytest.fixture(scope="module")
def reader(deck: Path) -> Iterator[Assistant]:
    """An assistant that may not write; none of its questions has changed the deck in the end."""
    before = files(deck)
    with assistant(deck.parent, "deck") as made:
        yield made
    assert files(deck) == before


def test_an_assistant_that_may_not_write_is_offered_no_way_to(reader: Assistant) -> None:
    tools: dict[str, Tool] = {tool.name: tool for tool in reader.ask("list_tools").tools}
    assert "check_text" in tools and not WRITING & tools.keys()
    for tool in tools.values():
        assert tool.annotations is not None and tool.annotations.read_only_hint
        assert tool.description and tool.output_schema
    for name in WRITING:
        assert "--write" in reader.refused(name, path="en/x.md", text="x")


def test_a_text_that_holds_is_verified_with_what_came_out(reader: Assistant) -> None:
    answer = reader.call("check_text", text=TWO, sides=True, path=None)
    jsonschema.validate(answer, json.loads(SCHEMA_FILE.read_text("utf-8")))
    assert answer["summary"]["errors"] == 0
    (card,) = answer["cards"]
    assert (card["id"], card["status"]) == ("two", "verified")
    (came_out,) = answer["came-out"]
    assert came_out["card"] == "two" and came_out["cells"][0]["output"] == "2\n"
    (sides,) = answer["sides"]
    assert "print(x)" in sides["front"] and sides["back"].startswith("```text\n2\n")


def test_a_false_claim_comes_with_the_edit_that_mends_it(reader: Assistant) -> None:
    answer = reader.call("check_text", text=TWO.replace("\n2\n```\n", "\n3\n```\n"), language="zh")
    (problem,) = [each for each in answer["problems"] if each["severity"] == "error"]
    assert problem["code"] == "false-claim" and problem["path"] == "deck/zh/draft.md"
    assert problem["edit"]["text"] == "2" and problem["end_line"] == 9
    assert answer["cards"][0]["status"] == "failed"


def test_a_text_that_crashes_says_on_which_line(reader: Assistant) -> None:
    answer = reader.call("check_text", text=ONE.replace("print(1)", "1 / 0"), path="en/01-one.md")
    problems = {each["code"]: each for each in answer["problems"]}
    assert problems["crash"]["line"] == 4
    assert answer["came-out"][0]["cells"][0]["error"]["type"] == "ZeroDivisionError"


def test_a_slug_that_is_taken_is_told_before_the_card_is_written(reader: Assistant) -> None:
    answer = reader.call("check_text", text=ONE)
    (problem,) = answer["problems"]
    assert problem["code"] == "duplicate-slug" and "01-one.md" in problem["message"]


def test_a_translation_is_held_against_its_twin_before_it_is_written(reader: Assistant) -> None:
    other = ONE.replace("print(1)  # => 1", "print(2)  # => 2")
    answer = reader.call("check_text", text=other, path="zh/01-one.md")
    (problem,) = answer["problems"]
    assert (problem["code"], problem["severity"]) == ("differing-twin", "warning")
    strict = reader.call("check_text", text=other, path="zh/01-one.md", strict=True)
    assert strict["problems"][0]["severity"] == "error"
    assert reader.call("check_text", text=ONE, path="zh/01-one.md")["problems"] == []


def test_a_long_check_says_how_far_it_is(reader: Assistant) -> None:
    heard: list[str | None] = []

    async def hear(done: float, total: float | None, words: str | None) -> None:
        heard.append(words)

    text = "## Slow? {#slow}\n\n```python\nimport time\ntime.sleep(1)\n```\n"
    result = reader.start("check_text", hear, text=text).result()
    assert not result.is_error and "running: 0 of 1" in heard


def test_a_program_is_told_by_line_with_what_varies(reader: Assistant) -> None:
    code = "import random\nx = [1]\nx.append(2)\nprint(x)\nrandom.random()\n"
    answer = reader.call("run_program", code=code)
    values = [(each["line"], each["kind"], each["name"], each["text"]) for each in answer["values"]]
    assert values[:3] == [
        (2, "value", None, "[1]"),
        (3, "value", "x", "[1, 2]"),
        (4, "print", None, "[1, 2]"),
    ]
    assert answer["output"].startswith("[1, 2]\n0.") and answer["times"] >= 2
    assert "random" in answer["varies"][0]["cause"]


def test_a_program_that_does_not_end_is_ended(reader: Assistant) -> None:
    answer = reader.call("run_program", code=ENDLESS, timeout=0.5)
    assert answer["ended"] == "timeout" and "was stopped" in answer["why"]
    text = f"## E? {{#e}}\n\n```python {{timeout=600}}\n{ENDLESS}```\n"
    assert "within 1 seconds" in reader.refused("check_text", text=text, limit=1)
    assert reader.call("run_program", code="1 + 1")["output"] == "2"


def test_a_call_that_is_cancelled_leaves_the_server_free_for_the_next(reader: Assistant) -> None:
    endless = reader.start("run_program", code=ENDLESS, timeout=60)
    listing = reader.call("list_cards", search="one")  # is answered meanwhile
    assert [card["language"] for card in listing["cards"]] == ["en", "zh"]
    assert not endless.done()
    endless.cancel()
    with pytest.raises(CancelledError):
        endless.result()
    assert reader.call("run_program", code="1 + 1")["output"] == "2"


def test_calls_at_the_same_time_are_all_answered(reader: Assistant) -> None:
    calls = [reader.start("run_program", code=f"print({number})") for number in range(4)]
    calls += [reader.start("explain_problem", code="crash") for _ in range(4)]
    answers = [each.result().structured_content for each in calls]
    assert [each["output"] for each in answers[:4] if each] == ["0\n", "1\n", "2\n", "3\n"]


def test_a_long_list_comes_in_parts_that_make_up_the_whole(reader: Assistant) -> None:
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        answer = reader.call("list_cards", search="number", offset=offset)
        assert answer["total"] == 450 and len(json.dumps(answer)) < 60_000
        found += [card["slug"] for card in answer["cards"]]
        offset = answer["next-offset"]
    assert found == [f"n{number}" for number in range(450)]


def test_a_chapter_comes_in_parts_that_make_up_the_whole(deck: Path, reader: Assistant) -> None:
    line: int | None = 1
    parts = []
    while line is not None:
        answer = reader.call("read_chapter", path="en/02-many.md", first_line=line)
        parts.append(answer["text"])
        line = answer["next-line"]
    assert "\n".join(parts) == (deck / "en" / "02-many.md").read_text("utf-8")


def test_an_answer_says_what_did_not_fit_into_it(reader: Assistant) -> None:
    text = "".join(f"## {n}? {{#f{n} .nothing-like-it}}\n\nIt.\n\n" for n in range(300))
    answer = reader.call("check_text", text=text)
    left = answer["left-out"]
    assert len(json.dumps(answer, ensure_ascii=False)) < 60_000
    total = answer["summary"]["errors"] + answer["summary"]["warnings"]
    assert left["problems"] + len(answer["problems"]) == total and left["problems"] > 0
    assert left["cards"] + len(answer["cards"]) == 300


def test_a_card_is_shown_in_each_language(reader: Assistant) -> None:
    sides = reader.call("show_card", card="one")["sides"]
    assert [each["language"] for each in sides] == ["en", "zh"]
    assert "did you mean `one`?" in reader.refused("show_card", card="onee")


def test_the_format_can_be_looked_up(reader: Assistant) -> None:
    kinds = reader.call("card_kinds")["kinds"]
    assert [each["kind"] for each in kinds] == list(KINDS)
    assert all(f"{kind['classes']}}}" in kind["example"] for kind in kinds)
    options = reader.call("card_options")
    assert any("timeout" in each["option"] for each in options["fences"])
    assert any("=> 4" in each["comment"] for each in options["comments"])
    assert {"{#slug}", "deck"} <= {
        each["option"] for each in (*options["headings"], *options["front-matter"])
    }
    assert "MathJax" in reader.call("format_guide", section="Formulas")["text"]
    assert reader.call("explain_problem", code="[crash]")["mend"]
    for tool, name in (("card_kinds", "kind"), ("format_guide", "section")):
        assert "here" in reader.refused(tool, **{name: "nothing like it"})


def test_an_article_is_audited_without_a_word_about_where_it_was_put(reader: Assistant) -> None:
    answer = reader.call("audit_text", text="# A\n\n```python\nprint(1)  # => 2\n```\n")
    assert answer["summary"]["false-claims"] == 1
    assert answer["problems"][0]["path"] == "article.md"
    assert answer["blocks"][0]["claims"][0]["got"] == "1"
    code = 'def f():\n    """\n    >>> 1 + 1\n    2\n    """\n'
    assert reader.call("audit_text", text=code, form="python")["summary"]["true-claims"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"text": 3},
        {"text": "x" * 300_000},
        {"text": "x", "path": "en/\0.md"},
        {"text": "x", "path": "../x.md"},
        {"text": "x", "language": "fr"},
        {"text": "x", "cards": ["no-such-card"]},
        {"text": "x", "unknown": 1},
        {"text": "x", "limit": -1},
    ],
    ids=str,
)
def test_what_cannot_be_asked_for_is_refused_in_words(
    reader: Assistant, arguments: dict[str, object]
) -> None:
    why = reader.refused("check_text", **arguments)
    assert why and "Traceback" not in why and "itself failed" not in why and len(why) < 1_000


def test_chapters_and_the_guide_can_be_attached(deck: Path, reader: Assistant) -> None:
    found = reader.ask("list_resources").resources
    addresses = {each.name: each.uri for each in found}
    (content,) = reader.ask("read_resource", addresses["zh/01-one.md"]).contents
    assert content.text == ONE
    (content,) = reader.ask("read_resource", addresses["Guide to cards"]).contents
    assert "{python}" in content.text


@pytest.fixture
def writable(tmp_path: Path) -> Path:
    chapters = {"en/01.md": ONE, "en/README.md": "# About\n"}
    return write_deck(tmp_path / "deck", chapters, toml='name = "demo"\nexclude = ["old/"]\n')


def test_only_a_chapter_without_errors_is_written_and_never_over_another_text(
    tmp_path: Path, writable: Path
) -> None:
    chapter, new = writable / "en" / "01.md", writable / "en" / "part" / "02.md"
    false = TWO.replace("\n2\n```\n", "\n3\n```\n")
    with assistant(tmp_path, "deck", "--write") as writer:
        tools = {tool.name: tool for tool in writer.ask("list_tools").tools}
        assert all(tools[name].annotations.destructive_hint for name in WRITING)
        assert not writer.call("write_chapter", path="en/part/02.md", text=false)["written"]
        assert not new.parent.exists()
        made = writer.call("write_chapter", path="en/part/02.md", text=TWO)
        assert made["written"] and new.read_text("utf-8") == TWO
        assert "digest" in writer.refused("write_chapter", path="en/part/02.md", text=ONE)

        again = TWO.replace("Two?", "Two, again?")
        digest = made["digest"]
        made = writer.call("write_chapter", path="en/part/02.md", text=again, digest=digest)
        assert made["written"] and new.read_text("utf-8") == again
        why = writer.refused("write_chapter", path="en/part/02.md", text=TWO, digest=digest)
        assert "changed since it was read" in why

        chapter.write_bytes(b"\xef\xbb\xbf" + ONE.replace("\n", "\r\n").encode())
        digest = writer.call("read_chapter", path="en/01.md")["digest"]
        text = ONE.replace("=> 1", "=> 5")
        forced = writer.call("write_chapter", path="en/01.md", text=text, digest=digest, force=True)
        assert forced["written"] and forced["summary"]["errors"] == 1
        assert chapter.read_bytes() == b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()

        accepted = writer.call("accept_results")
        assert [each["claims"] for each in accepted["written"]] == [1]
        assert b"=> 1\r\n" in chapter.read_bytes()
        assert writer.call("check_deck")["summary"]["errors"] == 0
    assert not [name for name in files(writable) if Path(name).name.startswith(".")]


def test_nothing_is_written_but_chapters_of_the_deck(tmp_path: Path, writable: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (writable / "en" / "link").symlink_to(outside)
    (writable / "en" / "file.md").symlink_to(outside / "file.md")
    before = files(tmp_path)
    with assistant(tmp_path, "deck", "--write") as writer:
        for path in (
            "../x.md", "en/../../x.md", str(outside / "x.md"), "en/link/x.md", "en/file.md",
            "en/x.txt", "en/x", "deck.toml", "x.md", "fr/x.md", "en/README.md", "en/.x.md",
            "en/.git/x.md", "en/old/x.md", "en", "", "en/" + "x" * 300 + ".md",
        ):  # fmt: skip
            why = writer.refused("write_chapter", path=path, text="## X? {#x}\n\nX.\n", force=True)
            assert "itself failed" not in why, why
    kept = {name: data for name, data in files(tmp_path).items() if not name.startswith("cache/")}
    assert kept == before and not list(outside.iterdir())
