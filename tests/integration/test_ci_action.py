"""What an author copies into a repository works: each step is run as a runner of GitHub runs it."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import ROOT, proofdeck
from tests.support.decks import write_deck
from tests.support.git import commit, git, needs_git
from tests.support.github import Job, read_yaml

ACTION = read_yaml(ROOT / "action.yml")
HOOKS = {hook["id"]: hook for hook in read_yaml(ROOT / ".pre-commit-hooks.yaml")}
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"] if "run" in step}
DEFAULTS = {f"inputs.{name}": given["default"] for name, given in ACTION["inputs"].items()}
CARD = "## What is {n}? {{#card-{n}}}\n\n```python\nprint({n})\n```\n```output\n{out}\n```\n"
# Records what it is asked to install.
PIP = """\
if [[ $1 == -m && $2 == pip ]]; then
  printf '%s\\n' "${@:3}" >> "$RUNNER_TEMP/pip"
else
  exec "PYTHON" "$@"
fi"""


def job(folder: Path, **inputs: str) -> Job:
    named = {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
    assert named.keys() <= DEFAULTS.keys()
    made = Job(folder, {**DEFAULTS, **named}, {"python": PIP.replace("PYTHON", sys.executable)})
    made.known |= {"steps.keys.outputs.cache": str(folder / "temp" / "proofdeck-cache")}
    return made


def cards(**outputs: int) -> str:
    return "\n".join(CARD.format(n=name[1:], out=out) for name, out in outputs.items())


def workflow_steps(name: str) -> list[dict[str, Any]]:
    jobs = read_yaml(ROOT / "docs" / "workflows" / name)["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


def named_step(workflow: str, start: str) -> dict[str, Any]:
    (step,) = [s for s in workflow_steps(workflow) if s.get("name", "").startswith(start)]
    return step


WORKFLOWS = sorted((ROOT / "docs" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_no_input_is_pasted_into_a_shell(path: Path) -> None:
    scripts = [s["run"] for s in (ACTION["runs"]["steps"] if path.name == "action.yml"
                                  else workflow_steps(path.name)) if "run" in s]  # fmt: skip
    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_token_lies_where_a_card_could_read_it(path: Path) -> None:
    checkout, *others = workflow_steps(path.name)
    assert checkout["uses"].startswith("actions/checkout@")
    assert checkout["with"]["persist-credentials"] is False
    seen = [step for step in others if "proofdeck" in step.get("run", "") + step.get("uses", "")]
    assert seen and not any("github.token" in str(step) for step in seen)


def test_every_input_is_described_and_used() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    used = set(re.findall(r"inputs\.([\w-]+)", text))
    assert used == set(ACTION["inputs"])
    assert all(given["description"] for given in ACTION["inputs"].values())
    assert all(step["shell"] == "bash" for step in STEPS.values())


def test_the_page_on_ci_has_every_input_output_hook_and_workflow() -> None:
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    for name, given in ACTION["inputs"].items():
        default = given["default"]
        assert f"| `{name}` | `{default}` |" in text or (not default and f"| `{name}` |" in text)
    assert all(f"`{name}`" in text for name in (*ACTION["outputs"], *HOOKS))
    assert all(f"(workflows/{path.name})" in text for path in WORKFLOWS)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_gives_the_action_what_it_has(path: Path) -> None:
    uses = [step for step in workflow_steps(path.name) if "OWNER/" in step.get("uses", "")]
    assert len(uses) == 1 and set(uses[0]["with"]) <= set(ACTION["inputs"])
    outputs = set(re.findall(r"steps\.deck\.outputs\.(\w+)", path.read_text("utf-8")))
    assert outputs <= set(ACTION["outputs"])
    assert read_yaml(path)["on"] and "permissions" in read_yaml(path)


def test_the_steps_check_build_and_hand_over_the_files(tmp_path: Path) -> None:
    run = job(tmp_path, deck="my deck", output="out put", locked="false")
    write_deck(run.checkout / "my deck", {"en/01.md": cards(c1=1)})
    keys = run.run(STEPS["keys"])
    assert keys.code == 0, keys.out
    assert keys.outputs["cache"].startswith(str(tmp_path))
    assert keys.outputs["pip-cache"] and len(keys.outputs["wanted"]) == 32
    assert run.run(STEPS["install"]).outputs["installed"]
    checked = run.run(STEPS["check"])
    assert checked.code == 0, checked.out
    assert "no problems" in checked.summary
    built = run.run(STEPS["build"])
    assert built.code == 0, built.out
    files = Path(built.outputs["files"])
    assert files == run.checkout / "out put"
    assert sorted(path.suffix for path in files.iterdir()) == [".apkg", ".json", ".pdf", ".pdf"]
    assert Path(keys.outputs["cache"]).is_dir()  # what the next run starts from


def test_a_false_card_is_annotated_and_listed_and_stops_the_job(tmp_path: Path) -> None:
    run = job(tmp_path, locked="false")  # the deck is found in `cards`
    write_deck(run.checkout / "cards", {"en/01.md": cards(**{f"c{n}": 0 for n in range(1, 13)})})
    checked = run.run(STEPS["check"])
    assert checked.code == 1
    found = re.findall(r"(?m)^::error file=cards/en/01\.md,line=(\d+)", checked.out)
    assert len(found) == 12
    assert checked.summary.count("[false-claim]") == 12
    link = "https://github.com/teacher/deck/blob/abc123/cards/en/01.md?plain=1#L"
    assert all(f'{link}{line}"' in checked.summary for line in found)


def test_a_stale_lock_stops_the_job_unless_that_is_allowed(tmp_path: Path) -> None:
    run = job(tmp_path)
    write_deck(run.checkout, {"en/01.md": cards(c1=1)})
    stale = run.run(STEPS["check"])
    assert stale.code == 1 and "deck.lock" in stale.summary
    assert run.run(STEPS["build"]).code == 0
    assert run.run(STEPS["check"]).code == 0


def test_strict_reaches_the_check_and_the_build(tmp_path: Path) -> None:
    files = {"en/01.md": cards(c1=1), "zh/01.md": cards(c2=2)}
    for strict, code in (("false", 0), ("true", 1)):
        run = job(tmp_path, strict=strict, locked="false")
        write_deck(run.checkout, files, toml='name = "demo"\nlanguages = ["en", "zh"]\n')
        assert [run.run(STEPS[name]).code for name in ("check", "build")] == [code, code]


def test_what_an_input_holds_is_never_run(tmp_path: Path) -> None:
    evil = '$(touch evil)`touch evil`"; touch evil; "'
    run = job(tmp_path, deck=evil, output=evil, extras=evil, requirements=evil, strict=evil)
    assert all(run.run(STEPS[name]).code for name in ("keys", "check", "build"))
    run.run(STEPS["install"])
    dashed = job(tmp_path, deck="--help", locked="false")
    assert dashed.run(STEPS["check"]).code == 1  # a deck that is not there, not a question
    assert list(tmp_path.rglob("evil")) == []


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"strict": "yes"}, "`strict` is `yes`; write `true` or `false`"),
        ({"build": ""}, "`build` is ``; write `true` or `false`"),
        ({"extras": "cjk,maths"}, "has no extra `maths`; it has "),
        ({"requirements": "none.txt"}, "there is no file `none.txt`"),
    ],
)
def test_an_input_that_would_be_ignored_is_an_error(
    tmp_path: Path, inputs: dict[str, str], told: str
) -> None:
    done = job(tmp_path, **inputs).run(STEPS["keys"])
    assert done.code == 2 and done.out.startswith("::error title=Proofdeck::")
    assert told in done.out and not done.outputs


def test_pip_is_asked_for_the_extras_and_the_packages_of_the_deck(tmp_path: Path) -> None:
    run = job(tmp_path, extras="cjk, math", requirements="my requirements.txt")
    (run.checkout / "my requirements.txt").write_text("numpy\n", "utf-8")
    first = run.run(STEPS["keys"]).outputs["wanted"]
    run.run(STEPS["install"])
    asked = (run.folder / "temp" / "pip").read_text("utf-8").splitlines()
    assert asked[:5] == ["install", "--disable-pip-version-check", f"{ROOT}[cjk, math]",
                         "--requirement", "my requirements.txt"]  # fmt: skip
    (run.checkout / "my requirements.txt").write_text("numpy<2\n", "utf-8")
    assert run.run(STEPS["keys"]).outputs["wanted"] != first


@pytest.mark.parametrize("name", ["proofdeck-check", "proofdeck-lock"])
def test_a_hook_lets_good_commits_through_and_stops_bad_ones(tmp_path: Path, name: str) -> None:
    hook = HOOKS[name]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "proofdeck" and hook["pass_filenames"] is False

    def checked() -> int:
        return proofdeck(*arguments, "decks/one", cwd=tmp_path).code  # `args: [decks/one]`

    deck = write_deck(tmp_path / "decks" / "one", {"en/01.md": cards(c1=1)})
    assert checked() == (1 if name == "proofdeck-lock" else 0)
    assert proofdeck("build", "decks/one", "-o", "out", cwd=tmp_path).code == 0
    assert checked() == 0
    write_deck(deck, {"en/01.md": cards(c1=2)})
    assert checked() == 1


def test_a_hook_runs_when_a_file_of_a_deck_changes() -> None:
    for name, lock in (("proofdeck-check", False), ("proofdeck-lock", True)):
        runs = re.compile(HOOKS[name]["files"]).search
        assert runs("cards/en/01-tensors.md") and runs("deck.toml") and runs("a/b/deck.toml")
        assert not runs("src/main.py") and not runs("mydeck.toml")
        assert bool(runs("cards/deck.lock")) == lock


# A `gh` that keeps what it was given; GH_OPEN is the number of the open issue.
GH = """\
printf '%s\\n' "$*" >> "$RUNNER_TEMP/gh"
case "$1 $2" in
  "issue list") echo "$GH_OPEN" ;;
  "release view") exit "${GH_VIEW:-1}" ;;
esac"""


def asked_of_gh(run: Job) -> list[str]:
    return (run.folder / "temp" / "gh").read_text("utf-8").splitlines()


@needs_git
def test_a_tag_publishes_the_files_with_what_changed_since_the_last(tmp_path: Path) -> None:
    run = Job(tmp_path, programs={"gh": GH})
    built = run.folder / "built files"
    built.mkdir()
    for name in ("demo-en.apkg", "demo-en.pdf", "notes.txt"):
        (built / name).touch()
    run.known |= {"steps.deck.outputs.cache": str(tmp_path / "temp" / "cache"),
                  "steps.deck.outputs.files": str(built), "github.token": "secret"}  # fmt: skip
    write = named_step("release.yml", "Write")
    for number, tag in ((1, "v1"), (2, "v2")):
        write_deck(run.checkout / "cards", {"en/01.md": cards(**{f"c{number}": number})})
        assert proofdeck("build", "cards", "-o", tmp_path / "out", cwd=run.checkout).code == 0
        commit(run.checkout)
        if tag == "v1":
            assert run.run(write, {"DECK": "cards"}).code == 0
            assert "no earlier" in (tmp_path / "temp" / "notes.md").read_text("utf-8")
        git(run.checkout, "tag", tag)
    noted = run.run(write, {"DECK": "cards"})
    assert noted.code == 0, noted.out
    notes = (tmp_path / "temp" / "notes.md").read_text("utf-8")
    assert "What is 2?" in notes and "What is 1?" in notes  # one came, one went
    assert run.run(named_step("release.yml", "Publish")).code == 0
    view, create, upload = asked_of_gh(run)
    assert view == "release view v2" and create.startswith("release create v2 --verify-tag")
    assert upload == f"release upload v2 --clobber {built}/demo-en.apkg {built}/demo-en.pdf"
    run.run(named_step("release.yml", "Publish"), {"GH_VIEW": "0"})  # the job is run again
    assert [line.split()[1] for line in asked_of_gh(run)[3:]] == ["view", "upload"]


@pytest.mark.parametrize("still_open", ["", "12"])
def test_an_answer_that_changed_opens_one_issue(tmp_path: Path, still_open: str) -> None:
    # `matrix` would install packages; here it tells of a change.
    fake = (
        'if [[ $1 == matrix ]]; then echo "card [numpy]: different: \\`1\\` → \\`2\\`"; exit 1; fi'
    )
    run = Job(tmp_path, programs={"gh": GH, "proofdeck": fake})
    run.known |= {"steps.deck.outputs.cache": "", "github.token": "secret",
                  "github.repository": "teacher/deck"}  # fmt: skip
    variables = {"DECK": "cards", "NEWEST": "numpy", "GH_OPEN": still_open}
    tried = run.run(named_step("weekly.yml", "Try"), variables)
    assert (tried.code, tried.outputs) == (0, {"found": "1"})
    issue = named_step("weekly.yml", "Open")
    assert issue["if"] == "steps.try.outputs.found == '1'"
    assert run.run(issue, variables).code == 0
    asked = asked_of_gh(run)
    assert len(asked) == 2
    assert asked[1].startswith("issue comment 12 " if still_open else "issue create --title Proof")
    body = (tmp_path / "temp" / "issue.md").read_text("utf-8")
    assert "    card [numpy]: different: `1` → `2`" in body
    assert "https://github.com/teacher/deck/actions/runs/7:" in body


@pytest.mark.parametrize(
    ("check", "matrix", "code", "found"),
    [(0, 0, 0, "0"), (1, 0, 0, "1"), (0, 1, 0, "1"), (2, 0, 2, "2"), (0, 127, 127, "127")],
)
def test_only_a_change_opens_an_issue_and_a_fault_fails_the_run(
    tmp_path: Path, check: int, matrix: int, code: int, found: str
) -> None:
    fake = f"case $1 in check) exit {check} ;; matrix) exit {matrix} ;; esac"
    run = Job(tmp_path, {"steps.deck.outputs.cache": ""}, {"proofdeck": fake})
    tried = run.run(named_step("weekly.yml", "Try"), {"DECK": "cards", "NEWEST": "numpy"})
    assert (tried.code, tried.outputs) == (code, {"found": found})


def test_a_push_makes_the_site_and_goes_on_from_the_earlier_one(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    curl = f'cp "{earlier}/${{2##*/}}" "$4"'  # curl -fsSL ADDRESS -o FILE
    fetch, make = named_step("site.yml", "Fetch"), named_step("site.yml", "Make")
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        run = Job(folder, {"steps.deck.outputs.cache": str(tmp_path / "cache")}, {"curl": curl})
        deck = {"en/01.md": cards(c1=1, **({"c2": 2} if number > 1 else {}))}
        write_deck(run.checkout / "cards", deck)
        lock = tmp_path / "deck.lock"
        if lock.exists():
            (run.checkout / "cards" / "deck.lock").write_bytes(lock.read_bytes())
        fetched = run.run(fetch, {"SITE": "https://someone.github.io/deck/"})
        assert fetched.code == 0 and ("no earlier site" in fetched.out) == (number == 1)
        made = run.run(make, {"DECK": "cards"})
        assert made.code == 0, made.out
        lock.write_bytes((run.checkout / "cards" / "deck.lock").read_bytes())
        (run.checkout / "site").rename(earlier if number == 1 else tmp_path / "later")
    told = (tmp_path / "later" / "en" / "changes.html").read_text("utf-8")
    assert 'card-2.html">What is 2?</a> <span class="what">new</span>' in told


def test_no_card_runs_in_the_job_that_may_change_the_site() -> None:
    jobs = read_yaml(ROOT / "docs" / "workflows" / "site.yml")["jobs"]
    assert "permissions" not in jobs["build"]
    assert [step["uses"].partition("@")[0] for step in jobs["deploy"]["steps"]] == [
        "actions/deploy-pages"
    ]
