"""What stands on which side of a card."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from generator.checking.verdict import Verdict
from generator.model import CellRun, DeckConfig, Environment, Faces, Frame, Output, Raised, Run
from generator.model.walking import plain_text, walk
from generator.rendering.faces import make_faces
from generator.running.programs.program import plan_card
from generator.verifying.outcome import pieces_of
from generator.verifying.witness import evidence_of
from tests.support import paper
from tests.support.decks import read_card
from tests.support.running import unmet_here

ENVIRONMENT = Environment("3.11.7", packages=(("torch", "2.13.0+cpu"),))


def faces_of(tmp_path: Path, text: str, *printed: str) -> Faces:
    """The faces of a card whose cells printed these texts."""
    card = read_card(tmp_path, text)
    config = DeckConfig("demo", str(tmp_path))
    plan = plan_card(card, config, unmet_here)
    cells = tuple(CellRun((Output("stdout", text + "\n"),)) for text in printed)
    run = Run("en/q", "finished", cells, ENVIRONMENT) if plan.program else None
    return make_faces(Verdict(plan, run, "verified"), config)


def side(nodes: tuple) -> list[tuple[str | None, list[str]]]:  # type: ignore[type-arg]
    """The listings of a side: their code and the texts under it."""
    return [
        (node.listing.code, [shown.text for shown in node.listing.shown])
        for node in walk(nodes)
        if node.listing is not None
    ]


FENCES = "```python\na\n```\n\nbetween\n\n```python\nb\n```\n"


def test_a_basic_card_shows_code_with_its_output_on_the_back(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, "## Q {#q}\n\n" + FENCES, "A", "B")
    assert faces.front == ()
    assert side(faces.back) == [("a", ["A"]), ("b", ["B"])]


def test_a_predict_card_hides_all_output_until_it_is_turned(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, "## Q {#q .predict}\n\n" + FENCES, "A", "B")
    assert side(faces.front) == [("a", []), ("b", [])]
    assert side(faces.back) == [(None, ["A"]), (None, ["B"])]
    assert plain_text(faces.back[-1].children) == "between"


def test_a_predict_card_with_a_line_shows_programs_below_it_whole(tmp_path: Path) -> None:
    text = "## Q {#q .predict}\n\nfront\n\n```python\na\n```\n\n---\n\n```python\nb\n```\n"
    faces = faces_of(tmp_path, text, "A", "B")
    assert plain_text(faces.front[0].children) == "front"
    assert side(faces.front) == [("a", [])]
    assert side(faces.back) == [(None, ["A"]), ("b", ["B"])]


def test_a_predict_card_keeps_a_program_in_a_list_off_the_back_alone(tmp_path: Path) -> None:
    text = "## Q {#q .predict}\n\n- item\n\n  ```python\n  a\n  ```\n\nrest\n"
    faces = faces_of(tmp_path, text, "A")
    assert side(faces.front) == [("a", [])]
    assert side(faces.back) == [(None, ["A"])]


def test_a_cloze_text_ends_with_the_last_thing_it_hides(tmp_path: Path) -> None:
    text = '## Q {#q .cloze}\n\n{{c1::x}}\n\n```python {blank="a"}\na + a\n```\n\nextra\n'
    faces = faces_of(tmp_path, text, "A")
    assert [node.kind for node in faces.front] == ["paragraph", "program"]
    assert [node.kind for node in faces.back] == ["paragraph"]
    listing = faces.front[1].listing
    assert listing is not None
    assert [(b.start, b.end, b.number) for b in listing.blanks] == [(0, 1, 2), (4, 5, 2)]


def test_hidden_code_is_not_shown_and_values_are(tmp_path: Path) -> None:
    text = "## Q {#q}\n\nIt is `{python} x`.\n\n```python {.hidden}\nx = 1\n```\n"
    card = read_card(tmp_path, text)
    config = DeckConfig("demo", str(tmp_path))
    plan = plan_card(card, config, unmet_here)
    cells = (CellRun(), CellRun((Output("value", "1"),)))
    run = Run("en/q", "finished", cells, ENVIRONMENT)
    faces = make_faces(Verdict(plan, run, "verified"), config)
    assert plain_text(faces.back[0].children) == "It is 1."
    assert side(faces.back) == []


def test_what_was_not_run_says_so_and_why(tmp_path: Path) -> None:
    text = '## Q {#q}\n\n```python {.norun reason="needs a GPU"}\na\n```\n'
    faces = faces_of(tmp_path, text)
    listing = faces.back[0].listing
    assert listing is not None
    assert (listing.code, listing.mark, listing.reason) == ("a", "not run", "needs a GPU")
    assert faces.verified == ()


def test_what_needs_more_than_this_machine_has_is_not_run_nor_what_follows(tmp_path: Path) -> None:
    text = (
        '## Q {#q}\n\n```python\na\n```\n\n```python {requires="no-such-thing>=2"}\nb\n```\n\n'
        "```python\nc\n```\n\n`{python} d`\n"
    )
    card = read_card(tmp_path, text)
    plan = plan_card(card, DeckConfig("demo", str(tmp_path)), unmet_here)
    assert plan.program is not None
    assert [cell.code for cell in plan.program.cells] == ["a"]
    assert set(plan.skipped.values()) == {"needs no-such-thing>=2, which is not installed"}


def test_the_footer_names_what_the_card_was_verified_with(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, "## Q {#q}\n\n```python\na\n```\n", "A")
    assert faces.verified == ("torch 2.13.0", "Python 3.11")


def test_a_figure_does_not_take_the_place_of_a_value_that_is_not_it(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    outputs = (Output("value", "5"), Output("svg", svg))
    card = read_card(tmp_path, "## Q {#q}\n\n```python\na\n```\n")
    config = DeckConfig("demo", str(tmp_path))
    plan = plan_card(card, config, unmet_here)

    def kinds(*outputs: Output) -> list[str]:
        run = Run("en/q", "finished", (CellRun(outputs),), ENVIRONMENT)
        listing = make_faces(Verdict(plan, run, "verified"), config).back[0].listing
        assert listing is not None
        return [shown.kind for shown in listing.shown]

    assert kinds(*outputs) == ["value", "image"]
    assert kinds(outputs[0], dataclasses.replace(outputs[1], rich=True)) == ["image"]


def test_a_traceback_is_shown_after_what_was_printed(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\n```python {raises=KeyError}\na\n```\n")
    config = DeckConfig("demo", str(tmp_path))
    plan = plan_card(card, config, unmet_here)
    raised = Raised("KeyError", "KeyError", (), "KeyError: 1")
    run = Run("en/q", "finished", (CellRun((Output("stdout", "x\n"),), raised),), ENVIRONMENT)
    listing = make_faces(Verdict(plan, run, "verified"), config).back[0].listing
    assert listing is not None
    assert [shown.kind for shown in listing.shown] == ["stdout", "error"]
    assert listing.shown[1].text.endswith("\nKeyError: 1")


def test_a_long_output_is_cut_on_the_card_and_says_by_how_much(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\n```python\na\n```\n")
    config = DeckConfig("demo", str(tmp_path))
    plan = plan_card(card, config, unmet_here)
    output = Output("stdout", "y\n" * 60, dropped=5)
    run = Run("en/q", "finished", (CellRun((output,)),), ENVIRONMENT)
    listing = make_faces(Verdict(plan, run, "verified"), config).back[0].listing
    assert listing is not None
    assert listing.shown[0].text.split("\n") == ["y"] * 39 + ["… 26 more lines"]


def test_an_image_is_named_by_its_content(tmp_path: Path) -> None:
    png = paper.png()
    (tmp_path / "media").mkdir()
    (tmp_path / "media/a.png").write_bytes(png)
    faces = faces_of(tmp_path, "## Q {#q}\n\n![x](../media/a.png) ![x](media/a.png)\n")
    names = {media.name for media in faces.media.values()}
    assert set(faces.media) == {"../media/a.png", "media/a.png"}
    assert len(names) == 1
    assert names.pop().startswith("proofdeck-")


def test_a_very_long_line_is_cut_where_everybody_sees_it(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\n```python\nprint('x' * 3000)\n```\n")
    config = DeckConfig("demo", str(tmp_path))
    plan = plan_card(card, config, unmet_here)
    cells = (CellRun((Output("stdout", "x" * 3000 + "\nend\n"),)),)
    run = Run("en/q", "finished", cells, Environment("3.11.7"))
    listing = make_faces(Verdict(plan, run, "verified"), config).back[0].listing
    assert listing is not None
    assert listing.shown[0].text == "x" * 400 + "… 2,600 more characters\nend"


def test_what_is_very_long_in_a_traceback_is_cut_as_outputs_are(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\n```python {raises=ValueError}\na\n```\n")
    plan = plan_card(card, DeckConfig("demo", str(tmp_path)), unmet_here)
    text = "\n".join(["ValueError: " + "q" * 3000, *"y" * 60])
    frames = (Frame("<card>", 1, "f" * 3000, "x" * 3000, 0),)
    cells = (CellRun(raised=Raised("ValueError", "ValueError", ("Exception",), text, frames)),)
    run = Run("en/q", "finished", cells, ENVIRONMENT)
    faces = make_faces(Verdict(plan, run, "verified"), DeckConfig("demo", str(tmp_path)))
    assert faces.back[0].listing is not None
    lines = faces.back[0].listing.shown[0].text.split("\n")
    assert all("more characters" in line and len(line) < 450 for line in lines[1:4])
    assert lines[3] == "ValueError: " + "q" * 388 + "… 2,612 more characters"
    assert lines[4:] == ["y"] * 38 + ["… 22 more lines"]


def test_a_very_long_inline_value_is_cut_and_can_be_verified_again(tmp_path: Path) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\n`{python} 'z' * 5000`\n")
    plan = plan_card(card, DeckConfig("demo", str(tmp_path)), unmet_here)
    run = Run("en/q", "finished", (CellRun((Output("value", "z" * 5000),)),), ENVIRONMENT)
    faces = make_faces(Verdict(plan, run, "verified"), DeckConfig("demo", str(tmp_path)))
    assert plain_text(faces.back) == "z" * 400 + "… 4,600 more characters"
    evidence = evidence_of(faces, plan)
    assert evidence is not None and plan.program is not None
    assert evidence.said == (pieces_of(plan.program.cells[0], run.cells[0]),)
