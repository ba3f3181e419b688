"""Exports carry every card as it is verified, and say what they cannot carry."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.building.deck import build_deck
from generator.building.targets import BUILT, EXPORTED, TARGETS
from generator.cli import main
from generator.kinds.table import KINDS, kind_of
from generator.model import Faces
from generator.model.walking import plain_text, walk
from generator.reading.whole_deck import read_deck
from generator.rendering.markdown_sides import MarkdownSides, markdown_sides
from generator.rendering.markdown_text import code_block, code_span, escaped
from generator.writing.lock import Lock
from tests.support.decks import built_names, read_card, write_deck
from tests.support.documented import PAGE, examples

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
FRONT_MATTER = "---\ndeck: Sub\ntags: [a, b::c]\n---\n\n# Chapter\n\n"
TEXT = FRONT_MATTER + (
    "## Plain *one*? {#plain}\n\n![a plot](plot.png)\n\n---\n\nBack with `code`.\n\n"
    "## Both ways {#both .reversed}\n\nx\n\n"
    "## Gaps {#gaps .cloze}\n\nA {{c1::first}} and a {{c2::second::hint}}.\n\nMore.\n\n"
    "## In code {#in-code .cloze}\n\n```text\nx = {{c1::1}}\n```\n"
)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    files = {"en/01.md": TEXT, "en/plot.png": PNG, "zh/01.md": "## 一 {#plain}\n\n二\n"}
    toml = 'name = "demo"\nlanguages = ["en", "zh"]\n[title]\nen = "A title"\n'
    return write_deck(tmp_path / "deck", files, toml=toml)


def export(deck: Path, *formats: str) -> Path:
    built = build_deck(deck, deck.parent / "out", only=formats)
    assert not built.failed, built.problems
    return deck.parent / "out"


def sides(folder: Path, text: str) -> MarkdownSides:
    card = read_card(folder, text)
    front, back = kind_of(card).sides(card, lambda nodes, _="all": nodes)
    return markdown_sides(Faces(card, card.question, front, back))


def seen(folder: Path, text: str) -> str:
    """What a reader of Markdown sees, without spaces."""
    card = read_card(folder, f"## Q {{#q}}\n\n{text}\n")
    nodes = (*card.front, *card.back)
    return "".join("".join(each.text.split()) for each in walk(nodes) if not each.children)


def test_no_build_makes_an_export(deck: Path) -> None:
    assert set(BUILT) == {"apkg", "cheatsheet", "cards"}
    assert set(EXPORTED) == set(TARGETS) - set(BUILT)
    help_text = CliRunner().invoke(main, ["build", "--help"]).stdout
    assert "mochi" not in help_text and "apkg|cheatsheet|cards" in help_text
    assert CliRunner().invoke(main, ["build", str(deck), "--only", "mochi"]).exit_code == 2
    assert built_names("x") == {f"x{TARGETS[name].ending}" for name in BUILT}


def test_plain_markdown_has_all_cards_and_their_pictures(deck: Path) -> None:
    folder = export(deck, "markdown") / "demo-en-markdown"
    text = (folder / "deck.md").read_text("utf-8")
    (picture,) = (folder / "media").iterdir()
    assert picture.read_bytes() == PNG
    assert text == (
        "# A title\n\n## Chapter\n\n### Plain *one*?\n\n<!-- plain #a #b::c -->\n\n"
        f"![a plot](media/{picture.name})\n\n---\n\nBack with `code`.\n\n"
        "### Both ways\n\n<!-- both #a #b::c -->\n\n---\n\nx\n\n"
        "### Gaps\n\n<!-- gaps #a #b::c -->\n\nA [...\\] and a [hint\\].\n\n---\n\n"
        "A **first** and a **second**.\n\nMore.\n\n"
        "### In code\n\n<!-- in-code #a #b::c -->\n\n```text\nx = [...]\n```\n\n---\n\n"
        "```text\nx = 1\n```\n"
    )


def test_mochi_gets_its_sides_clozes_pictures_and_ids_that_stay(deck: Path) -> None:
    path = export(deck, "mochi") / "demo-en.mochi"
    with zipfile.ZipFile(path) as archive:
        data = archive.read("data.edn").decode()
        (picture,) = (name for name in archive.namelist() if name != "data.edn")
        assert archive.read(picture) == PNG
    assert picture.removesuffix(".png").isalnum()
    assert f'"Plain *one*?\n\n![a plot](@media/{picture})\n\n---\n\nBack with `code`."' in data
    assert '"Gaps\n\nA {{1::first}} and a {{2::second}}.\n\n---\n\nMore."' in data
    assert '"In code\n\n```text\nx = [...]\n```\n\n---\n\n```text\nx = 1\n```"' in data
    assert ':tags #{"a" "b::c"} :review-reverse? true}' in data
    first = path.read_bytes()
    (deck / "en/01.md").write_text(TEXT.replace("deck: Sub\n", "deck: Other\n"))
    export(deck, "mochi")
    with zipfile.ZipFile(path) as archive:
        again = archive.read("data.edn").decode()
    ids = [line.split()[1] for line in data.splitlines() if ":content" in line]
    assert ids == [line.split()[1] for line in again.splitlines() if ":content" in line]
    assert first != path.read_bytes() and len(set(ids)) == 4


def test_a_text_in_edn_ends_where_it_should(deck: Path) -> None:
    (deck / "zh/01.md").write_text('## 一 "q" \\\\ {#plain}\n\n二\n', "utf-8")
    with zipfile.ZipFile(export(deck, "mochi") / "demo-zh.mochi") as archive:
        data = archive.read("data.edn").decode()
    assert ':content "一 \\"q\\" \\\\\\\\\n\n---\n\n二"' in data  # two for each of Markdown's two


def test_crowdanki_gets_notes_with_the_guids_of_the_package(deck: Path) -> None:
    folder = export(deck, "crowdanki") / "demo-en-crowdanki"
    root = json.loads((folder / "deck.json").read_text("utf-8"))
    assert (root["name"], [each["name"] for each in root["children"]]) == ("A title", ["01 Sub"])
    notes = root["children"][0]["notes"]
    lock = Lock.read(deck / "deck.lock")
    assert {each["guid"] for each in notes} == {
        entry.guid for name, entry in lock.entries.items() if name.startswith("en/")
    }
    models = {each["crowdanki_uuid"]: each for each in root["note_models"]}
    for note in notes:
        assert len(note["fields"]) == len(models[note["note_model_uuid"]]["flds"])
        assert note["tags"] == ["a", "b::c"]
    assert not {"id", "mod", "usn"} & {key for each in models.values() for key in each}
    assert root["deck_config_uuid"] == root["deck_configurations"][0]["crowdanki_uuid"]
    assert {path.name for path in (folder / "media").iterdir()} == set(
        root["children"][0]["media_files"]
    )


def test_what_a_format_cannot_carry_is_said(deck: Path, tmp_path: Path) -> None:
    words = [word for name in EXPORTED for word in ("--to", name)]
    done = CliRunner().invoke(main, ["export", str(deck), *words, "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.stderr
    assert "  note types are not in it" in done.stdout
    assert "  1 picture or recording is not in it" in done.stdout
    assert "  the second question of 1 card is not in it: Mochi" in done.stdout
    assert "  clozes in code or formulas of 1 card" in done.stdout
    assert "  the second question of 1 card is not in it: each" in done.stdout
    quiet = CliRunner().invoke(main, ["export", str(deck), *words, "-o", str(tmp_path), "-q"])
    assert (quiet.exit_code, quiet.stdout) == (0, "")


def test_nothing_of_a_false_deck_or_over_another_deck_is_written(
    deck: Path, tmp_path: Path
) -> None:
    folder = export(deck, "markdown")
    before = (folder / "demo-en-markdown/deck.md").read_bytes()
    other = write_deck(tmp_path / "other")
    done = CliRunner().invoke(main, ["export", str(other), "--to", "markdown", "-o", str(folder)])
    assert done.exit_code == 1 and "[other-deck]" in done.stderr
    (deck / "en/01.md").write_text("## No slug\n\nx\n")
    done = CliRunner().invoke(main, ["export", str(deck), "--to", "markdown", "-o", str(folder)])
    assert done.exit_code == 1 and "[no-slug]" in done.stderr
    assert (folder / "demo-en-markdown/deck.md").read_bytes() == before


def test_other_files_in_a_folder_stay(deck: Path) -> None:
    folder = export(deck, "crowdanki") / "demo-en-crowdanki"
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref")
    (folder / "deck.json").write_text("{}")
    export(deck, "crowdanki")
    assert (folder / ".git" / "HEAD").read_text() == "ref"
    assert json.loads((folder / "deck.json").read_text("utf-8"))["name"] == "A title"


BLOCKS = {
    "lists": "- one\n- two\n\n  more\n\n  1. a\n  2. b\n- [ ] open\n- [x] done\n",
    "table": "| a | b |\n|---|--:|\n| `x|y` | 2 \\| 3 |\n",
    "quote": "> one\n>\n> two\n",
    "callout": "> [!note] Title\n> text\n",
    "formulas": "a $x_1$ and\n\n$$\ny^2\n$$\n",
    "marks": "**a** *b* ~~c~~ [d](https://x.org/a_(b)) ==e== <kbd>f</kbd> g\\\nh\n",
    "heading": "### Inside\n\ntext\n",
    "terms": "term\n: meaning\n",
    "html": "<details>\n<summary>More</summary>\n\nhidden\n\n</details>\n",
    "note": "a[^1]\n\n[^1]: the note\n",
    "signs": r"1\. a \* b \_c\_ \#d \$5 \{\{c1::x}} \<b> 2 \| 3 &amp;lt; \- x" + "\n\n\\- y\n\n3\\) z\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_what_other_tools_show_is_what_the_card_shows(tmp_path: Path, name: str) -> None:
    text = f"## Q {{#q}}\n\n{BLOCKS[name]}"
    found, problems = read_deck(write_deck(tmp_path, {"en/01.md": text}))
    (card,) = found.cards()
    assert not problems, problems
    written = markdown_sides(Faces(card, card.question, card.front, card.back)).back
    again = "".join(
        "".join(each.text.split()) for each in walk((*card.front, *card.back)) if not each.children
    )
    assert seen(tmp_path / "again", written.replace("q-1", "1")) == again, written


@pytest.mark.parametrize(
    "text", ["a`b", "`", "``x``", " a ", "", "a``b`", "\\", "<b>", "a\nb", "```"]
)
def test_code_stays_the_same_in_a_line_and_in_a_block(tmp_path: Path, text: str) -> None:
    card = read_card(tmp_path, f"## Q {{#q}}\n\nx {code_span(text)} y\n\n{code_block(text)}\n")
    (span,) = (node for node in walk(card.back) if node.kind == "code")
    assert span.text.strip() == " ".join(text.split("\n")).strip()
    (block,) = (node for node in card.back if node.kind == "fence")
    assert block.text.rstrip("\n") == text.rstrip("\n")


def test_text_is_never_taken_for_marks(tmp_path: Path) -> None:
    for text in ("# a", "- a", "1. a", "+ a", "=== ", "a_b_c", "_a_", "*a*", "[a](b)", "<a>", "$a$",
                 "{{1::a}}", "==a==", "~~a~~", "&amp;", "a\\b", "> a", "![a](b)", "--- ", "1) a"):  # fmt: skip
        card = read_card(tmp_path, f"## Q {{#q}}\n\n{escaped(text)}\n")
        assert [node.kind for node in card.back] == ["paragraph"], text
        assert plain_text(card.back) == text.strip(), text


def test_clozes_in_formulas_and_under_two_numbers_are_holes(tmp_path: Path) -> None:
    one = sides(tmp_path, "## Q {#q .cloze}\n\n$E = {{c1::mc^2}}$ and {{c1,2::x}}\n")
    assert one.numbered == ""
    assert "mc" not in one.front and "[...\\]" in one.front
    assert "mc^2" in one.whole and "**x**" in one.whole


def test_every_documented_card_can_be_exported(tmp_path: Path) -> None:
    texts = examples(PAGE.read_text("utf-8"))
    files = {f"en/{number:02}.md": text for number, text in enumerate(texts)}
    cards = read_deck(write_deck(tmp_path, files))[0].cards()
    assert {card.kind for card in cards} == set(KINDS)
    for card in cards:
        front, back = kind_of(card).sides(card, lambda nodes, _="all": nodes)
        made = markdown_sides(Faces(card, card.question, front, back))
        assert made.question, card.slug
