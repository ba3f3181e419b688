"""A server of this computer answers its own page, and nobody else's."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from generator.model import ProblemsError
from generator.serving import peers
from generator.serving.event_hub import EventHub, message
from generator.serving.local_server import listening, require_server
from generator.serving.safety import App, Guarded, Receive, Scope, Send, asked
from tests.support.local_pages import GENEROUS, Client, next_of, served, taken_port, wait_until

TOKEN = "the-token"
OWN = {"Content-Type": "application/json", "X-Proofdeck-Token": TOKEN}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with what was posted; fails where it is told to."""
    from starlette.requests import Request
    from starlette.responses import JSONResponse

    if scope["path"] == "/fails":
        raise ZeroDivisionError("a secret of /home/mallory")
    body = await asked(Request(scope, receive), {"a": int}) if scope["method"] == "POST" else {}
    await JSONResponse({"path": scope["path"], **body})(scope, receive, send)


def guarded(port: int) -> App:
    return Guarded(echo, port, TOKEN, embedded=("/media/prefix/",))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with served(guarded) as found:
        yield found


def test_the_page_is_answered_under_each_name_of_this_computer(client: Client) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]", "LOCALHOST"):
        assert client.ask("/", headers={"Host": f"{name}:{client.port}"}).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "127.0.0.1.nip.io:{port}",
     "localhost.:{port}", "127.1:{port}", "", None],
)  # fmt: skip
def test_a_name_that_somebody_else_leads_here_reads_nothing(
    client: Client, host: str | None
) -> None:
    host = host.format(port=client.port) if host is not None else None
    for path in ("/", "/api/state", "/media/prefix/a.png"):
        answer = client.ask(path, headers={"Host": host})
        assert answer.status in (400, 421) and b'"path"' not in answer.body
    assert client.post("/x", {"a": 1}, Host=host, X_Proofdeck_Token=TOKEN).status in (400, 421)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_another_origin_neither_reads_nor_writes_even_with_the_token(
    client: Client, origin: str
) -> None:
    assert client.ask("/api/state", headers={"Origin": origin}).status == 403
    assert client.ask("/x", "POST", headers={**OWN, "Origin": origin}, body=b"{}").status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "made-up"])
def test_another_site_gets_nothing_but_a_link_to_the_first_page(client: Client, site: str) -> None:
    loading = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    frame = {**link, "Sec-Fetch-Dest": "iframe"}
    assert client.ask("/", headers=link).status == 200
    for path, headers in (("/", frame), ("/", loading), ("/api/state", link), ("/events", loading)):
        assert client.ask(path, headers=headers).status == 403
    assert client.ask("/", "POST", headers={**OWN, **link}, body=b'{"a":1}').status == 403


def test_what_a_sandboxed_frame_loads_needs_the_secret_in_its_address(client: Client) -> None:
    frame = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image", "Origin": "null"}
    assert client.ask("/media/prefix/a.png", headers=frame).status == 200
    assert client.ask("/media/guess/a.png", headers=frame).status == 403
    assert client.ask("/media/prefix/a", "POST", headers={**OWN, **frame}).status == 403


@pytest.mark.parametrize("token", ["", "the-toke", "the-token ", "thé-token", None])
def test_nothing_is_written_without_the_token(client: Client, token: str | None) -> None:
    given = None if token is None else token.encode().decode("latin-1")
    answer = client.post("/x", {"a": 1}, X_Proofdeck_Token=given)
    assert answer.status == (200 if token == "the-token " else 403)  # HTTP takes the blank away
    assert "token" in answer.json.get("message", "token")


def test_a_form_of_another_page_cannot_post(client: Client) -> None:
    kinds = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None)
    for kind in kinds:
        answer = client.post("/x", {"a": 1}, X_Proofdeck_Token=TOKEN, Content_Type=kind)
        assert answer.status == 415


def test_a_body_has_a_bound_whatever_its_length_is_said_to_be(client: Client) -> None:
    large = b'{"a": 1, "b": "' + b"x" * 100_000 + b'"}'
    assert client.ask("/x", "POST", headers=OWN, body=large).status == 413
    for length in ("-1", "1e3", "x"):
        headers = {**OWN, "Content-Length": length}
        assert client.ask("/x", "POST", headers=headers, body=b"{}").status in (400, 413)
    chunks = b"".join(b"4000\r\n" + b"x" * 0x4000 + b"\r\n" for _ in range(8)) + b"0\r\n\r\n"
    headers = {**OWN, "Content-Length": None, "Transfer-Encoding": "chunked"}
    assert client.ask("/x", "POST", headers=headers, body=chunks).status == 413


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"a":"1"}', b'{"a":true}', b'{"a":1,"b":2}', b"\xff",
             b"[" * 50_000],
)  # fmt: skip
def test_a_body_of_another_form_is_refused_in_words(client: Client, body: bytes) -> None:
    answer = client.ask("/x", "POST", headers=OWN, body=body)
    assert answer.status == 400 and "needs a" in answer.json["message"]
    assert client.ask("/x", "POST", headers=OWN, body=b'{"a":1}').json["a"] == 1


def test_other_methods_are_refused(client: Client) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert client.ask("/", method, headers=OWN).status == 405


def test_every_answer_keeps_browsers_from_using_it_elsewhere(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROOFDECK_CAUGHT", raising=False)
    answers = [client.ask("/"), client.ask("/", headers={"Origin": "null"}), client.ask("/fails")]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in answer.headers


def test_a_bug_of_ours_is_told_without_a_traceback(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROOFDECK_CAUGHT", raising=False)
    answer = client.ask("/fails")
    assert answer.status == 500 and "ZeroDivisionError" in answer.json["message"]
    assert b"Traceback" not in answer.body and b"test_local_server" not in answer.body


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with taken_port() as port, pytest.raises(ProblemsError) as caught:
        listening(port)
    (problem,) = caught.value.problems
    assert f"port {port} is taken" in problem.message and "--port" in problem.hint


def test_a_preferred_port_is_used_where_it_is_free_and_no_trouble_where_it_is_not() -> None:
    with listening(0) as free:
        port = free.getsockname()[1]
    with listening(None, preferred=port) as listener:
        assert listener.getsockname()[1] == port
    with taken_port() as port, listening(None, preferred=port) as listener:
        assert listener.getsockname()[1] not in (0, port)


def test_no_other_computer_reaches_the_server() -> None:
    with listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1" and listener.getsockname()[1] > 0


def test_what_has_to_be_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    require_server("proofdeck preview")
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "uvicorn" else found(name)
    )
    with pytest.raises(ProblemsError, match=r"`proofdeck preview` needs .*: uvicorn") as caught:
        require_server("proofdeck preview")
    assert "pip install 'proofdeck[live]'" in caught.value.problems[0].hint
    with pytest.raises(ProblemsError, match=": uvicorn, no_such_package") as caught:
        require_server("proofdeck study", "pip install 'proofdeck[study]'", ["no_such_package"])
    assert caught.value.problems[0].hint == "install them: pip install 'proofdeck[study]'"


CONNECTIONS = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2328 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0
   1: 0100007F:C350 0100007F:2328 01 00000000:00000000 00:00000000 00000000  {uid}        0 12 1 0
   2: 0100007F:2328 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 13 1 0
"""


@pytest.mark.parametrize(("uid", "strange"), [(1000, False), (0, False), (1001, True)])
def test_another_user_of_the_computer_is_known_by_their_connection(
    uid: int, strange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "own_users", lambda: {0, 1000})
    monkeypatch.setattr(peers, "_knows_users", lambda: True)
    (tmp_path / "tcp").write_text(CONNECTIONS.format(uid=uid))
    assert peers.is_strangers(50_000, 9_000, tmp_path / "tcp") is strange
    assert not peers.is_strangers(50_001, 9_000, tmp_path / "tcp")  # which nobody knows
    assert not peers.is_strangers(50_000, 9_000, tmp_path / "gone")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not Path("/proc/net/tcp").exists(),
    reason="becomes another user, which needs root, and Linux",
)
def test_another_user_of_the_computer_is_refused(client: Client) -> None:
    code = (
        "import os, socket, sys; 'a'.encode('idna'); os.setuid(65534)\n"
        "asked = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
        "asked.sendall(b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:' + sys.argv[1].encode())\n"
        "asked.sendall(b'\\r\\nConnection: close\\r\\n\\r\\n'); print(asked.makefile().read())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(client.port)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "403 Forbidden" in done.stdout and '"path"' not in done.stdout, done.stderr
    assert client.ask("/").status == 200


# --- what pages are told --------------------------------------------------------------


def streaming(hub: EventHub) -> App:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.responses import StreamingResponse

        stream = hub.stream(lambda: message("hello", {"text": "ä\n\u2028"}))
        await StreamingResponse(stream, media_type="text/event-stream")(scope, receive, send)

    return app


def test_each_page_is_told_everything_in_order() -> None:
    hub = EventHub()
    with (
        served(lambda port: streaming(hub), hub.close) as client,
        client.listening() as one,
        client.listening() as two,
    ):
        assert next_of(one, "hello").data == next_of(two, "hello").data == {"text": "ä\n\u2028"}
        for number in range(100):
            hub.tell("change", number)
        for following in (one, two):
            assert [next_of(following, "change").data for _ in range(100)] == [*range(100)]


def test_a_page_hears_signs_of_life() -> None:
    hub = EventHub(alive=0.01)
    with served(lambda port: streaming(hub), hub.close) as client, client.listening() as following:
        assert [next_of(following, "alive").data for _ in range(3)] == [{}] * 3


def test_a_page_that_has_gone_is_forgotten() -> None:
    hub = EventHub(alive=0.01)
    with served(lambda port: streaming(hub), hub.close) as client:
        with client.listening() as following:
            next_of(following, "hello")
            assert hub.listeners == 1
        wait_until(lambda: hub.listeners == 0)


def test_a_page_that_takes_nothing_loses_its_stream_and_holds_up_no_other() -> None:
    async def run() -> None:
        hub = EventHub()
        slow, quick = (hub.stream(lambda: b"hello") for _ in range(2))
        assert [await anext(slow), await anext(quick)] == [b"hello", b"hello"]
        for number in range(100):
            hub.tell("change", f"{number} {'x' * 100_000}")
            await asyncio.sleep(0)
            assert (await anext(quick)).partition(b"data: ")[2].startswith(b'"%d ' % number)
        assert hub.listeners == 1
        got = [each async for each in slow]
        assert 0 < len(got) < 100

    asyncio.run(run())


def test_what_is_told_after_the_server_has_ended_does_no_harm() -> None:
    hub = EventHub()
    with served(lambda port: streaming(hub), hub.close) as client, client.listening() as following:
        next_of(following, "hello")
    hub.tell("change", 1)
    hub.close()
    assert hub.listeners == 0


def test_open_streams_keep_no_server_from_its_end() -> None:
    hub = EventHub(alive=GENEROUS)
    with (
        served(lambda port: streaming(hub), hub.close) as client,
        client.listening() as following,
        client.listening(),
    ):
        next_of(following, "hello")
        hub.close()
        assert following() is None


def test_a_stream_without_end_is_cut_off_with_the_server() -> None:
    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.responses import StreamingResponse

        async def parts() -> AsyncIterator[bytes]:
            yield b"begun\n"
            await asyncio.sleep(10 * GENEROUS)

        await StreamingResponse(parts())(scope, receive, send)

    import http.client

    with served(lambda port: endless) as client:
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=GENEROUS)
        connection.request("GET", "/")
        response = connection.getresponse()
        assert response.readline() == b"begun\n"
    response.close()
    connection.close()
