"""What the page of `proofdeck preview` is told, and what it can do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import pytest

from generator.accepting.proposal import Rewritten
from generator.accepting.replacement import replace_bytes
from generator.model import Media, Place, Problem, ProblemsError, TextEdit
from generator.previewing.live_state import (
    Busy,
    Delta,
    LiveCard,
    LiveChapter,
    LiveState,
    delta_between,
    problem_id,
)
from generator.reading.source import display_path
from generator.rendering.anki_notes import AnkiNote
from generator.running.run_options import RunOptions
from generator.serving.editor import Editor
from generator.serving.preview_app import PreviewApp
from generator.serving.print_preview import PrintPreview
from tests.support.local_pages import Client, next_of, served, wait_until

PAGE = '<meta name="proofdeck-token" content="{{token}}"><script src="/static/page.js"></script>'
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
TEXT = "## One? {#one}\n\n```python\nprint(1)\n```\n\n```output\n2\n```\n"
FIELDS = {"Front": "One?", "Back": '<b class="x">1</b><img src="a.svg">', "Reverse": "", "Typed": "", "Search": "",
          "Chapter": "", "Language": "en", "Slug": "one", "Source": "", "Footer": "",
          "Evidence": "", "Id": "", "Notes": ""}  # fmt: skip


@dataclass
class FakeLive:
    """The deck of a test, as a thread of its own would publish it."""

    deck: Path
    state: LiveState
    callbacks: list[Callable[[Delta], object]] = field(default_factory=list)

    def subscribe(self, callback: Callable[[Delta], object]) -> Callable[[], None]:
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)

    def publish(self, **changes: object) -> None:
        before, self.state = (
            self.state,
            replace(self.state, version=self.state.version + 1, **changes),  # type: ignore[arg-type]
        )
        for callback in self.callbacks:
            callback(delta_between(before, self.state))

    def offer(self, problem: str) -> Rewritten:
        edit = self.state.edits.get(problem)
        if edit is None:
            raise ProblemsError(Problem(Place("x"), "changed", "it is not there", "look again"))
        path = Path(edit.start.path)
        old = path.read_bytes()
        return Rewritten(path, old, old.replace(b"2", edit.text.encode()), ())

    def accept(self, problem: str) -> Rewritten:
        new = self.offer(problem)
        assert replace_bytes(new.path, new.old, new.new) is None
        return new


@dataclass
class Previewed:
    client: Client
    live: FakeLive
    file: Path
    problem: Problem


@contextmanager
def previewed(folder: Path, editor: str = "") -> Iterator[Previewed]:
    page, deck = folder / "page", folder / "deck"
    (deck / "en").mkdir(parents=True)
    page.mkdir()
    (page / "index.html").write_text(PAGE)
    (page / "page.js").write_text("1")
    (page / "secret.txt").write_text("no")
    (deck / "deck.toml").write_text('name = "demo"\n')
    file = deck / "en/01.md"
    file.write_text(TEXT)
    place = Place(str(file), 8)
    problem = Problem(place, "false-claim", "this prints 1", "write 1", card="one")
    note = AnkiNote(
        "one", "en", "basic", FIELDS, ("t",), "Demo::Part", (Media("a.svg", SCRIPT),),
        Place(str(file)), "d", "1", "One?",
    )  # fmt: skip
    card = LiveCard(
        "en/one", "one", "en", str(file), 1, "One?", "basic", ("t",), "Demo::Part", "failed",
        note=note, digest="abc", problems=(problem,),
    )  # fmt: skip
    other = LiveCard(f"en/line:{file}:20", "", "en", str(file), 20, "Two?", "basic")
    state = LiveState(
        3,
        "Demo",
        ("en",),
        (LiveChapter(str(file), "en", "First", (card.key, other.key)),),
        MappingProxyType({card.key: card, other.key: other}),
        (problem,),
        MappingProxyType({problem_id(problem): TextEdit(place, replace(place, line=9), "1")}),
        Busy(),
    )
    live = FakeLive(deck, state)
    app = PreviewApp(live, Editor(editor), PrintPreview(deck, RunOptions(once=True)), page)
    with served(app.guarded, app.close) as client:
        html = client.ask("/").body.decode()
        client.token = unescape(html.partition('content="')[2].partition('"')[0])
        yield Previewed(client, live, file, problem)
    assert live.callbacks == []


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Previewed]:
    with previewed(tmp_path) as found:
        yield found


def test_the_page_has_the_token_and_no_other_answer_does(preview: Previewed) -> None:
    client = preview.client
    assert len(client.token) > 30
    answer = client.ask("/")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "'unsafe" not in answer.headers["content-security-policy"]
    for path in ("/static/page.js", "/api/state", "/api/cards/en%2Fone", "/side/abc/en/one/0/back"):
        assert client.token not in client.ask(path).body.decode()


def test_only_the_files_of_the_page_are_served(preview: Previewed) -> None:
    client = preview.client
    assert client.ask("/static/page.js").headers["content-type"].startswith("text/javascript")
    for name in ("secret.txt", "index.html", "..%2Fdeck%2Fdeck.toml", "../deck/deck.toml",
                 "%2e%2e/deck/deck.toml", "/etc/passwd", ".", "..", "%00", "page.js%00"):  # fmt: skip
        assert client.ask(f"/static/{name}").status == 404, name
    for path in ("/deck/deck.toml", "//", "/api", "/frames/media/a.svg", "/print/x"):
        assert client.ask(path).status in (404, 405), path


def test_the_state_has_all_that_a_list_shows(preview: Previewed) -> None:
    state = preview.client.ask("/api/state").json
    assert (state["version"], state["title"], state["busy"]) == (3, "Demo", None)
    (chapter,) = state["chapters"]
    assert chapter["cards"] == [*state["cards"]]
    one, two = state["cards"].values()
    assert (one["sides"], one["shown"], one["problems"]) == (1, True, {"errors": 1, "warnings": 0})
    assert (two["sides"], two["shown"], two["slug"]) == (0, False, None)
    (problem,) = state["problems"]
    assert (problem["key"], problem["acceptable"]) == ("en/one", True)
    assert [line["line"] for line in problem["excerpt"] if line["marked"]] == [8]
    assert {"line": 8, "text": "2", "marked": True} in problem["excerpt"]


def test_each_side_of_a_card_is_a_frame_that_can_do_nothing(preview: Previewed) -> None:
    client = preview.client
    card = client.ask(f"/api/cards/{quote('en/one', safe='')}").json
    (side,) = card["sides"]
    answer = client.ask(side["back"] + "?night=1&phone=1")
    front = client.ask(side["front"]).body.decode()
    assert "nightMode" in answer.body.decode() and "android" in answer.body.decode()
    assert ">1</b>" in answer.body.decode() and ">1</b>" not in front
    assert 'class="card card1"' in front and "android" not in front
    policy = answer.headers["content-security-policy"].split("; ")
    allowed = "sandbox allow-popups allow-popups-to-escape-sandbox"
    assert allowed in policy and "default-src 'none'" in policy and "script" not in str(policy)
    picture = answer.body.decode().partition('img src="')[2].partition('"')[0]
    assert picture.startswith(client.address)
    shown = client.ask(
        picture.removeprefix(client.address),
        headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"},
    )
    assert (shown.status, shown.body) == (200, SCRIPT)
    assert shown.headers["content-type"] == "image/svg+xml"
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_the_font_of_formulas_reaches_a_frame_that_has_no_origin(preview: Previewed) -> None:
    client = preview.client
    frame = client.ask("/side/abc/en/one/0/back")
    font = frame.body.decode().partition('src: url("')[2].partition('"')[0]
    assert f"font-src {font};" in frame.headers["content-security-policy"]
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "null"}
    answer = client.ask(font.removeprefix(client.address), headers=headers)
    assert answer.body.startswith(b"OTTO") and answer.headers["access-control-allow-origin"] == "*"


def test_media_are_what_cards_show_and_nothing_else(preview: Previewed) -> None:
    client = preview.client
    frame = client.ask("/side/abc/en/one/0/back").body.decode()
    base = frame.partition('img src="' + client.address)[2].partition("a.svg")[0]
    assert client.ask(base + "a.svg").status == 200
    for name in ("b.svg", "..%2Fdeck.toml", "../deck.toml", "", "%2e%2e%2f%2e%2e%2fdeck.toml"):
        assert client.ask(base + name).status == 404
    preview.live.publish(cards=MappingProxyType({}))
    assert client.ask(base + "a.svg").status == 404


def test_what_is_not_there_is_said_in_words(preview: Previewed) -> None:
    for path in ("/api/cards/en%2Ftwo", "/side/abc/en/one/1/back", "/side/abc/en/one/0/middle",
                 "/side/abc/en/two/0/back", f"/side/x/{quote(f'en/line:{preview.file}:20')}/0/front",
                 "/nowhere"):  # fmt: skip
        answer = preview.client.ask(path)
        assert answer.status == 404 and answer.json["message"], path


def test_a_change_reaches_every_page_with_only_what_is_different(preview: Previewed) -> None:
    live, client = preview.live, preview.client
    with client.listening() as one, client.listening() as two:
        hello = next_of(one, "hello").data
        assert hello["version"] == 3 and next_of(two, "hello").data == hello
        card = replace(live.state.cards["en/one"], question="New?", running=True)
        live.publish(cards=MappingProxyType({card.key: card}), busy=Busy(running=2))
        for following in (one, two):
            change = next_of(following, "change").data
            assert change["version"] == 4 and change["busy"]["programs"] == 2
            assert [*change["cards"]] == ["en/one"] and change["cards"]["en/one"]["running"]
            assert change["removed"] == [f"en/line:{preview.file}:20"]
            assert "problems" not in change and "chapters" not in change
        live.publish(problems=(), chapters=(), broken="deck.toml is wrong", busy=Busy())
        change = next_of(one, "change").data
        assert (change["problems"], change["chapters"], change["busy"]) == ([], [], None)
        assert change["broken"] == "deck.toml is wrong"


def test_accepting_shows_the_change_and_writes_only_that(preview: Previewed) -> None:
    client, asked = preview.client, {"problem": problem_id(preview.problem)}
    shown = client.post("/api/accept", {**asked, "apply": False}).json
    assert not shown["applied"] and "\n-2\n+1\n" in shown["diff"]
    assert preview.file.read_text() == TEXT
    other = client.post("/api/accept", {**asked, "apply": True, "seen": "another"})
    assert other.status == 409 and preview.file.read_text() == TEXT
    done = client.post("/api/accept", {**asked, "apply": True, "seen": shown["seen"]}).json
    assert done["applied"] and preview.file.read_text() == TEXT.replace("2", "1")
    gone = client.post("/api/accept", {"problem": "x", "apply": True})
    assert gone.status == 409 and gone.json == {
        "message": "it is not there",
        "hint": "look again",
    }


def test_nobody_writes_without_the_token(preview: Previewed) -> None:
    body = {"problem": problem_id(preview.problem), "apply": True}
    for token in ("", "x", None):
        answer = preview.client.post("/api/accept", body, X_Proofdeck_Token=token)
        assert answer.status == 403
    assert preview.client.post("/api/accept", body, Origin="http://evil.example").status == 403
    assert preview.file.read_text() == TEXT


def test_the_editor_opens_files_of_the_deck_and_no_others(tmp_path: Path) -> None:
    with previewed(tmp_path, "ed://{path}?{line}:{column}") as preview:
        client, deck = preview.client, preview.live.deck
        found = client.post("/api/open", {"path": str(preview.file), "line": 8}).json
        assert found["url"] == f"ed://{preview.file}?8:1" and not found["opened"]
        settings = {"path": display_path(deck / "deck.toml"), "line": 1, "column": 4}
        assert client.post("/api/open", settings).json["url"].endswith("deck.toml?1:4")
        outside = tmp_path / "outside.md"
        outside.write_text("x")
        (deck / "link.md").symlink_to(outside)
        (deck / "untold.md").write_text("x")
        problem = Problem(Place(str(outside)), "x", "x")
        linked = Problem(Place(str(deck / "link.md")), "x", "x")
        gone = Problem(Place(str(deck / "gone.md")), "x", "x")
        preview.live.publish(problems=(problem, linked, gone))
        for path in (outside, deck / "link.md", deck / "untold.md", deck / "gone.md", "/etc/passwd",
                     deck / "en/../en/01.md", deck, "", "\0"):  # fmt: skip
            answer = client.post("/api/open", {"path": str(path), "line": 1})
            assert answer.status == 404, path
        for line in (0, -1, 10**9):
            body = {"path": str(preview.file), "line": line}
            assert client.post("/api/open", body).status == 400


def test_a_command_of_the_author_gets_the_file_and_the_line(tmp_path: Path) -> None:
    said = tmp_path / "said"
    code = f"import sys; open({str(said)!r}, 'w').write('|'.join(sys.argv[1:]))"
    (tmp_path / "code.py").write_text(code)
    with previewed(tmp_path, f"{sys.executable} {tmp_path}/code.py {{path}} +{{line}}") as preview:
        found = preview.client.post("/api/open", {"path": str(preview.file), "line": 8}).json
        assert found["opened"], found
        wait_until(lambda: said.exists() and said.read_text() != "")
        assert said.read_text() == f"{preview.file}|+8"
