"""The JSON schema of deck.toml, which editors check it with, says what Proofdeck says."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from generator.model import DeckConfig, ProblemsError
from generator.model.exam_settings import POINTS
from generator.model.paper import CARD_SIZES, PAPERS
from generator.reading import config
from generator.reading.about import PLACES
from generator.reading.config import SCHEMA_FILE, config_of
from generator.reading.source import Source
from generator.writing.starter import write_starter
from tests.support.cli import ROOT

SCHEMA: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
# Values of every type, and at each bound of some key: which keys take them differs.
VALUES = (
    'true', 'false', '1', '0', '-1', '30', '0.5', '86400', '86401', 'inf', '1048575', '1048576',
    '1152921504606846800', '1152921504606846976', '2024-01-01', '[]', '{}', '[1]', '["en"]',
    '["en", "en"]', '["en", "zh"]', '["EN"]', '["e"]', '["pt-BR"]', '["drafts/", "!a.md"]', '[""]',
    '["#a"]', '[" "]', '["/"]', '["!"]', '["!!"]', '["!/"]', '["a//b"]', '["//a"]', '["a/"]', '["/a/b"]', '["a\\nb"]', '""', '" "', '"a"', '"a b"', '"-a"', '"a.b_c-d"',
    '"A4"', '"Letter"', '"a4"', '"a7"', '"88x63"', '"3.5x2in"', '"88*63"', '"short"', '"ticks"', '"stack"', '"grey"',
    '[0.5, -1.2]', '[5, -5]', '[5.1, 0]', '[1, 2, 3]', '[true, 0]', '["1", "2"]', '"2GiB"', '"1.5 GB"', '"2 TB"', '"many"', '"1048576"', '" 2MiB "',
    '"a::b"', '"a\\tb"', '"a\\u202Eb"', '"https://example.org"', '"http://x y"', '"mailto:a@b.c"',
    '"ftp://x"', '"https://x/{path}#L{line}"', '"https://x/{{a}}"', '"https://x/{a}"', '"https://x/{"',
    '"https://x/}"', '"https://x/{line:03}"', '"https://x/{line!r}"', '"https://x/{}"',
    '{en = "A deck"}', '{en = ""}', '{en = "a::b"}', '{en = 1}', '{"E" = "x"}', '{a = 1}',
    f'"{"a" * 100}"', f'"{"a" * 101}"', f'"{"a" * 1000}"', f'"{"a" * 1001}"',
    f'["{"a" * 1000}"]', f'["{"a" * 1001}"]', f'["{"en-" + "-".join(["abcdefgh"] * 4)}"]',
)  # fmt: skip


def keys() -> Iterator[tuple[str, str]]:
    for section, names in config._KEYS.items():
        yield from ((section, name) for name in names)
    yield "title", "en"


def deck_toml(section: str, key: str, value: str) -> str:
    if section:
        return f'name = "demo"\n[{section}]\n{key} = {value}\n'
    return f"{key} = {value}\n" + ('name = "demo"\n' if key != "name" else "")


def accepted(text: str) -> bool:
    try:
        config_of(Source.of("deck.toml", text), Path())
    except ProblemsError:
        return False
    return True


def test_the_schema_is_one_and_no_more_than_draft_7_which_editors_know() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_the_schema_has_exactly_the_keys_that_are_read() -> None:
    for section, names in config._KEYS.items():
        table = SCHEMA["properties"][section] if section else SCHEMA
        assert set(table["properties"]) == set(names)
        assert table["additionalProperties"] is False
    assert set(SCHEMA["properties"]["print"]["properties"]["points"]["properties"]) == set(POINTS)


@pytest.mark.parametrize(("section", "key"), list(keys()))
def test_an_editor_marks_the_values_that_a_build_refuses_and_no_others(
    section: str, key: str
) -> None:
    validator = Draft7Validator(SCHEMA)
    verdicts = set()
    for value in VALUES:
        text = deck_toml(section, key, value)
        valid = validator.is_valid(tomllib.loads(text))
        assert valid == accepted(text), text
        verdicts.add(valid)
    assert verdicts == {True, False}


@pytest.mark.parametrize(
    "text",
    [
        'name = "demo"\n[title]\nzh = "x"\n',  # not among the languages
        'name = "demo"\n[run]\nmemory = "1KiB"\n',
        'name = "demo"\n[run]\ntimeout = nan\n',
        'name = "demo"\n[print]\ncard = "1x1"\n',
    ],
)
def test_what_only_a_build_refuses_is_named_in_the_docs(text: str) -> None:
    assert not accepted(text)
    assert Draft7Validator(SCHEMA).is_valid(tomllib.loads(text))
    page = (ROOT / "docs" / "editors.md").read_text("utf-8")
    assert "a title in a language that the deck does not have, less than 1 MiB of memory" in page
    assert "`nan`" in page


def test_the_defaults_that_an_editor_shows_are_those_of_a_build() -> None:
    read = config_of(Source.of("deck.toml", 'name = "demo"'), Path())
    written = {
        f"{section}.{key}": table["default"]
        for section, names in config._KEYS.items()
        for key in names
        if "default" in (table := section_of(section)["properties"][key])
    }
    named = "".join(deck_line(key, value) for key, value in written.items())
    assert len(written) == 15
    assert config_of(Source.of("deck.toml", named + 'name = "demo"'), Path()) == read
    assert isinstance(read, DeckConfig)


def section_of(section: str) -> dict[str, Any]:
    table: dict[str, Any] = SCHEMA["properties"][section] if section else SCHEMA
    return table


def deck_line(key: str, value: object) -> str:
    return f"{key.removeprefix('.')} = {json.dumps(value)}\n"


def test_papers_and_places_of_an_address_are_those_that_are_known() -> None:
    printing = SCHEMA["properties"]["print"]["properties"]
    assert printing["paper"]["enum"] == list(PAPERS)
    assert printing["card"]["anyOf"][0]["enum"] == list(CARD_SIZES)
    pattern = SCHEMA["properties"]["about"]["properties"]["report"]["allOf"][2]["pattern"]
    names = re.search(r"\(([a-z|]+)\)", pattern)
    assert names is not None and tuple(names[1].split("|")) == PLACES


def test_the_schema_is_met_by_our_own_decks(tmp_path: Path) -> None:
    write_starter(tmp_path / "demo")
    for folder in (ROOT / "cards", tmp_path / "demo"):
        text = (folder / "deck.toml").read_text("utf-8")
        Draft7Validator(SCHEMA).validate(tomllib.loads(text))
