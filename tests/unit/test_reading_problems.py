"""Bad input is named with its place and its mend, all of it in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.model import Problem, ProblemsError
from generator.reading.config import read_config
from generator.reading.whole_deck import read_deck
from tests.support.decks import read_text, write_deck

OK = "## Q {#q}\n\nA.\n"

# text of the chapter → code of the problem, its line and column, a word of the message or hint
CASES = {
    "long-deck": (f"---\ndeck: 0o{'7' * 5_000}\n---\n\n" + OK, "bad-value", 2, 1, "5,002 characters"),
    "long-tag": (f"---\ntags: [{'t' * 201}]\n---\n\n" + OK, "bad-value", 2, 1, "201 characters"),
    "no-slug": ("# T\n\n## How *does* it work?\n\nA.\n", "no-slug", 3, 1, "{#work}"),
    "setext": ("## Q {#q}\n\nsome text\n---\n\nA.\n", "no-slug", 3, 1, "leave an empty line"),
    "bad-slug": ("## Q {#Some_Slug}\n\nA.\n", "bad-slug", 1, 7, "#some-slug"),
    "two-slugs": ("## Q {#a #b}\n\nA.\n", "bad-slug", 1, 10, "a second slug"),
    "unknown-kind": ("## Q {#q .clozed}\n\nA.\n", "unknown-kind", 1, 10, "`cloze`"),
    "two-kinds": ("## Q {#q .cloze .predict}\n\n{{c1::A}}\n\n```python\n1\n```\n",
                  "unknown-kind", 1, 17, "both"),
    "heading-value": ("## Q {#q a=b}\n\nA.\n", "unknown-option", 1, 10, "heading"),
    "heading-braces": ("## Q {#q .a!}\n\nA.\n", "bad-options", 1, 12, "not expected"),
    "no-question": ("## {#q}\n\nA.\n", "empty-card", 1, 1, "no question"),
    "no-answer": ("## Q {#q}\n", "empty-card", 1, 1, "no answer"),
    "no-back": ("## Q {#q}\n\nfront\n\n---\n", "empty-card", 1, 1, "below the `---`"),
    "unclosed-fence": ("## Q {#q}\n\n```python\n1\n", "unclosed-fence", 3, 1, "```"),
    "mermaid": ("## Q {#q}\n\n```mermaid\ngraph LR\nA-->B\n```\n", "not-drawn", 3, 4, "Mermaid"),
    "braced-mermaid": ("## Q {#q}\n\n- ```{mermaid}\n  graph LR\n  ```\n", "not-drawn", 3, 6, "SVG"),
    "unclosed-comment": ("## Q {#q}\n\nA.\n\n<!-- todo\n\n## R {#r}\n\nB.\n",
                         "unclosed-html", 5, 1, "-->"),
    "unclosed-comment-above": ("# T\n\n<!-- todo\n\n## Q {#q}\n\nA.\n", "unclosed-html", 3, 1, "-->"),
    "unclosed-comment-of-text": ("## Q {#q}\n\nA.\n\n<!-- todo\n\nAnd B.\n", "unclosed-html", 5, 1, "-->"),
    "unclosed-at-the-end": ("## Q {#q}\n\nA.\n\n<!-- todo\n", "unclosed-html", 5, 1, "-->"),
    "unclosed-behind-another": ("## Q {#q}\n\nA.\n\n<!-- a --> b <!-- todo\n", "unclosed-html", 5, 1, "-->"),
    "unclosed-in-a-line": ("## Q {#q}\n\nA <!-- todo\n\nand -->.\n", "unclosed-html", 3, 3, "line of its own"),
    "text-behind-a-comment": ("# T\n\n<!-- a --> B.\n\n## Q {#q}\n\nA.\n", "stray-text", 3, 1, "no card shows"),
    "unclosed-in-list": ("## Q {#q}\n\n- <!-- todo\n\n  A.\n\n## R {#r}\n\nB.\n",
                         "unclosed-html", 3, 3, "-->"),
    "unclosed-pre": ("## Q {#q}\n\nA.\n\n<pre>\n\n## R {#r}\n\nB.\n", "unclosed-html", 5, 1, "</pre>"),
    "comment-to-the-next": ("## Q {#q}\n\nA.\n\n<!-- todo\n\n## R {#r}\n\nB.\n\n<!-- c -->\n",
                            "unclosed-html", 5, 1, "-->"),
    "html-over-a-card": ("## Q {#q}\n\nA.\n\n<div>B.</div>\n## R {#r}\n\nB.\n",
                         "unclosed-html", 5, 1, "empty line"),
    "unknown-option": ("## Q {#q}\n\n```python {.hiden}\n1\n```\n", "unknown-option", 3, 12, "`hidden`"),
    "unknown-key": ("## Q {#q}\n\n```python {times=3}\n1\n```\n", "unknown-option", 3, 12, "`time`"),
    "bound-of-no-exercise": ("## Q {#q}\n\n```python {time=3}\n1\n```\n", "bad-exercise", 3, 1, "timeout=…"),
    "mark-as-value": ("## Q {#q}\n\n```python {hidden=1}\n1\n```\n", "unknown-option", 3, 12, ".hidden"),
    "value-as-mark": ("## Q {#q}\n\n```python {.raises}\n1\n```\n", "unknown-option", 3, 12, "raises=…"),
    "unquoted": ("## Q {#q}\n\n```python {raises=a.B}\n1\n```\n", "bad-options", 3, 20, '"a.B"'),
    "no-braces": ("## Q {#q}\n\n```python hidden\n1\n```\n", "bad-options", 3, 11, "braces"),
    "open-braces": ("## Q {#q}\n\n```python {.hidden\n1\n```\n", "bad-options", 3, 19, "}"),
    "after-braces": ("## Q {#q}\n\n```python {.hidden} x\n1\n```\n", "bad-options", 3, 20, "`x`"),
    "twice": ("## Q {#q}\n\n```python {raises=A raises=B}\n1\n```\n", "bad-options", 3, 21, "twice"),
    "bad-tol": ("## Q {#q}\n\n```python {tol=much}\n1\n```\n", "bad-value", 3, 12, "tol=1e-4"),
    "stray-tol": ("## Q {#q}\n\n```python {match=shape tol=1}\n1\n```\n", "bad-value", 3, 24, "tolerance"),
    "tol-of-shape": ('## Q {#q}\n\n```python {match=shape tol="0.1"}\n1\n```\n', "bad-value", 3, 24, "match=close"),
    "bad-atol": ("## Q {#q}\n\n```python {atol=much}\n1\n```\n", "bad-value", 3, 12, "atol=1e-9"),
    "infinite-atol": ("## Q {#q}\n\n```python {atol=inf}\n1\n```\n", "bad-value", 3, 12, "tolerance"),
    "atol-of-shape": ('## Q {#q}\n\n```python {match=shape atol="0.1"}\n1\n```\n', "bad-value", 3, 24, "match=close"),
    "agrees-nobody": ("## Q {#q}\n\n```python {agrees=x}\n1\n```\n", "bad-value", 3, 1, "named `x`"),
    "stated-norun": ('## Q {#q}\n\n```python {.norun reason="x"}\nf()  # => 1\n```\n', "unverifiable-claim", 4, 6, ".norun"),
    "stated-varies": ("## Q {#q}\n\n- x\n\n  ```python {varies}\n  f()  # => 1\n  ```\n", "unverifiable-claim", 6, 8, "varies"),
    "unknown-match": ("## Q {#q}\n\n```python {match=exakt}\n1\n```\n", "bad-value", 3, 12, "`exact`"),
    "bad-timeout": ("## Q {#q}\n\n```python {timeout=soon}\n1\n```\n", "bad-value", 3, 12, "seconds"),
    "env-letters": ('## Q {#q}\n\n```python {env="A=1" env="Ä=1"}\n1\n```\n', "bad-value", 3, 22, "XLA_FLAGS"),
    "env-digit": ('## Q {#q}\n\n```python {env="1A=1" env="A=1"}\n1\n```\n', "bad-value", 3, 12, "XLA_FLAGS"),
    "env-nameless": ('## Q {#q}\n\n```python {env="=1"}\n1\n```\n', "bad-value", 3, 12, "XLA_FLAGS"),
    "env-twice": ('## Q {#q}\n\n```python {env="A=1" env="A=2"}\n1\n```\n', "bad-value", 3, 22, "keep one"),
    "env-long": (f'## Q {{#q}}\n\n```python {{env="A={"x" * 10_001}"}}\n1\n```\n', "bad-value", 3, 12, "XLA_FLAGS"),
    "env-long-name": (f'## Q {{#q}}\n\n```python {{env="{"A" * 101}=1"}}\n1\n```\n', "bad-value", 3, 12, "XLA_FLAGS"),
    "env-together": ("## Q {#q}\n\n" + "".join(
        f'```python {{env="A{n}={"x" * 9_000}" env="B{n}={"x" * 9_000}"}}\n1\n```\n\n' for n in range(6)),
        "too-much", 1, 1, "the program set long ones"),
    "env-other-fence": ('## Q {#q}\n\n```python {env="A=1"}\n1\n```\n\n```python {env="B=1" env="A=2"}\n1\n```\n',
        "bad-value", 7, 1, "set `A` once: the programs of a card run in one process"),
    "env-of-setup": ('# T\n\n```python {.setup env="A=1"}\n1\n```\n\n## Q {#q}\n\n- x\n\n  ```python {env="A="}\n  1\n  ```\n',
        "bad-value", 11, 3, "on line 3"),
    "env-of-setups": ('# T\n\n```python {.setup env="A=1"}\n1\n```\n\n```python {.setup env="A=2"}\n1\n```\n\n' + OK,
        "bad-value", 7, 1, "on line 3"),
    "requires-first": ('## Q {#q}\n\n```python {requires="a b" requires="cuda"}\n1\n```\n', "bad-value", 3, 12, "requirement"),
    "blank-first": ('## Q {#q .cloze}\n\n{{c1::a}}\n\n```python {blank="zz" blank="1"}\n1\n```\n', "bad-value", 5, 12, "character by"),
    "bad-env": ('## Q {#q}\n\n```python {env="X"}\n1\n```\n', "bad-value", 3, 12, "variable"),
    "bad-requires": ('## Q {#q}\n\n```python {requires="a b"}\n1\n```\n', "bad-value", 3, 12, "requirement"),
    "bad-raises": ('## Q {#q}\n\n```python {raises="no name"}\n1\n```\n', "bad-value", 3, 12, "exception"),
    "bad-blank": ('## Q {#q .cloze}\n\n{{c1::a}}\n\n```python {blank="zz"}\n1\n```\n', "bad-value", 5, 12, "occur"),
    "blank-elsewhere": ('## Q {#q}\n\n```python {blank="1"}\n1\n```\n', "bad-options", 3, 1, ".cloze"),
    "norun-silent": ("## Q {#q}\n\n```python {.norun}\n1\n```\n", "bad-options", 3, 12, "say why"),
    "reason-alone": ('## Q {#q}\n\n```python {reason="x"}\n1\n```\n', "bad-value", 3, 12, ".norun"),
    "pyton": ("## Q {#q}\n\n```pyton\n1\n```\n", "not-run-language", 3, 4, "```python"),
    "value-within-code": (
        "## Q {#q}\n\n`backend=\"{python} x\"`\n", "not-run-language", 3, 2, "`{python} x`",
    ),
    "raw-py": ("## Q {#q}\n\n```{=py}\n1\n```\n", "not-run-language", 3, 4, "```python"),
    "ignore": ("## Q {#q}\n\n```python,ignore\n1\n```\n", "bad-options", 3, 10, ".norun"),
    "session": ("## Q {#q}\n\n```pycon\n1\n```\n", "bad-session", 3, 1, ">>>"),
    "stray-output": ("## Q {#q}\n\ntext\n\n```output\n1\n```\n", "stray-output", 5, 1, "python"),
    "second-output": ("## Q {#q}\n\n```python\n1\n```\n```output\n1\n```\n```output\n1\n```\n",
                      "stray-output", 9, 1, "belongs to no program"),
    "output-options": ("## Q {#q}\n\n```python\n1\n```\n```output {x}\n1\n```\n", "unknown-option", 6, 4, "python"),
    "claim-norun": ('## Q {#q}\n\n```python {.norun reason="x"}\n1\n```\n```output\n1\n```\n',
                    "unverifiable-claim", 6, 1, "not run"),
    "claim-varies": ("## Q {#q}\n\n```python {varies}\n1\n```\n```output\n1\n```\n",
                     "unverifiable-claim", 6, 1, "varies"),
    "setup-late": ("## Q {#q}\n\n```python {.setup}\n1\n```\n", "bad-options", 3, 1, "first card"),
    "stray-program": ("```python\n1\n```\n\n" + OK, "stray-program", 1, 1, ".setup"),
    "stray-text": ("lost\n\n" + OK, "stray-text", 1, 1, "no card shows it"),
    "second-title": ("# A\n\n# B\n\n" + OK, "second-title", 3, 1, "a second title"),
    "title-of-nothing": (OK + "\n# B\n", "second-title", 5, 1, "no cards below"),
    "title-in-quote": ("## Q {#q}\n\n> # B\n", "second-title", 3, 1, "###"),
    "text-below-title": (OK + "\n# B\n\nlost\n\n## R {#r}\n\nA.\n", "stray-text", 7, 1, "level-1"),
    "program-below-title": (OK + "\n# B\n\n```python\n1\n```\n\n## R {#r}\n\nA.\n", "stray-program", 7, 1, "move it"),
    "long-part": (OK + f"\n# {'B' * 201}\n\n## R {{#r}}\n\nA.\n", "bad-value", 5, 1, "sub-deck"),
    "predict-empty": ("## Q {#q .predict}\n\nA.\n", "empty-card", 1, 1, "program"),
    "typed-nothing": ("## Q {#q .typed}\n\nA.\n", "bad-typed", 1, 1, "`torch.float32`"),
    "typed-in-front": ("## Q {#q .typed}\n\n`x`\n\n---\n\nA.\n", "bad-typed", 1, 1, "answer"),
    "typed-norun": ('## Q {#q .typed}\n\n```python {.norun reason="x"}\n1\n```\n', "bad-typed", 1, 1, "inline code"),
    "choice-none": ("## Q {#q .choice}\n\n- A.\n- B.\n", "bad-choice", 1, 1, "- [x]"),
    "choice-nested": ("## Q {#q .choice}\n\n> - [x] A.\n> - [ ] B.\n", "bad-choice", 1, 1, "top-level"),
    "choice-two": ("## Q {#q .choice}\n\n- [x] A.\n- [ ] B.\n\nx\n\n- [x] C.\n- [ ] D.\n", "bad-choice", 8, 1, "at line 3"),
    "choice-two-sides": ("## Q {#q .choice}\n\n- [x] A.\n- [ ] B.\n\n---\n\n- [x] C.\n- [ ] D.\n", "bad-choice", 8, 1, "second"),
    "choice-one": ("## Q {#q .choice}\n\n- [x] A.\n", "bad-choice", 3, 1, "nothing to choose"),
    "choice-unmarked": ("## Q {#q .choice}\n\n- [ ] A.\n- [ ] B.\n", "bad-choice", 3, 1, "- [x]"),
    "choice-all": ("## Q {#q .choice}\n\n- [x] A.\n- [x] B.\n", "bad-choice", 3, 1, "every option"),
    "choice-boxless": ("## Q {#q .choice}\n\n- [x] A.\n- B.\n- [ ] C.\n", "bad-choice", 4, 1, "no box"),
    "choice-glued": ("## Q {#q .choice}\n\n- [x] A.\n- [ ]B.\n", "bad-choice", 4, 1, "no box"),
    "choice-empty": ("## Q {#q .choice}\n\n- [x] A.\n- [ ]\n- [ ] C.\n", "bad-choice", 4, 1, "empty"),
    "choice-reason": ("## Q {#q .choice}\n\n- [x] A.\n- [ ]\n\n  Because.\n", "bad-choice", 4, 1, "empty"),
    "choice-same": ("## Q {#q .choice}\n\n- [x] `A`\n\n  Why.\n\n- [ ] B\n- [ ] `A`\n", "bad-choice", 3, 1, "twice"),
    "bug-none": ("## Q {#q .bug}\n\nA.\n", "bad-bug", 1, 1, "goes wrong"),
    "bug-empty": ("## Q {#q .bug}\n", "bad-bug", 1, 1, "goes wrong"),
    "bug-hidden": ("## Q {#q .bug}\n\n```python {.hidden}\n1\n```\n", "bad-bug", 1, 1, "goes wrong"),
    "bug-one": ("## Q {#q .bug}\n\n```python\n1\n```\n\nA.\n", "bad-bug", 3, 1, "below the first"),
    "bug-late": ("## Q {#q .bug}\n\nx\n\n---\n\n```python\n1\n```\n\n```python\n2\n```\n", "bad-bug", 7, 1, "`---`"),
    "bug-early": ("## Q {#q .bug}\n\n```python\n1\n```\n\n```python\n2\n```\n\n---\n\nx\n", "bad-bug", 7, 1, "below the `---`"),
    "compare-none": ("## Q {#q .compare}\n\nA.\n", "bad-compare", 1, 1, "two adjacent programs"),
    "compare-apart": ("## Q {#q .compare}\n\n```python {#a}\n1\n```\n\nx\n\n```python {agrees=a}\n1\n```\n",
                      "bad-compare", 1, 1, "between"),
    "compare-in-front": ("## Q {#q .compare}\n\n```python {#a}\n1\n```\n\n```python {agrees=a}\n1\n```\n\n---\n\nx\n",
                         "bad-compare", 1, 1, "in its answer"),
    "compare-unproved": ("## Q {#q .compare}\n\n```python {#a}\n1\n```\n\n```python\n1\n```\n",
                         "bad-compare", 7, 1, "{agrees=a}"),
    "compare-norun": ('## Q {#q .compare}\n\n```python\n1\n```\n\n```python {.norun reason="x"}\n1\n```\n',
                      "bad-compare", 7, 1, "{#one}"),
    "cloze-empty": ("## Q {#q .cloze}\n\nA.\n", "empty-card", 1, 1, "{{c1::"),
    "cloze-open": ("## Q {#q .cloze}\n\n{{c1::a}} {{c2::b\n", "bad-cloze", 3, 11, "never closed"),
    "cloze-nothing": ("## Q {#q .cloze}\n\n{{c1::}} x\n", "bad-cloze", 3, 1, "hides nothing"),
    "cloze-elsewhere": ("## Q {#q}\n\n{{c1::a}}\n", "bad-cloze", 3, 1, "{#q .cloze}"),
    "yaml": ("---\na: b: c\n---\n" + OK, "bad-front-matter", 2, 5, "cannot be read"),
    "yaml-open": ("---\ndeck: x\n\n" + OK, "bad-front-matter", 1, 1, "never closed"),
    "yaml-list": ("---\n- a\n---\n" + OK, "bad-front-matter", 2, 1, "key: value"),
    "matter-key": ("---\ntag: [a]\n---\n" + OK, "unknown-key", 2, 1, "`tags`"),
    "matter-type": ("---\ntags: {a: b}\n---\n" + OK, "wrong-type", 2, 1, "list"),
    "tags-of-lists": ("---\ntags: [[a]]\n---\n" + OK, "wrong-type", 2, 1, "list"),
    "class-for-tag": ("## Q {#q .hard}\n\nA.\n", "unknown-kind", 1, 10, 'tags="hard"'),
    "no-tags": ('## Q {#q tags=""}\n\nA.\n', "bad-value", 1, 10, 'tags="'),
    "long-tag-of-card": (f"## Q {{#q tags={'t' * 201}}}\n\nA.\n", "bad-value", 1, 10, "201 characters"),
    "matter-deck": ("---\ndeck: [a]\n---\n" + OK, "wrong-type", 2, 1, "text"),
    "matter-part": ('---\ndeck: "a::"\n---\n' + OK, "bad-value", 2, 1, "empty part"),
    "tag-space": ("---\ntags: [a b]\n---\n" + OK, "bad-value", 2, 1, "two tags"),
    "remote-image": ("## Q {#q}\n\n![x](https://a.example/x.png)\n", "bad-image", 3, 1, "media/"),
    "missing-image": ("## Q {#q}\n\n![x](x.png)\n", "missing-image", 3, 1, "en/x.png"),
    "outside-image": ("## Q {#q}\n\n![x](../../x.png)\n", "bad-image", 3, 1, "outside"),
    "absolute-image": ("## Q {#q}\n\n![x](/etc/hostname)\n", "bad-image", 3, 1, "absolute"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named_where_it_is_with_its_mend(tmp_path: Path, name: str) -> None:
    text, code, line, column, word = CASES[name]
    _, problems = read_text(tmp_path, text)
    found = [p for p in problems if p.code == code]
    assert found, [f"{p.place} {p.code} {p.message}" for p in problems]
    assert (found[0].place.line, found[0].place.column) == (line, column)
    assert word in found[0].message + found[0].hint
    assert found[0].hint


@pytest.mark.parametrize(
    "html",
    [
        "<!--\n## R {#r}\n\nB.\n-->",
        "<pre>\n\n## R {#r}\n\n</pre>",
        "<!-- one\n<!-- two\n\nthree -->",
        "```html\n<!-- todo\n\n## R {#r}\n```",
    ],
)
def test_cards_that_are_commented_out_or_quoted_are_no_mistake(tmp_path: Path, html: str) -> None:
    _, problems = read_text(tmp_path, f"## Q {{#q}}\n\nA.\n\n{html}\n")
    assert [each for each in problems if each.code == "unclosed-html"] == []


def test_a_variable_that_set_ups_clash_over_is_named_once_and_not_on_every_card(
    tmp_path: Path,
) -> None:
    setup = "".join(f'```python {{.setup env="A={n}"}}\n1\n```\n\n' for n in range(2))
    cards = "".join(f"## Q {{#q{n}}}\n\n```python\n1\n```\n\n" for n in range(3))
    _, problems = read_text(tmp_path, "# T\n\n" + setup + cards)
    assert [(p.code, p.place.line) for p in problems] == [("bad-value", 7)]


def test_fences_may_set_a_variable_alike_and_what_is_not_run_sets_none(tmp_path: Path) -> None:
    fences = (
        '```python {env="A=1"}\n1\n```\n\n' * 2
        + '```python {.norun reason="no" env="A=2"}\n1\n```\n\n'
    )
    _, problems = read_text(tmp_path, "# T\n\n## Q {#q}\n\n" + fences)
    assert not problems


def test_every_mistake_of_a_deck_is_reported_in_one_run(tmp_path: Path) -> None:
    text = "## A\n\nx\n\n## B {#b .cloz}\n\n```python {.nope}\n1\n```\n\n![i](no.png)\n"
    _, problems = read_text(tmp_path, text)
    assert {p.code for p in problems} == {
        "no-slug", "unknown-kind", "unknown-option", "missing-image"}  # fmt: skip


@pytest.mark.parametrize("braces", ["{#k .a .##[error]x}", "{#é\x1b[31m}", "{#q .a!}", "{.a! #q}"])
def test_braces_that_do_not_parse_are_to_be_mended_and_not_written_again(
    tmp_path: Path, braces: str
) -> None:
    _, problems = read_text(tmp_path, f"## Q {braces}\n\nA.\n")
    assert [each.code for each in problems] == ["bad-options"]


def test_every_mistake_of_a_choice_is_reported_in_one_run(tmp_path: Path) -> None:
    text = "## Q {#q .choice}\n\n- [ ] A\n- [ ]\n- B\n- [ ] A\n\nx\n\n1. [x] C\n2. [ ] D\n"
    _, problems = read_text(tmp_path, text)
    assert {(p.code, p.place.line) for p in problems} == {
        ("bad-choice", line) for line in (3, 4, 5, 10)}  # fmt: skip
    assert {p.card for p in problems} == {"q"}


def test_a_slug_used_twice_names_both_places(tmp_path: Path) -> None:
    files = {"en/01.md": "## A {#same}\n\nx\n", "en/02.md": "# T\n\n## B {#same}\n\nx\n"}
    _, problems = read_deck(write_deck(tmp_path, files))
    (problem,) = problems
    assert problem.code == "duplicate-slug"
    assert problem.place.path.endswith("02.md")
    assert problem.place.line == 3
    assert "01.md:1:" in problem.message


def test_a_file_that_is_not_utf8_is_named_with_the_byte(tmp_path: Path) -> None:
    data = b"## Q {#q}\n\ncaf" + b"\xe9 au lait\n"
    _, problems = read_deck(write_deck(tmp_path, {"en/01.md": data}))
    (problem,) = problems
    assert (problem.code, problem.place.line, problem.place.column) == ("not-utf-8", 3, 4)
    assert "offset 14" in problem.message


def test_an_image_reached_through_a_link_out_of_the_deck_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    folder = write_deck(tmp_path / "deck", {"en/01.md": "## Q {#q}\n\n![x](../media/x.png)\n"})
    (folder / "media").mkdir()
    (folder / "media/x.png").symlink_to(tmp_path / "secret.png")
    _, problems = read_deck(folder)
    assert [(p.code, "outside" in p.message) for p in problems] == [("bad-image", True)]


def test_a_deck_without_cards_says_so(tmp_path: Path) -> None:
    _, problems = read_deck(write_deck(tmp_path, {"en/01.md": "# Only a title\n"}))
    assert [p.code for p in problems] == ["empty-deck"]


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ("# A\n\n|a|b|\n|-|-|\n|c|d|\n", "empty-deck", 3, "below a `## Question"),
        ("Words.\n\nOthers.\n", "empty-deck", 1, "below a `## Question"),
        ("# A\n\n### Q\n\na\n\n### R\n\nb\n", "empty-deck", 3, "write `##` for `###`"),
        ("# Q\n\na\n\n# R\n\nb\n", "second-title", 5, "level-2"),
    ],
)
def test_a_deck_whose_text_is_on_no_card_is_told_once_why(
    text: str, code: str, line: int, hint: str, tmp_path: Path
) -> None:
    built = check_deck(write_deck(tmp_path, {"en/01.md": text}), only=())
    (problem,) = built.problems
    assert (problem.code, problem.place.line) == (code, line)
    assert hint in problem.hint


def test_a_language_without_a_folder_says_so(tmp_path: Path) -> None:
    toml = 'name = "x"\nlanguages = ["en", "zh"]\n'
    _, problems = read_deck(write_deck(tmp_path, toml=toml))
    assert [p.code for p in problems] == ["missing-language"]


def config_problem(tmp_path: Path, toml: str) -> Problem:
    with pytest.raises(ProblemsError) as caught:
        read_config(write_deck(tmp_path, toml=toml))
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("toml", "code", "line", "word"),
    [
        ('nam = "x"\nname = "y"\n', "unknown-key", 1, "`name`"),
        ("name = 3\n", "wrong-type", 1, "text"),
        ("", "missing-key", 1, "name ="),
        ('name = "a/b"\n', "bad-value", 1, "letters"),
        (f'name = "{"a" * 101}"\n', "bad-value", 1, "100"),
        (f'name = "x"\nlanguages = ["en{"-abcdefgh" * 4}"]\n', "bad-value", 2, "language code"),
        ('name = "x"\n[title]\nen = "a\\nb"\n', "bad-value", 3, "without control"),
        ('name = "x"\n[title]\nen = "a\\u001b[31m"\n', "bad-value", 3, "without control"),
        ('name = "x"\n[title]\nen = "a\\u202eb"\n', "bad-value", 3, "without control"),
        ('name = "x"\nlanguages = "en"\n', "wrong-type", 2, "list"),
        ('name = "x"\nlanguages = []\n', "bad-value", 2, "empty"),
        ('name = "x"\nlanguages = ["English"]\n', "bad-value", 2, "language code"),
        ('name = "x"\n[run]\ntimout = 3\n', "unknown-key", 3, "`timeout`"),
        ('name = "x"\n[run]\ntimeout = "3"\n', "wrong-type", 3, "number"),
        ('name = "x"\n[run]\ntimeout = 0\n', "bad-value", 3, "time"),
        ('name = "x"\n[run]\nmemory = "lots"\n', "bad-value", 3, "memory"),
        ('name = "x"\n[run]\nmemory = "٣GiB"\n', "bad-value", 3, "memory"),
        ('name = "x"\n[print]\npaper = "Quarto"\n', "bad-value", 3, "Letter"),
        ('name = "x"\nprint = 3\n', "wrong-type", 2, "[print]"),
        ('name = "x"\n[about]\nlicence = "MIT"\n', "unknown-key", 3, "`license`"),
        ('name = "x"\n[about]\nlicense = 3\n', "wrong-type", 3, "text"),
        ('name = "x"\n[about]\nhome = "my page"\n', "bad-value", 3, "https://"),
        ('name = "x"\n[about]\nhome = "javascript:x()"\n', "bad-value", 3, "https://"),
        ('name = "x"\n[about]\nreport = "https://x.org/{file}"\n', "bad-value", 3, "{path}"),
        ('name = "x"\n[about]\nreport = "https://x.org/{path!r}"\n', "bad-value", 3, "{line}"),
        ('name = "x"\n[about]\nreport = "https://x.org/{path"\n', "bad-value", 3, "twice"),
        ('name = "x"\n[title]\nzh = "x"\n', "unknown-key", 3, "`zh`"),
        ('name = "x"\nallow_html = "yes"\n', "wrong-type", 2, "true"),
        ('name = "x\n', "bad-toml", 1, "TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_deck_toml_is_named_where_it_is(
    tmp_path: Path, toml: str, code: str, line: int, word: str
) -> None:
    problem = config_problem(tmp_path, toml)
    assert (problem.code, problem.place.line) == (code, line)
    assert word in problem.message + problem.hint


def test_a_folder_without_deck_toml_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_deck(tmp_path)
    assert "proofdeck new" in caught.value.problems[0].hint
