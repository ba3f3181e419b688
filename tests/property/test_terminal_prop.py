"""Whatever a card, a file or a package is called, it commands neither a terminal nor a CI."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from generator.auditing.audit_json import as_json as audit_json
from generator.auditing.document import Audited
from generator.cli.terminal import json_in_a_log, one_line, printable, xml_in_a_log
from generator.model import Place, Problem
from generator.reporting.report import report_unread
from generator.reporting.report_github import as_github
from generator.reporting.report_json import as_json
from generator.reporting.report_junit import as_junit
from tests.support.cli import ROOT

PIECES = st.sampled_from(
    ["::error::x", "##[error]x", "##vso[task.x]", "\x1b[2J", "\r", "\n", " ", "\t", "\u202e", "\u2028",
     "\x85", "::", "#", "##", "[", "]", ":", "<", "&", '"', "%0A", ",", "\ud800"]
)  # fmt: skip
TEXT = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)
OBEYED = re.compile(r"^\s*::|##[A-Za-z.-]*\[", re.MULTILINE)


def commands(text: str) -> bool:
    """Whether a terminal or a CI would do something on reading a text, but show it."""
    lines = re.split(r"[\n\r\x85\u2028\u2029]", text)
    moves = any(
        unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") and sign not in "\n\t"
        for sign in text
    )
    return moves or any(OBEYED.search(line) for line in lines)


@given(TEXT)
def test_no_text_commands_a_terminal_or_a_ci(text: str) -> None:
    assert not commands(printable(text))
    assert not commands(one_line(text)) and len(one_line(text).splitlines()) <= 1


@given(TEXT, TEXT, TEXT)
def test_no_report_commands_a_ci_and_none_is_changed_by_that(
    message: str, path: str, slug: str
) -> None:
    problem = Problem(Place(path, 1, 1), "crash", message, "hint", card=slug, detail=message)
    report = report_unread([problem])
    document = as_json(report)
    assert json.loads(json_in_a_log(document)) == json.loads(document)
    markup = as_junit(report)
    assert ET.canonicalize(xml_in_a_log(markup)) == ET.canonicalize(markup)
    audited = audit_json([Audited(path, unread=(problem,))])
    for text in (json_in_a_log(document), xml_in_a_log(markup), json_in_a_log(audited)):
        assert not OBEYED.search(text)
    for line in as_github(report).split("\n"):
        assert line.startswith("::error ") and line.count("\n") == 0


def test_all_that_is_printed_goes_through_one_module() -> None:
    """Use `say`, `console` or `write_document` of `cli/terminal.py`."""
    found = set()
    for path in (ROOT / "generator").rglob("*.py"):
        name = path.relative_to(ROOT / "generator").as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in ("print", "click.echo", "click.secho", "Console", "sys.stdout.write",
                          "sys.stderr.write"):  # fmt: skip
                found.add((name, called))
    assert {(name, called) for name, called in found if "/worker/" not in name} == {
        ("__main__.py", "sys.stderr.write"),  # where printing itself failed: spelt out in ASCII
        ("cli/terminal.py", "Console"),
        ("last_net.py", "sys.stderr.write"),  # a traceback, for whoever asks with PROOFDECK_DEBUG
        ("interruption.py", "sys.stderr.write"),  # words of our own
    }
