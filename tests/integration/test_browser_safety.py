"""The page of `proofdeck preview` in a real browser, against other pages and hostile cards."""

from __future__ import annotations

import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.local_pages import wait_until
from tests.support.preview_pages import Page, previewed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

SCRIPT = "<script>window.owned = 1; parent.owned = 1</script>"
IMAGE = "<img src=x onerror='parent.owned = window.owned = 1'>"
CARDS = f"""\
# <script>window.owned=1</script>

## What does `{IMAGE}` do? {{#image}}

Nothing.

## Printed? {{#printed}}

```python
print("</code></pre>{SCRIPT}{IMAGE}")
```

```output
wrong {SCRIPT}
```

## Rich? {{#rich}}

```python
class Rich:
    def __repr__(self):
        return "rich"

    def _repr_html_(self):
        return "<p>rich</p>{SCRIPT}{IMAGE}<iframe src='/'></iframe>"


Rich()
```

## Linked? {{#linked}}

[Elsewhere](https://example.org).
"""
# Each of what a page of another origin can try; what it learns is "refused", or what it got.
ATTACK = """
  const [at, problem, done] = arguments;
  const refused = () => "refused";
  const read = (path) => fetch(at + path).then((found) => found.text(), refused);
  const post = (mode) =>
    fetch(at + "/api/accept", { method: "POST", mode, body: JSON.stringify({ problem, apply: true }),
      headers: { "Content-Type": mode === "cors" ? "application/json" : "text/plain" } })
      .then((found) => found.type === "opaque" ? "refused" : "answered", refused);
  const events = new Promise((told) => {
    const source = new EventSource(at + "/events");
    source.onopen = () => told("opened");
    source.onerror = () => (source.close(), told("refused"));
  });
  const script = import(at + "/static/dom.js").then(() => "loaded", refused);
  Promise.all([read("/"), read("/api/state"), post("cors"), post("no-cors"), events, script]).then(done);
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    pytest.importorskip("watchfiles")
    folder = tmp_path_factory.mktemp("safety")
    with previewed(folder, {"en/01.md": CARDS}) as page:
        yield page
    shutil.rmtree(folder)


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>elsewhere</title>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def elsewhere() -> Iterator[int]:
    """The port of a server of somebody else's pages."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_origin_learns_nothing_and_changes_nothing(page: Page, host: str) -> None:
    seen, before = page.open("en/printed"), page.read()
    problem = seen.one("[data-problem]").get_attribute("data-problem")
    with elsewhere() as port:
        seen.go(f"http://{host}:{port}/")
        tried = seen.driver.execute_async_script(ATTACK, page.address.rstrip("/"), problem)
        assert tried == ["refused"] * 6
        seen.run(
            "const it = document.createElement('iframe'); it.id = 'it'; it.src = arguments[0];"
            "it.onload = () => (window.loaded = true); document.body.append(it)",
            page.address,
        )
        wait_until(lambda: bool(seen.run("return window.loaded")))
        seen.driver.switch_to.frame(seen.one("#it"))
        assert not seen.all("#tree, meta[name=proofdeck-token]")
        seen.driver.switch_to.default_content()
    assert page.read() == before


def test_what_a_card_says_and_prints_runs_nowhere(page: Page) -> None:
    for card in "image", "printed", "rich":
        seen = page.open(f"en/{card}")
        seen.inside("back", "return 1")
        assert seen.run("return window.owned ?? document.title") == "demo – Proofdeck"
    assert IMAGE in seen.text('[data-id="en/image"]')
    assert not seen.all("#tree img, #tree script, #card-head img")
    page.open("en/printed")
    seen.until(".problem", "the card says")
    seen.until_side("back", SCRIPT, "pre.output")
    assert SCRIPT in seen.text(".excerpt")
    assert not seen.all("#problems script, #problems img")


def test_a_script_that_got_into_a_card_would_not_run_and_could_not_reach_the_page(
    page: Page,
) -> None:
    seen = page.open("en/printed")
    inside = """
      const script = document.createElement("script");
      script.textContent = "window.owned = 1";
      document.body.append(script);
      const image = document.createElement("img");
      image.setAttribute("onerror", "window.owned = 1");
      image.src = "data:nothing";
      document.body.append(image);
      let reached = "nothing";
      try { reached = parent.document.title; } catch { }
      return [window.owned ?? "nothing", reached, document.documentElement.tagName];
    """
    assert seen.inside("back", inside) == ["nothing", "nothing", "HTML"]
    allowed = seen.one("iframe").get_attribute("sandbox")
    assert allowed == "allow-popups allow-popups-to-escape-sandbox"


def test_a_link_opens_beside_the_card_and_not_in_its_place(page: Page) -> None:
    seen = page.open("en/linked")
    address = page.address.replace("127.0.0.1", "localhost")  # which is another origin
    before = seen.driver.window_handles
    seen.inside("back", "document.querySelector('.side a').href = arguments[0]", address)
    seen.driver.switch_to.frame(seen.one('[data-side="back"] iframe:not(.waiting)'))
    seen.one(".side a").click()
    seen.driver.switch_to.default_content()
    wait_until(lambda: len(seen.driver.window_handles) > len(before))
    assert "Elsewhere" in seen.side("back")
    (new,) = set(seen.driver.window_handles) - set(before)
    seen.driver.switch_to.window(new)
    try:
        wait_until(lambda: "Proofdeck" in seen.driver.title)
        assert seen.run("return window.opener") is None
    finally:
        seen.driver.close()
        seen.driver.switch_to.window(before[0])
