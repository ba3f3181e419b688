"""The page's editors and answers have the cards' colours, and all their words."""

from __future__ import annotations

import re
from pathlib import Path

import generator
from generator.kinds.table import KINDS
from generator.practicing.highlighted import highlighted
from generator.rendering.palette import DARK, LIGHT

PAGE = Path(generator.__file__).parent / "studying/page"
SCRIPTS = ("answers.js", "bench.js", "code_editor.js", "exercise.js", "trial.js")
RULE = re.compile(r"^\.(\w+) \{ color: light-dark\((#\w+), (#\w+)\); \}$", re.MULTILINE)


def test_code_in_an_editor_has_the_colours_of_code_on_cards() -> None:
    found = RULE.findall((PAGE / "practice.css").read_text("utf-8"))
    assert {role: (light, dark) for role, light, dark in found} == {
        role: (LIGHT.tokens[role], DARK.tokens[role]) for role in LIGHT.tokens
    }


def test_the_server_names_the_roles_that_the_page_has_colours_for() -> None:
    lines = highlighted("@f\ndef g(x: int):  # why\n    return 'a' + 1.5")
    roles = {role for line in lines for role, _ in line}
    assert roles <= {"", *LIGHT.tokens} and {"keyword", "string", "number", "comment"} <= roles
    assert ["".join(text for _, text in line) for line in lines][2] == "    return 'a' + 1.5"


def test_every_word_that_the_scripts_say_is_there_in_both_languages() -> None:
    words = (PAGE / "practice_words.js").read_text("utf-8")
    english, chinese = (
        set(re.findall(r"^  (\w+): ", table, re.MULTILINE)) for table in words.split("const ZH")
    )
    assert english == chinese
    for name in SCRIPTS:
        said = re.findall(r"\bsay\(\s*\"(\w+)\"", (PAGE / name).read_text("utf-8"))
        assert set(said) <= english, name


def test_every_kind_of_card_has_a_name_in_both_languages() -> None:
    tables = (PAGE / "words.js").read_text("utf-8").split("const ZH")
    for table in tables:
        kinds = table.partition("  kinds: {\n")[2].partition("\n  }")[0]
        named = re.findall(r"^    \"?([\w.]+)\"?: \"", kinds, re.MULTILINE)
        assert set(named) == set(KINDS)
