"""Programs whose pictures would keep a build busy for minutes: their cards' problem alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.cli import proofdeck
from tests.support.decks import write_deck

HOSTILE = Path(__file__).parents[1] / "hostile"
BAD = ("html_deep", "svg_uses", "svg_deep", "png_bomb", "html_closed", "svg_broken")
MORE = {
    "html_closed": 'class H:\n    def __repr__(self): return "H"\n'
    '    def _repr_html_(self): return "<div></p>" * 50_000\nH()\n',
    "svg_broken": 'class S:\n    def __repr__(self): return "S"\n'
    "    def _repr_svg_(self): return \"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>\"\nS()\n",
}


def code_of(name: str) -> str:
    return MORE.get(name) or (HOSTILE / f"{name}.py").read_text("utf-8")


def test_pictures_of_programs_that_cost_minutes_leave_an_honest_neighbour_verified(
    tmp_path: Path,
) -> None:
    cards = [
        f"## {name} {{#{name.replace('_', '-')}}}\n\n```python {{.varies}}\n{code_of(name)}```\n"
        for name in (*BAD, "rich_html")
    ]
    cards.append("## Honest {#honest}\n\n```python\nprint(2)  # => 2\n```\n")
    deck = write_deck(tmp_path / "deck", {"en/01.md": "# C\n\n" + "\n".join(cards)})
    done = proofdeck("check", deck, "--format", "json", cwd=tmp_path)
    assert done.code == 1
    report = json.loads(done.out)
    found = {(problem["code"], problem["card"]) for problem in report["problems"]}
    assert found == {("bad-picture", name.replace("_", "-")) for name in BAD}
    states = {card["id"]: card["status"] for card in report["cards"]}
    assert states["honest"] == "verified"
    built = proofdeck("build", deck, "-o", tmp_path / "out", cwd=tmp_path)
    assert built.code == 1
    assert built.err.count("[bad-picture]") == len(BAD)
    assert not (tmp_path / "out").exists()
