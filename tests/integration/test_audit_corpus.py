"""Errors seeded into small articles of many styles, beside their right versions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from generator.auditing.audit_files import audit_files
from generator.auditing.document import Audited
from generator.checking.runners import open_runner
from generator.running import Cache, Runner
from tests.support import corpus

Versions = dict[str, tuple[Audited, ...]]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Both versions of all articles. Their programs are the same, and run once for both."""
    folder = tmp_path_factory.mktemp("corpus")

    @contextmanager
    def runner() -> Iterator[Runner]:
        with open_runner(cache=Cache(folder / "cache")) as opened:
            yield opened

    return {
        version: audit_files(corpus.write(folder / version, version), runner=runner)
        for version in ("right", "wrong")
    }


def test_errors_seeded_into_articles_are_refuted_or_named(
    audited: Versions, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = corpus.measured(audited["wrong"])
    with capsys.disabled():
        print(f"\n{figure}")
    assert figure.errors >= 150
    assert len(corpus.articles()) >= 60
    assert figure.share >= 0.98, "\n".join(figure.missed)


def test_no_right_article_raises_an_alarm(audited: Versions) -> None:
    problems = [problem for each in audited["right"] for problem in each.problems]
    alarms = [problem for problem in problems if problem.code != "claim-not-read"]
    assert [f"{each.place}: {each.message}" for each in alarms] == []


def test_nearly_all_outputs_of_right_articles_are_proved(audited: Versions) -> None:
    claims = [
        claim for each in audited["right"] for found in each.findings for claim in found.claims
    ]
    proved = sum(claim.truth == "true" for claim in claims)
    assert proved >= 0.98 * len(claims)
