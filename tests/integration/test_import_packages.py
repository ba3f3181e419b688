"""Packages that the real Anki exports become decks that check."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from click.testing import CliRunner

from generator.building.deck import build_deck, check_deck
from generator.cli import main
from generator.importing import import_deck
from generator.importing.import_deck import Imported, by_hand, import_files
from generator.importing.import_text import fate, import_json, import_text
from generator.importing.packages import package_media
from generator.importing.packages.anki_notes_in import read_anki_package
from generator.importing.trying_out import try_out
from generator.model import Place, Problem, ProblemsError
from generator.verifying import archive
from generator.verifying.package import read_package
from generator.writing.lock import Lock
from tests.support.cli import proofdeck


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        sealed = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sealed

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff\0\0" * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


NOTES: tuple[tuple[str, list[str], str, list[str]], ...] = (
    ("Basic", ["What is <b>bold</b>?", "x_1 * y<br># z"], "Python::Basics", ["py", "a::b", "leech"]),
    ("Basic", ['Prints?<pre><code class="language-python">print([1][0])</code></pre>', "1"], "Python::Basics", []),
    ("Basic", ["Crash?", "<pre>import no_such_module</pre>"], "Python::Basics", []),
    ("Basic", ["False?", "<pre>print(1 + 1)  # => 3</pre>"], "Python::Basics", []),
    ("Basic", ["Math", r"\(x_1^2\) <anki-mathjax>y &lt; 1</anki-mathjax>"], "Python::Math", []),
    ("Basic (and reversed card)", ["dog", "Hund"], "Python::Math", []),
    ("Basic (optional reversed card)", ["cow", "Kuh", ""], "Python::Math", []),
    ("Basic (type in the answer)", ["2+2?", "4"], "Python::Math", []),
    ("Cloze", ["{{c1::Paris::city}} and {{c2::<b>Rome</b>}}<br>after", "Extra"], "Python", []),
    ("Basic", ['<img src="a b.png">', "picture [sound:none.mp3]"], "Python", []),
    ("Image Occlusion", ["{{c1::image-occlusion:rect:left=.1}}", '<img src="a b.png">', "H", "", ""], "Python", []),
    ("Capitals", ["France", "Paris", ""], "Python::Geo", []),
)  # fmt: skip


class Exported(NamedTuple):
    """What Anki exported in its two formats, and the GUIDs of all notes."""

    legacy: Path
    newest: Path
    whole: Path
    guids: tuple[str, ...]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    folder = tmp_path_factory.mktemp("anki")
    collection = Collection(str(folder / "collection.anki2"))
    (folder / "a b.png").write_bytes(png())
    collection.media.add_file(str(folder / "a b.png"))
    capitals = collection.models.new("Capitals")
    for name in ("Land", "Stadt", "Karte"):
        collection.models.add_field(capitals, collection.models.new_field(name))
    for name, asked, told in (("A", "Capital of <b>{{Land}}</b>?{{#Karte}}{{Karte}}{{/Karte}}", "{{Stadt}}"),
                              ("B", "Whose capital is {{Stadt}}?", "{{Land}}")):  # fmt: skip
        template = collection.models.new_template(name)
        template["qfmt"], template["afmt"] = asked, f"{{{{FrontSide}}}}<hr id=answer>{told}"
        collection.models.add_template(capitals, template)
    collection.models.add(capitals)
    guids = []
    for kind, fields, deck, tags in NOTES:
        note = collection.new_note(collection.models.by_name(kind))
        note.fields = fields
        note.tags = tags
        collection.add_note(note, collection.decks.id(deck))
        guids.append(note.guid)
    paths = []
    for legacy in (True, False):
        paths.append(folder / f"{legacy}.apkg")
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_media=True, legacy=legacy, with_deck_configs=False
        )
        collection.export_anki_package(out_path=str(paths[-1]), options=options, limit=None)
    paths.append(folder / "all.colpkg")
    collection.export_collection_package(str(paths[-1]), include_media=True, legacy=False)
    yield Exported(*paths, tuple(guids))


@pytest.fixture(scope="module")
def imported(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return import_files(
        [exported.newest], tmp_path_factory.mktemp("deck") / "deck", keep_guids=True
    )


def chapters(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("en/*.md")))


def test_a_deck_checks_at_once_and_its_lock_is_true(imported: Imported) -> None:
    built = check_deck(imported.folder, only=(), locked=True)
    assert [p for p in built.problems if p.severity == "error"] == []
    assert built.cards == 12


def test_both_formats_give_the_same_cards(exported: Exported, tmp_path: Path) -> None:
    decks = []
    for number, path in enumerate((exported.legacy, exported.newest, exported.whole)):
        scratch = tmp_path / str(number)
        scratch.mkdir()
        deck = read_anki_package(path, scratch)
        assert [each.read_bytes() for each in deck.media.values()] == [png()]
        decks.append([(c.front, c.back, c.kind, c.deck, c.tags, c.guid) for c in deck.cards])
        assert [out.reason for out in deck.left_out] == [
            "it hides parts of a picture (image occlusion)"
        ]
    assert decks[0] == decks[1] == decks[2]
    assert [card[2] for card in decks[0]] == [
        "", "", "", "", "", "reversed", "", "typed", "cloze", "", "", "",
    ]  # fmt: skip


def test_sub_decks_tags_and_kinds_are_kept(imported: Imported) -> None:
    text = chapters(imported.folder)
    assert '## What is **bold**? {#bold tags="a::b py"}\n\nx_1 \\* y\\\n\\# z\n' in text
    assert (
        "## Prints? {#prints-print-1-0 .predict}\n\n```python\nprint([1][0])\n```\n\n```output\n1\n```\n"
        in text
    )
    assert '```python {.norun reason="imported"}\nimport no_such_module\n```' in text
    assert "*not run: imported*\n\n```text\nprint(1 + 1)  # => 3\n```" in text
    assert "$x_1^2$ $y < 1$" in text
    assert "## dog {#dog .reversed}\n\nHund\n" in text
    assert "## cow {#cow}\n\nKuh\n" in text
    assert "## 2+2? {#2-2 .typed}\n\n`4`\n" in text
    assert (
        "## {{c1::Paris::city}} and {{c2::**Rome**}} {#paris-and-rome-after .cloze}\n\nafter\n\n---\n\nExtra\n"
        in text
    )
    assert "![](media/a-b.png)" in text
    assert "## Capital of **France**? {#capital-france}\n\nParis\n" in text
    assert "## Whose capital is Paris? {#whose-capital-paris}\n\nFrance\n" in text
    assert 'deck: "Math"' in text
    assert 'en = "Python"' in (imported.folder / "deck.toml").read_text("utf-8")
    assert (imported.folder / "media" / "a-b.png").read_bytes() == png()


def test_notes_keep_the_ids_they_have_in_anki(exported: Exported, imported: Imported) -> None:
    lock = Lock.read(imported.folder / "deck.lock")
    kept = [entry.guid for entry in lock.entries.values()]
    assert set(kept) & set(exported.guids) == {
        guid
        for guid, note in zip(exported.guids, NOTES, strict=True)
        if note[0] != "Image Occlusion"
    }
    assert len(kept) == len(set(kept)) == 12
    assert imported.guids == 11


def test_reviews_survive_where_the_note_type_is_changed_first(
    exported: Exported, imported: Imported, tmp_path: Path
) -> None:
    """The way that docs/import.md describes, in the real Anki."""
    built = build_deck(imported.folder, tmp_path / "built", only="apkg")
    (package,) = [path for path in built.files if path.suffix == ".apkg"]
    collection = Collection(str(tmp_path / "collection.anki2"))
    take_in(collection, exported.newest)
    cards = [collection.get_card(each) for each in collection.find_cards("")]
    for card in cards:
        card.ivl, card.reps, card.type, card.queue = 33, 7, 2, 2
        collection.update_card(card)
    assert len(take_in(collection, package).conflicting) == 11  # and our note types are there now
    for kind in collection.models.all_names_and_ids():
        ids = list(collection.models.nids(kind.id))
        if ids and not kind.name.startswith(("Proofdeck", "Image")):
            ours = collection.models.by_name(
                "Proofdeck Cloze" if kind.name.startswith("Cloze") else "Proofdeck"
            )
            change = collection.models.change_notetype_info(
                old_notetype_id=kind.id, new_notetype_id=ours["id"]
            ).input
            change.note_ids.extend(ids)
            collection.models.change_notetype_of_notes(change)
    # Nobody does this in the second in which the deck was made, which Anki would take for the same.
    collection.db.execute("UPDATE notes SET mod = mod + 60")
    assert len(take_in(collection, package, always=True).updated) == 12
    for draft in imported.drafts:
        for number in collection.find_cards(f'"Slug:{draft.slug}"') if draft.found.guid else ():
            card = collection.get_card(number)
            assert (card.ivl, card.reps) == (33, 7), draft.slug
    assert len(collection.models.by_name("Proofdeck")["tmpls"]) == 2
    collection.close()


def take_in(collection: Collection, path: Path, *, always: bool = False) -> Any:
    options = ImportAnkiPackageOptions(update_notes=int(always), merge_notetypes=False)
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    return collection.import_anki_package(request).log


def test_the_report_names_what_is_lost_and_each_card_to_look_at(imported: Imported) -> None:
    assert [fate(draft, imported) for draft in imported.drafts if draft.programs] == [
        "run", "crash alone", "state what is false",
    ]  # fmt: skip
    listed = {draft.slug: reasons for draft, reasons in by_hand(imported)}
    assert "no_such_module" in listed["crash"][0]
    assert listed["false"] == [
        "its program is shown and not run: the card says `3`, but `2` came out"
    ]
    (sound,) = [reasons for reasons in listed.values() if "none.mp3" in reasons[0]]
    assert sound[0] == "`none.mp3` is not shown: it is not in the file"
    assert "is “picture [none.mp3]”" in sound[-1]
    lines = list(import_text(imported))
    assert "3 with code: 1 run, 1 crash alone, 1 state what is false" in lines
    assert any("image occlusion" in line for line in lines)
    assert any("`leech`" in line for line in lines)
    report = json.loads(import_json(imported))
    assert len(report["cards"]) == 12
    assert report["left_out"][0]["name"].startswith("nid:")


def test_the_command_writes_nothing_over_a_folder_and_says_so(
    exported: Exported, tmp_path: Path
) -> None:
    (tmp_path / "deck").mkdir()
    (tmp_path / "deck" / "mine.txt").write_text("mine")
    done = proofdeck("import", exported.legacy, "-o", "deck", cwd=tmp_path)
    assert done.code == 1
    assert "something already exists here" in done.err
    assert [path.name for path in (tmp_path / "deck").iterdir()] == ["mine.txt"]
    assert {path.name for path in tmp_path.iterdir()} <= {"deck", "cache"}


def test_no_program_runs_where_none_may(exported: Exported, tmp_path: Path) -> None:
    made = import_files([exported.legacy], tmp_path / "deck", run=False)
    text = chapters(made.folder)
    assert text.count('{.norun reason="imported"}') == 2
    assert "```text\nprint(1 + 1)  # => 3" in text
    assert made.guids == 0
    assert made.verified == frozenset()


def test_verify_reads_the_newest_format(
    exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_package(exported.newest)
    assert caught.value.problems[0].code == "no-evidence"  # it was read
    monkeypatch.setattr(archive, "_zstd", lambda: None)
    with pytest.raises(ProblemsError) as caught:
        read_package(exported.newest)
    assert caught.value.problems[0].code == "newer-package"
    assert "proofdeck[import]" in caught.value.problems[0].hint


def test_a_package_cannot_reach_beside_the_deck(exported: Exported, tmp_path: Path) -> None:
    path = tmp_path / "evil.apkg"
    with ZipFile(exported.legacy) as old, ZipFile(path, "w", ZIP_DEFLATED) as made:
        for name in old.namelist():
            data = old.read(name)
            made.writestr(name, json.dumps({"../../evil": "a b.png"}) if name == "media" else data)
        made.writestr("../../evil", png())
    folder = tmp_path / "a" / "b" / "deck"
    import_files([path], folder, run=False)
    assert {each.relative_to(folder).parts[0] for each in folder.rglob("*")} == {
        "deck.toml", "deck.lock", "en", "media",
    }  # fmt: skip
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "evil.apkg"]


def test_a_file_too_large_for_a_card_is_not_unpacked(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_media, "_MOST_FILE", 20)
    deck = read_anki_package(exported.newest, tmp_path)
    assert dict(deck.unreadable) == {"a b.png": "it has more than 20 bytes"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("media", [b"[]", b"\xff", b'{"0": 1, "1": {}}', b"[" * 100_000])
def test_a_broken_list_of_media_is_told(exported: Exported, tmp_path: Path, media: bytes) -> None:
    path = tmp_path / "broken.apkg"
    with ZipFile(exported.legacy) as old, ZipFile(path, "w", ZIP_DEFLATED) as made:
        made.writestr("collection.anki21", old.read("collection.anki21"))
        made.writestr("media", media)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    try:
        deck = read_anki_package(path, scratch)
    except ProblemsError as error:
        assert error.problems[0].code == "no-package"
    else:
        assert not deck.media


def test_a_package_that_is_cut_off_is_told(exported: Exported, tmp_path: Path) -> None:
    for number, source in enumerate((exported.legacy, exported.newest)):
        whole = source.read_bytes()
        for part in range(1, 12):
            path = tmp_path / f"{number}-{part}.apkg"
            at = len(whole) * part // 12
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
            scratch = tmp_path / f"{number}-{part}"
            scratch.mkdir()
            try:
                read_anki_package(path, scratch)
            except ProblemsError as error:
                assert error.problems[0].code == "no-package"


def package_of(tmp_path: Path, *notes: tuple[str, str]) -> Path:
    """A package in which each note is a Basic one."""
    collection = Collection(str(tmp_path / "made.anki2"))
    for front, back in notes:
        note = collection.new_note(collection.models.by_name("Basic"))
        note.fields = [front, back]
        collection.add_note(note, collection.decks.id("Deck"))
    path = tmp_path / "made.apkg"
    options = ExportAnkiPackageOptions(legacy=True, with_media=False)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def test_an_answer_that_is_the_output_is_a_claim_and_a_false_one_is_named(tmp_path: Path) -> None:
    loop = "<pre>for i in range(2):\n    print(i)</pre>"
    package = package_of(
        tmp_path,
        (f"A{loop}", "<pre>0\n1</pre>because"),
        (f"B{loop}", "0<br>1"),
        ("C<pre>print(1 + 1)</pre>", "3"),
        ("D<pre>print(1 + 1)</pre>", "It prints two."),
        ("E", f"{loop}<pre>0\n1</pre>"),
        ("F", f"{loop}<pre>0\n2</pre>"),
        ("G", f"{loop}Output:<pre>0\n1</pre>"),
        ("H", f"{loop}Output:<pre>0\n2</pre>"),
    )
    made = import_files([package], tmp_path / "deck")
    text = chapters(made.folder)
    cards = {part[0]: part for part in text.split("\n## ")[1:]}
    program = "```python\nfor i in range(2):\n    print(i)\n```\n\n"
    assert cards["A"].endswith(f"{program}```output\n0\n1\n```\n\n---\n\nbecause\n")
    assert cards["B"].endswith(f"{program}```output\n0\n1\n```\n")
    assert '```python {.norun reason="imported"}\nprint(1 + 1)\n```\n\n---\n\n3' in cards["C"]
    assert cards["D"].endswith("It prints two.\n")
    assert cards["E"].endswith(f"{program}```output\n0\n1\n```\n")
    assert "```text\n0\n2\n```" in cards["F"]
    assert cards["G"].endswith(f"{program}```output\n0\n1\n```\n")
    assert '```python {.norun reason="imported"}\nfor' in cards["H"]
    listed = {draft.heading: reasons for draft, reasons in by_hand(made)}
    assert listed == {
        "C": ["its answer is `3`, but `2` came out"],
        "H": ["its listing says `0 2`, but `0 1` came out"],
    }
    assert check_deck(made.folder, only=(), locked=True).count("verified") == 6


def test_sessions_and_clozes_in_code_and_over_lines_are_kept(tmp_path: Path) -> None:
    collection = Collection(str(tmp_path / "cloze.anki2"))
    for kind, front, back in (
        ("Basic", "S<pre>&gt;&gt;&gt; 1 + 1\n2</pre>", "two"),
        ("Basic", "T", "<pre>&gt;&gt;&gt; 1 + 1\n3</pre>"),
        ("Cloze", "U {{c1::a<br>b}} c<br>d", ""),
        ("Cloze", "V<pre>print({{c1::1}} + 1)</pre>", ""),
        ("Basic", "W", r"<pre>print(1)</pre>text \(\foo{\)"),
        ("Basic", "X", "<pre>print(1)</pre><pre>print(2)  # => 3</pre>"),
    ):
        note = collection.new_note(collection.models.by_name(kind))
        note.fields = [front, back]
        collection.add_note(note, collection.decks.id("Deck"))
    path = tmp_path / "made.apkg"
    options = ExportAnkiPackageOptions(legacy=False, with_media=False)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    made = import_files([path], tmp_path / "deck")
    cards = {part[0]: part for part in chapters(made.folder).split("\n## ")[1:]}
    assert ">>> 1 + 1\n2\n" in cards["S"]
    assert "*not run: imported*" in cards["T"]
    assert cards["U"].startswith("U {{c1::a<br>b}} c {#u-b-c-d .cloze}\n\nd\n")
    assert "```python\nprint({{c1::1}} + 1)\n```" in cards["V"]
    assert "W" not in cards
    assert "```python\nprint(1)\n```\n\n*not run: imported*\n\n```text\n" in cards["X"]
    listed = {draft.heading[0]: reasons for draft, reasons in by_hand(made)}
    assert sorted(listed) == ["T", "V", "W", "X"]
    assert listed["V"] == [
        "its front was “…::1}} + 1)” and is “…::1}} + 1) 2”"
    ]  # the output is new
    assert listed["W"][0].startswith("bad-math")
    assert len(listed["T"]) == 1  # that it is false, and not that its prompts are shown


def test_a_card_that_no_deck_can_have_is_written_beside_the_chapters(tmp_path: Path) -> None:
    package = package_of(
        tmp_path,
        ("Good", "one"),
        ("&#8203;", "x"),
        ("<svg><path/></svg>", "x"),
        (r"Bad \(\foo{\)", "two"),
        ("Empty", ""),
    )
    made = import_files([package], tmp_path / "deck", paper=True)
    assert chapters(made.folder).count("\n## ") == 2
    assert "## Deck {#" in chapters(made.folder)  # not a heading that paper cannot have
    out = (made.folder / "left-out.md").read_text("utf-8")
    assert "<!-- bad-math: " in out
    assert "## Empty {#empty}" in out
    assert not check_deck(made.folder, locked=True).failed
    assert [bool(draft.out) for draft in made.drafts] == [False, False, True, True]
    assert [each.reason for each in made.left_out] == [
        "its front shows only what is not carried over: drawings in HTML"
    ]


def test_a_deck_that_cannot_be_printed_is_written_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: Any, only: Any = (), **others: Any) -> Any:
        if only is None:
            raise ProblemsError(Problem(Place("deck.toml"), "print-failed", "no paper"))
        return try_out(*arguments, only=only, **others)

    monkeypatch.setattr(import_deck, "try_out", refused)
    made = import_files([package_of(tmp_path, ("Q", "A"))], tmp_path / "deck", paper=True)
    assert "The PDFs cannot be made as it is: no paper" in list(import_text(made))
    assert (made.folder / "deck.lock").exists()


def test_programs_of_strangers_need_a_full_sandbox_or_trust(tmp_path: Path) -> None:
    package_of(tmp_path, ("Q", "<pre>print(1)</pre>"))
    arguments = ("import", "made.apkg", "-o", "deck", "--sandbox", "off")
    refused = proofdeck(*arguments, cwd=tmp_path)
    assert refused.code == 1
    assert "nothing was run: these cards are not yours" in refused.err
    assert not (tmp_path / "deck").exists()
    trusted = proofdeck(*arguments, "--trust", "--format", "json", cwd=tmp_path)
    assert trusted.code == 0
    assert [card["code"] for card in json.loads(trusted.out)["cards"]] == ["run"]


def test_what_cannot_be_imported_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_text("x")
    (tmp_path / "empty.apkg").write_bytes(b"")
    with ZipFile(tmp_path / "broken.apkg", "w") as archive:
        archive.writestr("collection.anki2", b"SQLite format 3\0")
    package_of(tmp_path)
    for name, code in (("notes.docx", "no-import-format"), ("empty.apkg", "no-package"),
                       ("broken.apkg", "no-package"),
                       ("gone.apkg", "unreadable"), ("made.apkg", "nothing-to-import")):  # fmt: skip
        with pytest.raises(ProblemsError) as caught:
            import_files([tmp_path / name], tmp_path / "deck")
        assert caught.value.problems[0].code == code
        assert caught.value.problems[0].hint or name == "gone.apkg"
        assert not (tmp_path / "deck").exists()
    for wrong in (("--from", "word"), ("--language", "English")):
        done = CliRunner().invoke(main, ["import", "made.apkg", "-o", "deck", *wrong])
        assert done.exit_code == 2
        assert wrong[0] in done.output
