"""Every form of comment, at every place, against programs that ran: what is true holds, what is
wrong is refuted or named as not read, and nothing is verified beside a result that nobody read.
"""

from __future__ import annotations

from itertools import product

import pytest

from generator.checking.claims import exact_or_dotted
from generator.checking.stated import Truth, judge_comments
from generator.model import Cell, Place
from generator.reading.comments import Commented, read_comments, spots_of
from generator.running import LocalPool
from tests.support.running import program

EACH = 100  # cells of a program
MARKS = [
    "# => {}", "#=> {}", "# -> {}", "# → {}", "# ==> {}", "# --> {}", "# ⇒ {}", "# >>> {}", "#> {}",
    "# // => {}", "# =&gt; {}", "# = {}", "# == {}", "# ≡ {}", "# Output: {}", "# output: {}",
    "# OUTPUT: {}", "# Outputs: {}", "# Out: {}", "# Out[1]: {}", "# Result: {}", "# Expected: {}",
    "# prints {}", "# prints: {}", "# Prints: {}", "# returns {}", "# returns: {}", "# gives {}",
    "# yields {}", "# evaluates to {}", "# equals {}", "# is {}", "# the sum  # => {}",
    "# 输出：{}", "# 输出: {}", "# 输出为 {}", "# 结果：{}", "# 结果是 {}", "# 打印 {}", "# 打印出：{}",
    "# 返回 {}", "# 返回值是：{}", "# 得到 {}", "# 等于 {}",
]  # fmt: skip
REMARKS = [
    "", ", the value", " (as above)", " - the value", "; not more", "  # a remark", ". So there.",
    " because of that", "，因为", "（如上）", "。",
]  # fmt: skip
# (code of a value, what it prints, another text)
VALUES = [
    ("abs(-3)", "3", "4"), ("1 / 4", "0.25", "0.5"), ("1 == 1", "True", "False"), ("[1] * 2", "[1, 1]", "[1, 2]"),
    ("(1, 'a')", "(1, 'a')", "(1, 'b')"), ("{'k': None}", "{'k': None}", "{'k': 0}"), ("-2", "-2", "2"),
    ("range(3)", "range(0, 3)", "range(0, 4)"), ("1j", "1j", "2j"), ("int", "<class 'int'>", "<class 'str'>"),
]  # fmt: skip
PLACES = [
    "{value}  {comment}", "print({value})  {comment}", "x = {value}  {comment}", "x = y = {value}  {comment}",
    "x: object = {value}  {comment}", "d = {{}}\nd['k'] = {value}  {comment}", "({value})\n{comment}",
    "x = {value}\n\n{comment}", "print({value})\n# words\n{comment}", "print(\n    {value}\n)  {comment}",
    "x = [\n    {value},  {comment}\n]", "x = {{\n    'k': {value},  {comment}\n}}", "print(\n    {value}  {comment}\n)",
    "def f():\n    return {value}  {comment}\nf()", "if True: {value}  {comment}", "abs(1); {value}  {comment}",
    "for _ in range(2):\n    print({value})  {comment}", "with open(__file__): print({value})  {comment}",
    "class A: x = {value}  {comment}", "x = None\nx = {value}  {comment}", "lambda: 0; x = {value}  {comment}",
    "try:\n    {value}  {comment}\nfinally:\n    pass",
]  # fmt: skip


def judged(codes: list[str]) -> list[tuple[str, Commented, list[Truth]]]:
    """What becomes of what each program states, each in a cell of its own."""
    found = [
        read_comments(code, lambda line, column: Place("c.md", line, column)) for code in codes
    ]
    cells = [
        Cell(code, 1, raises="Exception", notes=spots_of(read.claims))
        for code, read in zip(codes, found, strict=True)
    ]
    programs = [
        program(*cells[at : at + EACH], id=str(at), timeout=600.0)
        for at in range(0, len(cells), EACH)
    ]
    with LocalPool() as pool:
        runs = {run.id: run for run in pool.run(programs)}
    ran = [cell for each in programs for cell in runs[each.id].cells]
    return [
        (code, read, [each.truth for each in judge_comments(read.claims, cell, exact_or_dotted)])
        for code, read, cell in zip(codes, found, ran, strict=True)
    ]


def corpus() -> list[tuple[str, str]]:
    """Programs that state the truth in a comment, each with one that states something else: every
    mark with every value, every place with every value, and every remark with every mark.
    """
    made = []
    plain = PLACES[0]
    chosen = [
        *((mark, value, plain, "") for mark, value in product(MARKS, VALUES)),
        *(("# => {}", value, place, "") for place, value in product(PLACES, VALUES)),
        *((mark, VALUES[0], plain, remark) for mark, remark in product(MARKS, REMARKS)),
        *((mark, VALUES[0], place, "") for mark, place in product(MARKS, PLACES)),
    ]
    for mark, (value, true, wrong), place, remark in chosen:
        made.append(
            tuple(
                place.format(value=value, comment=mark.format(said) + remark)
                for said in (true, wrong)
            )
        )
    return made  # type: ignore[return-value]


def test_what_is_true_holds_in_every_form_at_every_place_and_nothing_else_does() -> None:
    pairs = list(dict.fromkeys(corpus()))
    assert len(pairs) > 1500
    codes = [code for pair in pairs for code in pair]
    found = judged(codes)
    true, wrong = found[::2], found[1::2]
    assert [code for code, read, truths in true if truths != ["true"] or read.unread] == []
    passed = [
        code
        for code, read, truths in wrong
        if not (read.unread or "false" in truths or "unread" in truths) or "true" in truths
    ]
    assert passed == []


OTHERS = [
    ("x = [2, 1]\nx.sort()  # => {}", "[1, 2]", "[2, 1]"),
    ("x = [1]\nx.append(2)  # x => {}", "[1, 2]", "[1]"),
    ("import heapq\nx = [3, 1]\nheapq.heapify(x)  # => {}", "[1, 3]", "[3, 1]"),
    ("x = 3\nx += 1  # => {}", "4", "5"),
    ("d = {{'k': [1]}}\nd['k'] += [2]  # => {}", "[1, 2]", "[2]"),
    ("x = 3\nx = x + 1  # x = {}", "4", "5"),
    ("x = 3\nx = x + 1  # x is now {}", "4", "5"),
    ("a, b = 1, 2  # => {}", "(1, 2)", "(1, 3)"),
    ("a, b = 1, 2  # => {}", "1, 2", "1, 3"),
    ("int('x')  # raises {}", "ValueError", "TypeError"),
    ("int('x')  # => {}", "ValueError", "TypeError"),
    ("[][1]  # {}", "IndexError: list index out of range", "IndexError: list index out of reach"),
    ("try:\n    int('x')  # raises {}\nexcept ValueError:\n    pass", "ValueError", "TypeError"),
    ("int('x')  # 报错 {}", "ValueError", "TypeError"),
    ("abs(-3)  # => {}", "3.", "4."),
    ("2 / 3  # ≈ {}", "0.67", "0.68"),
    ("2 / 3  # => about {}", "0.667", "0.66"),
    ("print(2 / 3)  # 约 {}", "0.667", "0.665"),
    ("1 / 3  # => {}", "0.333...", "0.334..."),
    ("3 * 4  # = {}", "2 * 6", "2 * 5"),
    ("7 / 2  # = {}", "14 / 4", "14 // 4"),
    ("print('x')  # prints {}", '"x"', '"y"'),
    ("assert True\nx = 3\nassert x  # x == {}", "3", "4"),
    ("'x' + 'y'  # => {}", '"xy"', '"xz"'),
    ("'x' + 'y'  # => {}", "xy", "xz"),
    ("type(1)  # => {}", "int", "str"),
    ("for i in range(3):\n    print(i)  # => {}", "0, 1, 2", "0, 1, 3"),
    ("print(1)\nprint([\n  2])\n# Output:\n# 1\n# {}", "[2]", "[3]"),
    ("print('a\\nb')\n# Output:\n# a\n# {}", "b", "c"),
    ("sorted([3, 1])  # {}", "[1, 3]", "[3, 1]"),
    ("x = abs(-3)  # {}", "3", "4"),
    ("print(3)\n# {}", "3", "4"),
    ("print('hello world')  # => {}", "hello world", "hello word"),
    ("print('loss:', 0.5)  # Output: {}", "loss: 0.5", "loss: 0.6"),
]


@pytest.mark.parametrize("number", range(len(OTHERS)))
def test_what_other_forms_state_is_proved_or_refuted(
    number: int, outcomes: list[tuple[str, Commented, list[Truth]]]
) -> None:
    (_, _, truths), (_, read, wrong) = outcomes[2 * number : 2 * number + 2]
    assert truths[-1:] == ["true"]
    assert wrong[-1:] != ["true"]
    assert read.unread or "false" in wrong or "unread" in wrong


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[str, Commented, list[Truth]]]:
    return judged([code.format(said) for code, *both in OTHERS for said in both])
