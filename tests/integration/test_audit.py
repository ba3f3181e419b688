"""Articles audited for real: what runs, what does not and why, what is stated and false."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.auditing.audit_files import audit_files
from generator.auditing.audit_text import as_text
from generator.auditing.document import Audited, Finding
from generator.auditing.summary import Summary
from generator.checking.determinism import differences
from generator.cli.audit import audit
from generator.running import LocalPool, Runner
from generator.running.twice import Twice
from tests.support.articles import CLAIMS, CRASHES, REAL, SHOWN, VARIES


@contextmanager
def twice() -> Iterator[Runner]:
    with LocalPool() as pool:
        yield Twice(pool, differences)


def audited(folder: Path, text: str, timeout: float = 30) -> Audited:
    path = folder / "article.md"
    path.write_text(text, encoding="utf-8")
    (result,) = audit_files([path], timeout=timeout, runner=twice)
    return result


@pytest.fixture(scope="module")
def crashes(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    # Only the endless loop comes near the limit.
    return audited(tmp_path_factory.mktemp("crashes"), CRASHES, timeout=5)


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return audited(tmp_path_factory.mktemp("claims"), CLAIMS)


@pytest.fixture(scope="module")
def varies(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return audited(tmp_path_factory.mktemp("varies"), VARIES)


def below(result: Audited, heading: str) -> list[Finding]:
    found = [f for f in result.findings if f.outcome.block.heading.startswith(heading)]
    assert found
    return found


def crash(finding: Finding) -> tuple[str, str]:
    (problem,) = finding.problems
    assert problem.code == "crash"
    return problem.message, problem.hint


def test_a_name_that_nothing_defines_is_said_to_be_so(crashes: Audited) -> None:
    (finding,) = below(crashes, "1.")
    message, hint = crash(finding)
    assert message == "crashes: NameError: name 'train_loader' is not defined"
    assert hint == "nothing in the document defines `train_loader`"
    assert (
        finding.problems[0].place.line
        == CRASHES.split("\n").index("for batch in train_loader:") + 1
    )


def test_a_block_that_goes_on_from_another_is_no_crash(crashes: Audited) -> None:
    (finding,) = below(crashes, "3.")
    assert finding.runs
    assert finding.outcome.needed == (2,)
    assert [claim.truth for claim in finding.claims] == ["true"]


def test_needs_are_followed_through_several_blocks(crashes: Audited) -> None:
    first, second = below(crashes, "12.")
    assert (first.outcome.needed, second.outcome.needed) == ((2,), (2, first.outcome.block.number))
    assert [claim.truth for claim in second.claims] == ["true"]


def test_a_block_after_a_crashed_one_does_not_count_as_running(crashes: Audited) -> None:
    first, second = below(crashes, "4.")
    assert "missing_factor" in crash(first)[0]
    message, hint = crash(second)
    assert message == "crashes: NameError: name 'shape' is not defined"
    number, line = first.outcome.block.number, first.outcome.block.place.line
    assert f"block {number} (line {line}) defines `shape` and `m`, but crashes" in hint
    assert hint.endswith("after what that block does before crashing, this one runs")


def test_a_forgotten_import_comes_with_the_line_to_add(crashes: Audited) -> None:
    (finding,) = below(crashes, "5.")
    assert crash(finding)[1] == "add `import math`"


def test_dots_for_data_and_typed_input_are_explained(crashes: Audited) -> None:
    (dots,), (typed,) = below(crashes, "6."), below(crashes, "7.")
    assert "'ellipsis' object is not iterable" in crash(dots)[0]
    assert "`...` is a placeholder" in crash(dots)[1]
    assert "waits for input" in crash(typed)[1]


def test_a_file_that_an_earlier_block_writes_is_found(crashes: Audited) -> None:
    first, second = below(crashes, "8.")
    assert second.runs
    assert second.outcome.needed == (first.outcome.block.number,)


def test_what_is_no_python_is_said_with_its_line(crashes: Audited) -> None:
    (finding,) = below(crashes, "9.")
    assert crash(finding)[0] == "crashes: SyntaxError: invalid syntax"
    assert finding.problems[0].place.line == CRASHES.split("\n").index("x = = 1") + 1


def test_segfaults_and_endless_loops_end_only_their_own_block(crashes: Audited) -> None:
    segfault, endless = below(crashes, "10.")
    assert crash(segfault)[0] == "crashes: it was killed by SIGSEGV"
    assert crash(endless)[0] == "crashes: it did not end within 5 seconds and was stopped"


def test_an_ordinary_exit_is_no_crash_and_a_failed_one_is(crashes: Audited) -> None:
    ordinary, failed = below(crashes, "11.")
    assert ordinary.runs
    assert crash(failed)[0] == "crashes: it ended its own process with exit status 3"


def test_what_fails_in_its_own_right_is_told_beside_what_it_lacks(crashes: Audited) -> None:
    lacking, own = below(crashes, "13.")
    assert "name 'shape' is not defined" in crash(lacking)[0]
    assert "this one fails with IndexError" in crash(lacking)[1]
    assert own.outcome.needed == (2,)
    assert crash(own)[0].startswith("crashes after block 2 too: TypeError")


def test_an_error_that_the_article_shows_is_no_crash_and_no_dead_end(tmp_path: Path) -> None:
    result = audited(tmp_path, SHOWN)
    shown, onward, _, undefined, old, new, lost, imported = result.findings
    assert (shown.runs, [claim.truth for claim in shown.claims]) == (True, ["true"])
    assert (onward.runs, onward.outcome.needed) == (True, (1,))
    assert (undefined.runs, [claim.truth for claim in undefined.claims]) == (True, ["true"])
    # What a crashed block defines anew is not what an older one defined; imports are.
    assert (old.runs, new.runs, lost.runs) == (True, False, False)
    assert "block 6 (line 37) defines `setting`, but crashes" in crash(lost)[1]
    assert (imported.runs, imported.outcome.needed) == (True, (5,))
    assert "fails alone, as stated" in "\n".join(as_text([result]))


def test_a_name_has_the_value_that_the_last_block_gave_it(tmp_path: Path) -> None:
    codes = ["x = 1\ny = 1", "x = y + 1", "print(x)  # => 2"]
    result = audited(tmp_path, "\n".join(f"```python\n{code}\n```\n" for code in codes))
    assert [finding.outcome.needed for finding in result.findings] == [(), (1,), (1, 2)]
    assert [claim.truth for claim in result.findings[2].claims] == ["true"]


def truths(finding: Finding) -> list[tuple[str, str]]:
    return [(claim.said.strip().split("\n")[0], claim.truth) for claim in finding.claims]


def test_false_comments_are_found_in_english_and_chinese(claims: Audited) -> None:
    first, second = below(claims, "Comments")
    assert truths(first) == [
        ("[2, 2]", "false"), ("<class 'list'>", "false"), ("4", "true"), ("3", "false"),
    ]  # fmt: skip
    assert [problem.message for problem in first.problems] == [
        "says `[2, 2]`, but `(2, 2)` came out",
        "says `<class 'list'>`, but `<class 'tuple'>` came out",
        "says `3`, but `2` came out",
    ]
    lines = CLAIMS.split("\n")
    for problem in first.problems:
        assert lines[problem.place.line - 1][problem.place.column - 1] == "#"
    # Neither a line that never ran nor one that gives nothing back can be false.
    assert truths(second) == [("2", "unread"), ("0, 1, 2", "true"), ("[1]", "unread")]
    assert [problem.code for problem in second.problems] == ["claim-not-read"] * 2


def test_fences_of_output_are_held_against_it(claims: Audited) -> None:
    found = [truths(finding) for finding in below(claims, "Fences")]
    assert found == [
        [("a", "false")],
        [("two", "false")],
        [("one", "true")],
        [],
        [("one", "true")],
        [("Traceback (most recent call last):", "true")],
        [("[0, 1, 2, ... 98, 99]", "true")],
    ]
    assert all(finding.runs for finding in below(claims, "Fences"))


def test_each_prompt_of_a_session_is_a_claim(claims: Audited) -> None:
    session, quoted = below(claims, "Sessions")
    assert [truth for _, truth in truths(session)] == [
        "false", "true", "true", "true", "false", "true", "true",
    ]  # fmt: skip
    assert session.runs
    wrong = session.problems[0]
    assert CLAIMS.split("\n")[wrong.place.line - 1] == "6"
    assert truths(quoted) == [("'ABC'", "true"), ("1", "behind")]
    assert "undefined_name" in crash(quoted)[0]


def test_output_that_varies_is_told_and_never_called_false(varies: Audited) -> None:
    assert [finding.varies for finding in varies.findings] == [
        True, True, True, False, False, False, True,
    ]  # fmt: skip
    assert [claim.truth for claim in varies.findings[0].claims] == ["varies"]
    assert {problem.code for problem in varies.problems} == {"varies"}
    assert varies.findings[6].outcome.needed == (6,)


def test_the_last_line_counts_what_was_found(crashes: Audited, claims: Audited) -> None:
    *_, last = as_text([crashes, claims])
    found = Summary.of([crashes, claims])
    assert last == str(found)
    assert (
        last
        == f"{found.blocks} blocks: {found.run} run, {found.crash} crash, 1 left out; of 24 stated outputs "
        "14 are true, 7 false, 0 vary, 1 comes after a crash, 2 could not be read"
    )


# --- the command ----------------------------------------------------------------------


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    return CliRunner()


def test_the_command_tells_programs_what_it_tells_people(command: CliRunner) -> None:
    Path("bad.md").write_text("## 标题\n\n```python\nprint(1)  # => 2\n```\n", encoding="utf-8")
    shown = command.invoke(audit, ["bad.md"])
    assert shown.exit_code == 1
    line = (
        "of 1 stated output 0 are true, 1 false, 0 vary, 0 come after a crash, 0 could not be read"
    )
    assert shown.stdout.endswith(f"1 block: 1 runs, 0 crash; {line}\n")
    told = command.invoke(audit, ["bad.md", "--format", "json"])
    assert told.exit_code == 1
    report = json.loads(told.stdout)
    (problem,), (block,) = report["problems"], report["blocks"]
    assert {name: problem[name] for name in ("path", "line", "column", "severity", "code", "card")} == {
        "path": "bad.md", "line": 4, "column": 11, "severity": "error", "code": "false-claim", "card": None,
    }  # fmt: skip
    assert (block["line"], block["heading"], block["status"]) == (3, "标题", "runs")
    assert (block["needed"], block["varies"]) == ([], False)
    assert block["claims"] == [
        {
            "line": 4,
            "column": 11,
            "said": "2",
            "got": "1",
            "status": "false",
            "reading": "alone",
            "why": "",
        }
    ]
    assert report["summary"]["false-claims"] == 1


def test_an_article_without_mistakes_passes(command: CliRunner) -> None:
    Path("good.md").write_text("```python\nprint(1)  # => 1\n```\n", encoding="utf-8")
    Path("prose.md").write_text("# Nothing to run\n", encoding="utf-8")
    shown = command.invoke(audit, ["good.md", "prose.md"])
    assert shown.exit_code == 0
    assert "1 block: 1 runs, 0 crash; of 1 stated output 1 is true, 0 false" in shown.stdout


def test_files_that_cannot_be_read_are_problems_and_the_others_are_audited(
    command: CliRunner,
) -> None:
    Path("latin.md").write_bytes(b"caf\xe9\n")
    Path("good.md").write_text("```python\nprint(1)\n```\n", encoding="utf-8")
    shown = command.invoke(audit, ["latin.md", "missing.md", "good.md"])
    assert shown.exit_code == 1
    assert "[not-utf-8]" in shown.stdout
    assert "[unreadable]" in shown.stdout
    assert "1 block: 1 runs" in shown.stdout


def test_wrong_usage_is_told_apart_from_problems(command: CliRunner) -> None:
    assert command.invoke(audit, []).exit_code == 2
    assert command.invoke(audit, ["x.md", "--timeout", "0"]).exit_code == 2


@pytest.mark.skipif(not REAL.is_file(), reason="the article is not at hand")
def test_a_real_article_is_audited_unaided() -> None:
    (result,) = audit_files([REAL], runner=twice)
    found = {f.outcome.block.heading.split(".")[0]: f for f in result.findings}
    assert [number for number, f in found.items() if not f.runs] == ["2", "4", "6", "11", "14"]
    assert [number for number, f in found.items() if f.varies] == ["22", "26"]
    false = {number: [c.truth for c in f.claims] for number, f in found.items() if f.claims}
    assert false == {"28": ["false", "false"], "30": ["false"]}
    *_, last = as_text([result])
    assert last.startswith("10 blocks: 5 run, 5 crash; of ")
