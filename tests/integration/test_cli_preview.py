"""`proofdeck preview`, as an author and a browser use it."""

from __future__ import annotations

import io
import signal
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.local_pages import GENEROUS, next_of, taken_port
from tests.support.previews import left_running, previewing

TRUE = "## One? {#one}\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n"
FALSE = TRUE.replace("\n1\n", "\n2\n")
ENDLESS = "## Long? {#long}\n\n```python {timeout=600}\nimport time\ntime.sleep(500)\n```\n"
PROSE = "## Two? {#two}\n\nTwo.\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.mark.parametrize("more", [(), ("--poll",)], ids=["told", "poll"])
def test_a_save_reaches_every_page_and_accepting_mends_the_card(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    deck = write_deck(tmp_path / "demo", {"en/01.md": TRUE + "\n" + PROSE})
    with previewing(tmp_path, "demo", *more) as preview:
        client = preview.client
        cards = preview.settled(one="verified")
        assert [card["question"] for card in cards.values()] == ["One?", "Two?"]
        with client.listening() as one, client.listening() as two:
            next_of(one, "hello"), next_of(two, "hello")
            (deck / "en/01.md").write_text(FALSE + "\n" + PROSE)
            for following in (one, two):
                next_of(following, "change", lambda data: "failed" in str(data["cards"]))
            preview.settled(one="failed", two="no-code")
            (problem,) = client.ask("/api/state").json["problems"]
            assert problem["code"] == "false-claim" and problem["acceptable"]
            asked = {"problem": problem["id"], "apply": False}
            shown = client.post("/api/accept", asked).json
            assert "-2\n+1" in shown["diff"] and (deck / "en/01.md").read_text().startswith(FALSE)
            asked |= {"apply": True, "seen": shown["seen"]}
            assert client.post("/api/accept", asked).json["applied"]
            next_of(one, "change", lambda data: "verified" in str(data["cards"]))
        assert (deck / "en/01.md").read_text() == TRUE + "\n" + PROSE
        preview.settled(one="verified")
        assert preview.end(signal.SIGINT) == 128 + signal.SIGINT
    assert left_running(tmp_path) == []


def test_a_stranger_reads_and_writes_nothing(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "demo", {"en/01.md": FALSE})
    with previewing(tmp_path, "demo") as preview:
        client = preview.client
        preview.settled(one="failed")
        (problem,) = client.ask("/api/state").json["problems"]
        body = {"problem": problem["id"], "apply": True}
        assert client.post("/api/accept", body, Origin="https://evil.example").status == 403
        assert client.post("/api/accept", body, Host="evil.example").status == 421
        assert client.post("/api/accept", body, X_Proofdeck_Token=None).status == 403
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            for path in ("/", "/api/state", "/events"):
                answer = client.ask(path, headers=headers)
                assert answer.status in (403, 421) and b"One" not in answer.body
    assert (deck / "en/01.md").read_text() == FALSE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_at_once_whatever_runs_and_whoever_listens(
    tmp_path: Path, number: signal.Signals
) -> None:
    write_deck(tmp_path / "demo", {"en/01.md": PROSE + "\n" + ENDLESS})
    with previewing(tmp_path, "demo") as preview, preview.client.listening() as following:
        next_of(following, "hello")
        next_of(following, "change", lambda data: data["busy"] and data["busy"]["programs"])
        assert preview.end(number) == 128 + number
    assert left_running(tmp_path) == []


def test_a_server_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    write_deck(tmp_path / "demo", {"en/01.md": ENDLESS})
    with previewing(tmp_path, "demo") as preview, preview.client.listening() as following:
        next_of(following, "change", lambda data: data["busy"] and data["busy"]["programs"])
        preview.process.kill()
        preview.process.wait(GENEROUS)
    assert left_running(tmp_path) == []


def test_a_deck_that_cannot_be_read_is_shown_as_it_was(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "demo", {"en/01.md": PROSE})
    with previewing(tmp_path, "demo") as preview:
        preview.settled(two="no-code")
        with preview.client.listening() as following:
            next_of(following, "hello")
            (deck / "deck.toml").write_text("name = \n")
            change = next_of(following, "change", lambda data: data["broken"]).data
            assert change["problems"][0]["code"] == "bad-toml"
            assert all(card["old"] for card in preview.settled().values())
            (deck / "deck.toml").write_text('name = "demo"\n')
            next_of(following, "change", lambda data: not data["broken"])
        assert not any(card["old"] for card in preview.settled().values())


def test_a_card_is_shown_as_it_is_printed(tmp_path: Path) -> None:
    long = "## Long? {#long}\n\n" + "A line of prose that fills its part of a card.\n\n" * 60
    image = "## Shown? {#shown}\n\n![It](gone.png)\n"
    write_deck(tmp_path / "demo", {"en/01.md": f"# C\n\n{TRUE}\n{long}\n{image}"})
    with previewing(tmp_path, "demo") as preview:
        client = preview.client
        preview.settled(one="verified")
        for what, sides in (("card", ["front", "back"]), ("sheet", ["sheet"])):
            printed = client.ask(f"/api/cards/en%2Fone/print?what={what}").json
            assert [each["label"] for each in printed["pictures"]] == sides
            for each in printed["pictures"]:
                page = client.ask(each["url"])
                assert page.headers["content-type"] == "image/png"
                width, height = Image.open(io.BytesIO(page.body)).size
                assert width / height == pytest.approx(each["width"] / each["height"], rel=0.01)
            assert client.ask(f"/api/cards/en%2Fone/print?what={what}").json == printed
        several = client.ask("/api/cards/en%2Flong/print?what=card").json["pictures"]
        labels = [each["label"] for each in several]
        assert len(labels) > 2 and labels[:2] == [
            f"front 1/{len(labels) // 2}",
            f"back 1/{len(labels) // 2}",
        ]
        assert [(each["width"], each["height"]) for each in several] == [(105.0, 74.3)] * len(
            several
        )
        refused = client.ask("/api/cards/en%2Fshown/print?what=card")
        assert refused.status == 409 and refused.json["message"]
        assert client.ask("/api/cards/en%2Fone/print?what=poster").status == 404
        assert client.ask("/print/..%2Fcards.png").status == 404


def test_what_keeps_it_from_starting_is_said_with_the_mend(tmp_path: Path) -> None:
    write_deck(tmp_path / "demo")
    with taken_port() as port:
        taken = proofdeck("preview", "demo", "--port", str(port), cwd=tmp_path)
    assert taken.code == 1 and f"port {port} is taken" in taken.err and "--port" in taken.err
    assert proofdeck("preview", "nowhere", cwd=tmp_path).code == 1
    wrong = proofdeck("preview", "demo", "--editor", "javascript:{path}", cwd=tmp_path)
    assert wrong.code == 2 and "--editor" in wrong.err
    code = "import sys; sys.modules.update(dict.fromkeys(['uvicorn', 'starlette']))"
    (tmp_path / "sitecustomize.py").write_text(code)
    from tests.support.cli import ROOT

    paths = f"{tmp_path}:{ROOT}"
    missing = proofdeck("preview", "demo", cwd=tmp_path, env={"PYTHONPATH": paths}, fresh=True)
    assert missing.code == 1 and "pip install 'proofdeck[live]'" in missing.err
    assert "starlette, uvicorn" in missing.err and "Traceback" not in missing.err


def test_no_option_is_taken_that_would_do_nothing(tmp_path: Path) -> None:
    done = proofdeck("preview", "--cold", cwd=write_deck(tmp_path / "deck"))
    assert done.code == 2 and "--cold" in done.err
