"""Nothing of a deck runs outside: not by a variable, not by a file, not by a folder.

Each attack would make the file OUT, which is in no folder that a program may write to.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generator.building.deck import build_deck
from generator.reading.whole_deck import read_deck
from generator.running import Facts, LocalPool
from generator.running.programs.program import plan_card
from generator.running.run_options import RunOptions
from generator.verifying import evidence
from generator.verifying.package import read_package
from tests.support.cli import ROOT, proofdeck
from tests.support.decks import write_deck
from tests.support.running import printed, program
from tests.support.sandbox import FOUND, needs_rules, one

CARD = "## Q {{#q}}\n\n```python {options}\nprint(1)\n```\n"
PLAIN = CARD.format(options="")
TOUCH = "import pathlib\npathlib.Path({out!r}).touch()\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where no program can write: a name, and no file yet."""
    (tmp_path / "outside").mkdir()
    return tmp_path / "outside" / "OUT"


def card(**variables: str) -> str:
    options = " ".join(f'env="{name}={value}"' for name, value in variables.items())
    return CARD.format(options="{" + options + "}")


def ways(out: Path, deck: Path) -> dict[str, str]:
    """Cards whose variables run a program in whatever interpreter is started with them."""
    return {
        "warnings": card(
            PYTHONWARNINGS="all:0:antigravity.x:0:0", BROWSER=f"/bin/sh -c 'touch {out}' #%s"
        ),
        "path": card(PYTHONPATH=str(deck / "lib")),
        "startup": card(PYTHONSTARTUP=str(deck / "lib/sitecustomize.py"), PYTHONINSPECT="1"),
        "breakpoint": card(PYTHONBREAKPOINT="sitecustomize.x", PYTHONPATH=str(deck / "lib")),
        "home": card(HOME=str(deck / "lib"), PYTHONUSERBASE=str(deck / "lib")),
        "cycles": card(PYTHONPYCACHEPREFIX=str(out.parent)),
    }


def attacking(deck: Path, out: Path, text: str) -> Path:
    touch = TOUCH.format(out=str(out))
    site = f"lib/lib/python3.{sys.version_info[1]}/site-packages/usercustomize.py"
    files = {"en/01.md": text, "lib/sitecustomize.py": touch, site: touch}
    return write_deck(deck, files)


@pytest.mark.parametrize("sandbox", ["auto", "off"])
@pytest.mark.parametrize("way", ["warnings", "path", "startup", "breakpoint", "home", "cycles"])
def test_a_variable_of_a_card_reaches_no_process_outside(
    tmp_path: Path, out: Path, way: str, sandbox: str
) -> None:
    deck = attacking(tmp_path / "deck", out, ways(out, tmp_path / "deck")[way])
    for more in ([], ["--cold"]):
        done = proofdeck("check", deck, "--sandbox", sandbox, *more, fresh=True, cwd=tmp_path)
        assert "Traceback" not in done.err
        if sandbox == "auto":  # without one, a program may write where the user may
            assert list(out.parent.iterdir()) == [], (way, more)


@needs_rules
@pytest.mark.parametrize("cold", [False, True])
def test_a_variable_of_a_card_reaches_no_process_outside_where_there_are_no_namespaces(
    tmp_path: Path, out: Path, cold: bool
) -> None:
    folder = tmp_path / "deck"
    cards = ways(out, folder)
    text = "\n".join(each.replace("#q", f"#{name}") for name, each in cards.items())
    deck, problems = read_deck(attacking(folder, out, text))
    assert not problems
    plans = [plan_card(each, deck.config, lambda requirement: None) for each in deck.cards()]
    programs = [plan.program for plan in plans if plan.program is not None]
    with LocalPool(folder=folder, without=("netns",), cold=cold) as pool:
        assert len(list(pool.run(programs))) == len(programs) == len(cards)
    assert list(out.parent.iterdir()) == []


def test_a_library_that_a_card_names_is_loaded_by_no_process_outside(
    tmp_path: Path, out: Path
) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler here to make the library with")
    source = tmp_path / "library.c"
    source.write_text(
        "#include <fcntl.h>\n"
        "__attribute__((constructor)) static void run(void)"
        f'{{ open("{out}", O_CREAT | O_WRONLY, 0600); }}\n'
    )
    deck = attacking(tmp_path / "deck", out, card(LD_PRELOAD=str(tmp_path / "deck/library.so")))
    made = [compiler, "-shared", "-fPIC", "-o", str(deck / "library.so"), str(source)]
    subprocess.run(made, check=True)
    for more in ([], ["--cold"]):
        proofdeck("check", deck, *more, fresh=True, cwd=tmp_path)
        assert not out.exists()
    subprocess.run(["/bin/true"], env={"LD_PRELOAD": str(deck / "library.so")}, check=True)
    assert out.exists(), "the library would not have told"


MODULES = (
    "json",
    "typing",
    "torch",
    "pip",
    "venv",
    "click",
    "rich",
    "generator",
    "typst",
    "antigravity",
)


@pytest.mark.parametrize(
    "command",
    [
        ("check", "."),
        ("build", ".", "-o", "made"),
        ("check", ".", "--cold"),
        ("audit", "en/01.md"),
        ("matrix", ".", "--with", "no-such-package==1.0"),
        ("check", ".", "--python", "OTHER"),
    ],
    ids=lambda command: " ".join(command),
)
def test_no_module_of_the_current_folder_is_imported_outside(
    tmp_path: Path, out: Path, command: tuple[str, ...]
) -> None:
    files = {f"{name}.py": TOUCH.format(out=str(out)) for name in MODULES if name != "generator"}
    files["generator/__init__.py"] = TOUCH.format(out=str(out))
    files["pyvenv.cfg"] = "home = /nowhere\n"
    files["nvidia-smi"] = f"#!/bin/sh\ntouch {out}\n"
    deck = write_deck(
        tmp_path / "deck", {"en/01.md": PLAIN + card(A="1").replace("#q", "#r"), **files}
    )
    (deck / "nvidia-smi").chmod(0o755)
    words = [word.replace("OTHER", sys.executable) for word in command]
    run = [sys.executable, "-c", "from generator.__main__ import run; run()", *words]
    # As the installed command starts: without the current folder on the search path.
    env = {"PATH": f".:{deck}:/usr/bin:/bin", "HOME": str(tmp_path / "home"), "PYTHONSAFEPATH": "1",
           "PROOFDECK_CACHE": str(tmp_path / "cache")}  # fmt: skip
    subprocess.run(run, cwd=deck, env=env, capture_output=True, check=False, timeout=120)
    assert not out.exists()


@pytest.mark.parametrize("path", [".", ":/nowhere", "/nowhere:"])
@pytest.mark.parametrize("by", ["script", "module"])
def test_an_empty_entry_of_pythonpath_brings_nothing_of_the_current_folder(
    tmp_path: Path, out: Path, path: str, by: str
) -> None:
    """Python itself looks there while it starts; what Proofdeck imports is its own matter."""
    names = ("json", "typing", "click", "rich", "markdown_it", "torch", "importlib_metadata")
    deck = write_deck(
        tmp_path / "deck",
        {"en/01.md": PLAIN, **{f"{name}.py": TOUCH.format(out=str(out)) for name in names}},
    )
    script = tmp_path / "proofdeck"
    script.write_text(
        f"import sys\nsys.path.append({str(ROOT)!r})\nfrom generator.__main__ import run\nrun()\n"
    )
    started = (
        [sys.executable, str(script)] if by == "script" else [sys.executable, "-m", "generator"]
    )
    pythonpath = path if by == "script" else f"{path}:{ROOT}"
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "PYTHONPATH": pythonpath,
           "PROOFDECK_CACHE": str(tmp_path / "cache")}  # fmt: skip
    done = subprocess.run(
        [*started, "check", str(deck)], cwd=deck, env=env, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not out.exists()


def test_a_script_keeps_its_search_path(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("x = 1\n")
    (tmp_path / "script.py").write_text("import generator\nimport mine\nprint(mine.x)\n")
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f".:{ROOT}"}
    run = [sys.executable, "-P", str(tmp_path / "script.py")]
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n", done.stderr


WATCHED = """
import json, sys
def hear(event, arguments):
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn"):
        command, cwd, env = arguments[1:4] if event == "subprocess.Popen" else (event, None, None)
        with open(%r, "a") as file:
            print(json.dumps([list(command), cwd, env]), file=file)
sys.addaudithook(hear)
from generator.__main__ import run
run()
"""


@pytest.mark.parametrize(
    "command",
    [
        ("build", "DECK", "-o", "made"),
        ("check", "DECK", "--cold"),
        ("check", "DECK", "--sandbox", "off"),
        ("matrix", "DECK", "--with", "no-such-package-of-mallory @ file:///nowhere"),
        ("audit", "DECK/en/01.md"),
    ],
    ids=lambda command: command[0] + " ".join(command[2:3]),
)
def test_what_the_command_starts_is_absolute_and_knows_nothing_of_the_shell(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": PLAIN + card(A="1").replace("#q", "#r")})
    log = tmp_path / "log"
    words = [word.replace("DECK", str(deck)) for word in command]
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT),
           "PROOFDECK_CACHE": str(tmp_path / "cache"), "OF_THE_SHELL": "1",
           "LD_PRELOAD": "", "BASH_ENV": str(deck / "x")}  # fmt: skip
    run = [sys.executable, "-c", WATCHED % str(log), *words]
    subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, check=False, timeout=120)
    started = [json.loads(line) for line in log.read_text().splitlines()]
    assert started
    for words, cwd, variables in started:
        assert Path(words[0]).is_absolute() and cwd == "/", words
        assert not {"OF_THE_SHELL", "LD_PRELOAD", "BASH_ENV", "PYTHONPATH"} & set(variables), words
        assert "A" not in variables, words


def test_the_module_started_by_name_takes_nothing_from_the_current_folder(
    tmp_path: Path, out: Path
) -> None:
    names = ("json", "signal", "click", "dataclasses")  # what `-m` itself needs comes before
    deck = write_deck(
        tmp_path / "deck",
        {"en/01.md": PLAIN, **{f"{name}.py": TOUCH.format(out=str(out)) for name in names}},
    )
    done = subprocess.run(
        [sys.executable, "-m", "generator", "--version"],
        cwd=deck, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "proofdeck" in done.stdout and not out.exists()


def test_a_packages_variables_run_nothing_outside(tmp_path: Path, out: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": PLAIN})
    built = build_deck(deck, tmp_path / "build", options=RunOptions(once=True))
    assert not built.failed
    (package,) = (tmp_path / "build").glob("*.apkg")
    (note,) = read_package(package).notes
    assert note.evidence is not None
    hostile = ways(out, deck)["warnings"]
    env = (
        ("BROWSER", f"/bin/sh -c 'touch {out}' #%s"),
        ("PYTHONWARNINGS", "all:0:antigravity.x:0:0"),
    )
    assert all(value in hostile for _, value in env)
    import sqlite3
    from dataclasses import replace
    from zipfile import ZipFile

    changed = replace(note.evidence, program=replace(note.evidence.program, env=env))
    database = tmp_path / "collection.anki2"
    with ZipFile(package) as old:
        names = old.namelist()
        database.write_bytes(old.read("collection.anki2"))
    with sqlite3.connect(database) as db:
        ((fields,),) = db.execute("select flds from notes").fetchall()
        text = fields.replace(evidence.to_comment(note.evidence), evidence.to_comment(changed))
        assert text != fields
        db.execute("update notes set flds = ?", (text,))
    db.close()
    with ZipFile(tmp_path / "hostile.apkg", "w") as new:
        new.write(database, "collection.anki2")
        new.writestr("media", "{}")
    assert "media" in names
    for more in ([], ["--sandbox", "strict"] if FOUND.full else ["--trust"]):
        told = proofdeck("verify", tmp_path / "hostile.apkg", *more, fresh=True, cwd=tmp_path)
        assert "Traceback" not in told.err and not out.exists()


def test_variables_that_only_count_at_the_start_count_inside(tmp_path: Path) -> None:
    text = (
        '## Q {#q}\n\n```python {env="PYTHONHASHSEED=7" env="PYTHONOPTIMIZE=1" env="A=b"}\n'
        "import os, sys\nprint(os.environ['A'], sys.flags.optimize, sys.flags.hash_randomization)\n"
        "assert False\n```\n\n```output\nb 1 1\n```\n"
    )
    deck = write_deck(tmp_path / "deck", {"en/01.md": text})
    done = proofdeck("check", deck, "--cold", fresh=True, cwd=tmp_path)
    assert done.code == 0, done.err


def test_a_program_with_variables_is_as_closed_off_as_any(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    code = f"import os\nprint(os.access({str(secret)!r}, os.R_OK), os.getppid())"
    text = "".join(
        f"## {name} {{#{name}}}\n\n```python{options}\n{code}\n```\n\n"
        for name, options in (("with", ' {env="A=b"}'), ("without", ""))
    )
    deck = write_deck(tmp_path / "deck", {"en/01.md": text})
    built = build_deck(deck, tmp_path / "build", options=RunOptions(once=True))
    one, other = (verdict.run for verdict in built.verdicts)
    assert one is not None and other is not None
    assert one.environment.sandbox == other.environment.sandbox
    assert one.cells[0].outputs and one.cells[0].outputs == other.cells[0].outputs
    assert Facts.of().version == one.environment.python


@needs_rules
@pytest.mark.parametrize("cold", [False, True])
def test_no_variable_has_a_say_where_strict_cannot_be_had_after_all(
    tmp_path: Path, cold: bool
) -> None:
    """A layer that held when it was tried, and then does not: nothing may start in what is left."""
    (tmp_path / "sitecustomize.py").write_text("print('started', flush=True)\n")
    env = (("PYTHONPATH", str(tmp_path)),)
    with LocalPool(folder=tmp_path, without=("netns",), cold=cold) as pool:
        assert printed(one(pool, "print(1)", env=env)) == "started\n1\n"
    with LocalPool(folder=tmp_path, without=("netns",), cold=cold) as pool:
        pool._confinement = replace(pool._confinement, sandbox="strict")
        run = one(pool, "print(1)", env=env)
        assert (run.ended, printed(run)) == ("lost", "")
        assert FOUND.level.replace("+netns", "") in run.detail


@needs_rules
def test_a_landlock_that_is_too_old_to_be_whole_still_closes_files(tmp_path: Path) -> None:
    with LocalPool(without=("netns",)) as pool:
        old = {**pool._confinement.missing, "landlock": "this kernel's version bounds no signals"}
        pool._confinement = replace(pool._confinement, missing=old)
        run = one(pool, f"import os\nprint(os.listdir({str(tmp_path)!r}))")
        assert run.environment.sandbox == pool.level and "landlock" in pool.level
        assert run.ended == "raised"
    with LocalPool(without=("netns", "landlock")) as pool:
        run = one(pool, f"import os\nprint(os.listdir({str(tmp_path)!r}))")
        assert run.ended == "finished" and "landlock" not in run.environment.sandbox


def test_what_keeps_python_from_starting_is_told_and_nothing_ran_as_the_user(
    tmp_path: Path,
) -> None:
    text = "".join(
        f'## {name} {{#{name.lower()}}}\n\n```python {{env="{variable}"}}\nx = 1\n```\n\n'
        for name, variable in (
            ("Seed", "PYTHONHASHSEED=none"), ("Home", "PYTHONHOME=/nowhere"),
            ("Malloc", "PYTHONMALLOC=none"), ("Loader", "LD_TRACE_LOADED_OBJECTS=1"),
        )
    )  # fmt: skip
    deck = write_deck(tmp_path / "deck", {"en/01.md": text})
    for more in ([], ["--cold"]):
        done = proofdeck("check", deck, *more, fresh=True, cwd=tmp_path)
        assert done.code == 1
        assert done.err.count("this program did not run") == 4, done.err
        assert done.err.count("fix its variables (env=)") == 4
        assert "PYTHONHASHSEED must be" in done.err
        assert "without a sandbox" not in done.out + done.err


def test_no_program_speaks_of_a_sandbox_that_it_has_not(tmp_path: Path) -> None:
    """Not by what starts before it either."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.argv[-1:] = ['landlock7+seccomp+netns']\n"
    )
    without = ("netns",) if FOUND.landlock else ()
    with LocalPool(folder=tmp_path, without=without) as pool:
        (run,) = pool.run([program("print(1)", env=(("PYTHONPATH", str(tmp_path)),))])
    assert "netns" not in run.environment.sandbox


@pytest.mark.parametrize("name", ["en/02.md", "en", "deck.toml", "deck.lock"])
def test_a_link_out_of_a_deck_shows_nothing_of_the_file_it_leads_to(
    name: str, tmp_path: Path
) -> None:
    """The report of a stranger's deck may be public, as in CI."""
    deck = write_deck(tmp_path / "deck", {"en/01.md": "# A\n\n## Q {#q}\n\nA.\n"})
    secret = tmp_path / "secret"
    secret.mkdir()
    for file in (secret / "key", secret / "a.md"):
        file.write_text("TOKEN=hunter2 é\n\n## Q\n\nA.\n")
    place = deck / name
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    place.symlink_to(secret if name == "en" else secret / "key")
    for style in ("text", "github", "json", "junit"):
        done = proofdeck("check", "deck", "--locked", "--format", style, fresh=True, cwd=tmp_path)
        assert done.code in (1, 2)
        assert "hunter2" not in done.out + done.err
