"""Talks to AnkiConnect, the add-on through which other programs speak to a running Anki.

The add-on looks for requests every 25 ms and closes each connection, so that many small questions
take long: `ask_all` sends them in one request.
"""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from generator.model import Place, Problem, ProblemsError

KEY_VARIABLE: Final = "PROOFDECK_ANKI_KEY"
DEFAULT_URL: Final = "http://127.0.0.1:8765"
ADD_ON: Final = "2055492159"
_VERSION: Final = 6
_GREETING: Final = 5.0  # seconds for an answer that takes Anki no work
_WORK: Final = 300.0  # and for one that does
_MOST: Final = 1 << 30  # bytes of an answer

Ask = tuple[str, dict[str, Any]]


class BadUrlError(ValueError):
    """An address at which nothing can be asked."""


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the Anki at `url`. Raises ProblemsError for whatever comes between: every failure has
    a problem of its own.
    """

    url: str = DEFAULT_URL
    key: str = ""
    greeting: float = _GREETING
    work: float = _WORK

    def __post_init__(self) -> None:
        _split(self.url)

    @classmethod
    def of(cls, url: str = DEFAULT_URL) -> Client:
        """One with the key that the environment has. Raises BadUrlError."""
        return cls(url, os.environ.get(KEY_VARIABLE, ""))

    def greet(self) -> None:
        """Make sure that AnkiConnect answers and speaks our version."""
        version = self._asked("version", {}, self.greeting)
        if isinstance(version, bool) or not isinstance(version, int):
            raise self._problem(*_OTHER)
        if version < _VERSION:
            raise self._problem(*_OLD)

    def ask(self, action: str, **params: Any) -> Any:
        """The result of one action."""
        return self._asked(action, params, self.work)

    def ask_all(self, asks: Sequence[Ask]) -> list[Any]:
        """The results of several actions, done in this order. One that fails does not stop those
        after it; the first failure is raised when all are done.
        """
        actions = [self._request(action, params) for action, params in asks]
        answers = self._asked("multi", {"actions": actions}, self.work)
        if not isinstance(answers, list) or len(answers) != len(asks):
            raise self._problem(*_OTHER)
        return [self._result(one, action) for one, (action, _) in zip(answers, asks, strict=True)]

    def _asked(self, action: str, params: dict[str, Any], limit: float) -> Any:
        body = json.dumps(self._request(action, params)).encode("ascii")
        try:
            answer = json.loads(self._sent(body, limit))
        except (ValueError, RecursionError):
            raise self._problem(*_OTHER) from None
        return self._result(answer, action)

    def _request(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        request = {"action": action, "version": _VERSION, "params": params}
        return request | ({"key": self.key} if self.key else {})

    def _sent(self, body: bytes, limit: float) -> bytes:
        """What the server answers. http.client knows of no proxies, which could reach another
        machine's port of this number.
        """
        address = _split(self.url)
        secure = address.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(address.hostname or "", address.port, timeout=limit)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", address.path or "/", body, headers)
            response = connection.getresponse()
            if response.status != http.client.OK:
                raise self._problem(*_OTHER)
            data = response.read(_MOST + 1)
        except TimeoutError:
            raise self._problem(*_BUSY) from None
        except http.client.RemoteDisconnected:  # which is an HTTPException, too
            raise self._closed("it hung up before it answered") from None
        except (http.client.HTTPException, UnicodeError):
            raise self._problem(*_OTHER) from None
        except OSError as error:
            raise self._closed((error.strerror or str(error)).lower()) from None
        finally:
            connection.close()
        if len(data) > _MOST:
            raise self._problem(*_OTHER)
        return data

    def _result(self, answer: object, action: str) -> Any:
        if not isinstance(answer, dict) or not {"result", "error"} <= answer.keys():
            raise self._problem(*_OTHER)
        error = answer["error"]
        if error is None:
            return answer["result"]
        said = " ".join(str(error).split())
        for words, told in _TOLD:
            if words in said:
                raise self._problem(*told)
        message = f"Anki could not do `{action}`: {said}"
        raise self._problem("anki-failed", message, "look at Anki's window, then try again")

    def _closed(self, reason: str) -> ProblemsError:
        code, message, hint = _CLOSED
        return self._problem(code, message.format(reason=reason), hint)

    def _problem(self, code: str, message: str, hint: str) -> ProblemsError:
        return ProblemsError(Problem(Place(self.url), code, message, hint))


def _split(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        known = address.scheme in ("http", "https") and bool(address.hostname)
        known = known and url.isprintable() and " " not in url
        if known and (address.port is None or address.port):
            return address
    except ValueError:
        pass
    raise BadUrlError(f"{url!r} is not an address such as {DEFAULT_URL}")


_Told = tuple[str, str, str]
_CLOSED: Final[_Told] = (
    "anki-closed",
    "no Anki answers here: {reason}",
    f"start Anki; if it runs, install AnkiConnect (Tools → Add-ons → Get Add-ons, {ADD_ON})",
)
_OTHER: Final[_Told] = (
    "anki-other",
    "what answers here is not AnkiConnect",
    "pass the address that AnkiConnect's settings name: --url http://127.0.0.1:PORT",
)
_OLD: Final[_Told] = (
    "anki-old",
    "this AnkiConnect is too old for a sync",
    "update it: Tools → Add-ons → Check for Updates, then restart Anki",
)
_BUSY: Final[_Told] = (
    "anki-busy",
    "Anki does not answer in time",
    "wait until it is done, close any dialog that it shows, then try again",
)
FOREIGN_PATH: Final[_Told] = (
    "anki-path",
    "Anki does not see the files of Proofdeck under the same path",
    "run Proofdeck where Anki runs (not in WSL or a container), or set PROOFDECK_DATA to a folder "
    "that both see under the same path",
)
_TOLD: Final[tuple[tuple[str, _Told], ...]] = (
    (
        "valid api key must be provided",
        (
            "anki-key",
            "AnkiConnect wants another API key",
            f"set {KEY_VARIABLE} to the `apiKey` of AnkiConnect's settings",
        ),
    ),
    (
        "collection is not available",
        (
            "anki-profile",
            "no collection is open in Anki",
            "choose a profile in Anki's window, then try again",
        ),
    ),
    ("unsupported action", _OLD),
    # A file or folder that is not there or closed, on any system: our own are there.
    *((f"(os error {number})", FOREIGN_PATH) for number in (2, 3, 5, 13, 123)),
)
