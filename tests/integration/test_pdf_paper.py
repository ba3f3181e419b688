"""PDFs, made by the real compiler and read back by another program than wrote them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from generator.keeping.shelf import Shelf
from generator.model import Media, ProblemsError, Shown
from generator.model.paper import PAPERS
from generator.rendering.rendered import RenderedDeck
from generator.writing.geometry import grid_of
from generator.writing.lock import Lock
from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from generator.writing.pdf_limits import Limits
from generator.writing.shards import shards
from generator.writing.wide_formulas import wide_formulas
from tests.support.paper import pdf_text, png, printed_deck

MM = 72 / 25.4
WRITERS = [CheatSheetWriter, CutCardsWriter]
Writer = type[CheatSheetWriter] | type[CutCardsWriter]

CHINESE = """# 张量

## 广播从哪一边开始比较形状？ {#broadcast}

形状从**右边**开始比较，*缺失的*维度当作一。

```python
def scale(x):
    return x * 2  # 每个元素都翻倍
```

$$\\sum_{i=1}^{n} x_i \\in \\text{集合}$$
"""


def deck_of(folder: Path, count: int) -> RenderedDeck:
    text = "# C\n" + "".join(f"\n## Question {i}? {{#q{i}}}\n\nAnswer {i}.\n" for i in range(count))
    return printed_deck(folder, text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def boxes(path: Path) -> list[list[tuple[float, float, float, float]]]:
    """For each page, the boxes of its characters: left, bottom, right, top in points."""
    pdf = pypdfium2.PdfDocument(path)
    pages = []
    for page in pdf:
        text = page.get_textpage()
        found = [text.get_charbox(i) for i in range(text.count_chars())]
        pages.append([box for box in found if box[2] > box[0]])
    pdf.close()
    return pages


def test_cards_come_as_pairs_of_a4_pages(tmp_path: Path) -> None:
    path = CutCardsWriter().write(deck_of(tmp_path, 9), tmp_path)
    assert path.name == "demo-en-cards.pdf"
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 4
        for page in pdf.pages:
            assert [float(x) for x in page.mediabox] == pytest.approx(
                [0, 0, 595.28, 841.89], abs=0.1
            )


def test_paper_may_be_letter(tmp_path: Path) -> None:
    toml = 'name = "demo"\n[print]\npaper = "Letter"\n'
    deck = printed_deck(tmp_path, "# C\n\n## Q? {#q}\n\nA.\n", toml=toml)
    with pikepdf.open(CutCardsWriter().write(deck, tmp_path)) as pdf:
        assert [float(x) for x in pdf.pages[0].mediabox] == pytest.approx([0, 0, 612, 792], abs=0.1)
    with pikepdf.open(CheatSheetWriter().write(deck, tmp_path)) as pdf:
        assert [float(x) for x in pdf.pages[0].mediabox] == pytest.approx([0, 0, 792, 612], abs=0.1)


def test_a_printer_is_asked_to_turn_pages_over_the_long_edge_unscaled(tmp_path: Path) -> None:
    with pikepdf.open(CutCardsWriter().write(deck_of(tmp_path, 1), tmp_path)) as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert str(wishes.Duplex) == "/DuplexFlipLongEdge"
        assert str(wishes.PrintScaling) == "/None"


@pytest.mark.parametrize("writer", WRITERS)
def test_a_pdf_is_accessible_titled_and_has_its_fonts_with_it(
    writer: Writer, tmp_path: Path
) -> None:
    deck = printed_deck(tmp_path, CHINESE, language="zh")
    with pikepdf.open(writer().write(deck, tmp_path)) as pdf:
        assert str(pdf.Root.Lang).startswith("zh")
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "demo"
            assert str(metadata["pdfuaid:part"]) == "1"
        fonts = [
            obj
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor"
        ]
        assert {str(font.FontName).split("+")[1].split("-")[0] for font in fonts} >= {
            "Inconsolata", "NotoSansSC", "NewCMMath"
        }  # fmt: skip
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


@pytest.mark.parametrize("writer", WRITERS)
def test_chinese_and_code_can_be_searched_and_copied(writer: Writer, tmp_path: Path) -> None:
    text = pdf_text(writer().write(printed_deck(tmp_path, CHINESE, language="zh"), tmp_path))
    assert "形状从右边开始比较，缺失的维度当作一。" in text
    # PDFium writes one space for several.
    assert "def scale(x):\n return x * 2 # 每个元素都翻倍" in text


@pytest.mark.parametrize("writer", WRITERS)
def test_code_keeps_its_columns_and_chinese_takes_two(writer: Writer, tmp_path: Path) -> None:
    code = 'if 1:\n    left = 1\n    中文 = 2\n"中"\n#   three  spaces'
    text = f"# 集\n\n## 问？ {{#q}}\n\n```python\n{code}\n```\n"
    path = writer().write(printed_deck(tmp_path, text, language="zh"), tmp_path)
    pdf = pypdfium2.PdfDocument(path)
    page = pdf[len(pdf) - 1].get_textpage()
    printed = page.get_text_range()
    left = {
        word: page.get_charbox(printed.index(word), loose=True)[0]
        for word in ("if 1", "left", "= 1", "中文", "= 2", "three", "spaces")
    }
    column = (left["left"] - left["if 1"]) / 4
    columns = {word: (x - left["if 1"]) / column for word, x in left.items()}
    pdf.close()
    assert columns == pytest.approx(
        {"if 1": 0, "left": 4, "= 1": 9, "中文": 4, "= 2": 9, "three": 4, "spaces": 11}, abs=0.15
    )


@pytest.mark.parametrize("writer", WRITERS)
def test_the_same_deck_gives_the_same_bytes(writer: Writer, tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, CHINESE, language="zh")
    first = writer().write(deck, tmp_path / "a").read_bytes()
    second = writer().write(deck, tmp_path / "b").read_bytes()
    assert first == second


def test_a_back_lies_behind_its_front(tmp_path: Path) -> None:
    path = CutCardsWriter().write(deck_of(tmp_path, 8), tmp_path)
    grid = grid_of(PAPERS["A4"])
    pdf = pypdfium2.PdfDocument(path)
    cells: list[dict[str, int]] = []
    for page in pdf:
        text = page.get_textpage()
        found = {}
        for index, cell in enumerate(grid.fronts):
            left, top = cell.x * MM, (grid.sheet_height - cell.y) * MM
            bottom, right = top - cell.height * MM, left + cell.width * MM
            words = text.get_text_bounded(left, bottom, right, top)
            found[re.search(r"(?:Question|Answer) (\d)", words)[1]] = index  # type: ignore[index]
        cells.append(found)
    pdf.close()
    front, back = cells
    assert front.keys() == back.keys()
    # Turned over its long edge, a page of two columns swaps them and keeps its rows.
    assert all(back[i] == front[i] ^ 1 for i in front)


LONG = "\n".join(f"value_{i} = compute(argument_{i}, other={i})" for i in range(70))
LONG_PROSE = " ".join(f"word{i}" for i in range(900))
LONG_LIST = "\n".join(f"- item{i} of a long list" for i in range(60))


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    "body", [f"```python\n{LONG}\n```", LONG_PROSE, LONG_LIST, f"> {LONG_PROSE}\n\n```text\n{LONG}\n```"]
)  # fmt: skip
def test_a_card_that_is_too_long_goes_on_and_loses_nothing(
    writer: Writer, body: str, tmp_path: Path
) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Long? {{#long}}\n\n{body}\n")
    path = writer().write(deck, tmp_path)
    text = squeezed(pdf_text(path))
    for word in re.findall(r"\w+", body.replace("```python", "").replace("```text", "")):
        assert word in text
    if writer is CutCardsWriter:
        assert "(2/" in text


def test_nothing_is_printed_outside_the_safe_part_of_a_card(tmp_path: Path) -> None:
    wide = f"```python\nprint({'x' * 300!r})\n```\n\n`{'long_name.' * 30}`\n\n{'w' * 300}\n"
    deck = printed_deck(
        tmp_path, f"# {'Chapter ' * 30}\n\n## {'Q' * 200}? {{#{'q' * 90}}}\n\n{wide}"
    )
    path = CutCardsWriter().write(deck, tmp_path)
    for page in boxes(path):
        for left, _, right, _ in page:
            x = left / MM % 105
            assert x > 4.4
            assert x + (right - left) / MM < 105 - 4.4


def test_nothing_leaves_its_column_on_the_sheet(tmp_path: Path) -> None:
    wide = f"```python\nprint({'x' * 300!r})\n```\n\n`{'long_name.' * 30}`\n\n{'w' * 300}\n"
    path = CheatSheetWriter().write(
        printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n{wide}"), tmp_path
    )
    column = (297 - 16 - 3 * 4.5) / 4
    (page,) = boxes(path)
    body = [box for box in page if 20 * MM < box[3] < 185 * MM]
    assert len(body) > 800
    assert max(box[2] for box in body) / MM < 8 + column + 0.1


INJECTIONS = [
    '#eval("1 + 1")', "]", '"', "\\", "$x$ #let y = 1", "@ref", "<label>", "// no", "/* no */",
    '#include "/etc/passwd"', '#read("deck.json")', "*a* _b_ `c`", "= heading", "#{", "\\u{41}",
]  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS)
def test_what_looks_like_markup_of_the_compiler_is_printed_as_it_is(
    writer: Writer, tmp_path: Path
) -> None:
    program = "print(1)"
    shown = [Shown(kind, "\n".join(INJECTIONS)) for kind in ("stdout", "stderr", "error", "html")]
    escaped = [
        "".join(f"\\{c}" if not c.isalnum() and c != " " else c for c in i) for i in INJECTIONS
    ]
    body = "\n\n".join(
        [
            *(f"{number} {text}" for number, text in enumerate(escaped)),
            "| a |\n|---|\n" + "\n".join(f"| {text} |" for text in escaped),
            *(f"- {text}" for text in escaped),
            *(f"``` text\n{text}\n```" for text in INJECTIONS),
            *(f"- `` {text} ``" for text in INJECTIONS if "`" not in text),
            f"```python\n{program}\n```",
        ]
    )
    text = f"# {escaped[0]} {escaped[9]}\n\n## {escaped[0]} {escaped[6]} {{#q}}\n\n{body}\n"
    deck = printed_deck(tmp_path, text, shown={program: shown})
    printed = squeezed(pdf_text(writer().write(deck, tmp_path)))
    for injection in INJECTIONS:
        assert printed.count(squeezed(injection)) >= 6, injection
    assert "root:" not in printed


@pytest.mark.parametrize("writer", WRITERS)
def test_what_cannot_be_printed_leaves_the_folder_as_it_was(writer: Writer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    good = writer().write(deck_of(tmp_path / "good", 1), out)
    before = good.read_bytes()
    text = "# C\n\n## Q? {#duck}\n\n![a](../media/a.png)\n"
    media = {"../media/a.png": Media("a.png", b"no image")}
    bad = printed_deck(tmp_path / "bad", text, media=media)
    with pytest.raises(ProblemsError) as raised:
        writer().write(bad, out)
    assert raised.value.problems[0].card == "duck"
    assert list(out.iterdir()) == [good]
    assert good.read_bytes() == before


def test_a_broken_image_is_named_with_its_card(tmp_path: Path) -> None:
    text = "# C\n\n## Q? {#good}\n\n![a](../media/a.png)\n\n## R? {#bad}\n\n![b](../media/b.png)\n"
    media = {"../media/a.png": Media("a.png", png()), "../media/b.png": Media("b.png", b"no image")}
    with pytest.raises(ProblemsError) as raised:
        CheatSheetWriter().write(printed_deck(tmp_path, text, media=media), tmp_path)
    assert {p.code for p in raised.value.problems} == {"print-image"}
    assert "../media/b.png" in raised.value.problems[0].message
    assert "a.png" not in raised.value.problems[0].message


@pytest.mark.parametrize("writer", WRITERS)
def test_images_of_every_size_fit(writer: Writer, tmp_path: Path) -> None:
    names = ["wide", "tall", "tiny"]
    text = "# C\n" + "".join(f"\n## {n} {{#{n}}}\n\n![{n}](../media/{n}.png)\n" for n in names)
    data = [png(3000, 40), png(40, 3000), png(3, 3)]
    media = {f"../media/{n}.png": Media(f"{n}.png", d) for n, d in zip(names, data, strict=True)}
    path = writer().write(printed_deck(tmp_path, text, media=media), tmp_path)
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        width, height = page.get_size()
        for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = image.get_bounds()
            assert left >= 4.9 * MM and right <= width - 4.9 * MM
            assert bottom >= 4.9 * MM and top <= height - 4.9 * MM
    pdf.close()


def sum_of(terms: int) -> str:
    return " + ".join(f"x_{{{i}}}" for i in range(terms))


SUM = sum_of(60)
WIDE = f"\\underbrace{{{SUM}}}_n"  # which cannot go on in the next line


def test_all_cards_with_something_too_large_are_refused_in_one_run(tmp_path: Path) -> None:
    large = f"| a |\n|---|\n| <kbd>{'wide' * 60}</kbd> |"
    text = f"# C\n\n## A? {{#a}}\n\n{large}\n\n## B? {{#b}}\n\nC.\n\n## D? {{#d}}\n\n{large}\n"
    with pytest.raises(ProblemsError) as raised:
        CheatSheetWriter().write(printed_deck(tmp_path, text), tmp_path)
    found = [(problem.card, problem.code) for problem in raised.value.problems]
    assert found == [("a", "print-too-large"), ("d", "print-too-large")]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    "body", ["$$\n{}\n$$", "Of ${}$.", "- ${}$\n- b", "| a |\n|---|\n| ${}$ |"]
)
def test_a_formula_too_wide_to_be_read_is_its_source_with_a_warning(
    writer: Writer, body: str, tmp_path: Path
) -> None:
    text = f"# C\n\n## Q? {{#q}}\n\n{body.format(WIDE)}\n\n## R? {{#r}}\n\n${sum_of(30)}$\n"
    deck = printed_deck(tmp_path, text)
    (problem,) = wide_formulas(deck)
    assert (problem.code, problem.severity, problem.card) == ("math", "warning", "q")
    assert "aligned" in problem.hint
    path = writer().write(deck, tmp_path)
    assert "".join(WIDE.split()) in "".join(pdf_text(path).split())


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    "body",
    [f"$$\n{SUM}\n$$", f"- $$\n  {SUM}\n  $$", f"So ${SUM}$.",
     f"So $\\underbrace{{{sum_of(12)}}}_n$.", f"| a | b |\n|---|---|\n| ${sum_of(18)}$ | c |"],
)  # fmt: skip
def test_a_wide_formula_goes_on_in_the_next_line_or_is_set_smaller(
    writer: Writer, body: str, tmp_path: Path
) -> None:
    path = writer().write(printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n{body}\n"), tmp_path)
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        width, _ = page.get_size()
        for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            left, _, right, _ = each.get_bounds()
            assert left >= 4.9 * MM and right <= width - 4.9 * MM
    pdf.close()


@pytest.mark.parametrize(
    ("limits", "code"),
    [(Limits(0.001, 0), "print-timeout"), (Limits(memory=60 * 1024**2), "print-broken")],
)
def test_a_compiler_out_of_bounds_is_stopped(limits: Limits, code: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(ProblemsError) as raised:
        CheatSheetWriter(limits).write(deck_of(tmp_path, 1), out)
    assert raised.value.problems[0].code == code
    assert not out.exists() or not list(out.iterdir())


def test_every_formula_that_is_accepted_can_be_printed(tmp_path: Path) -> None:
    formulas = [
        r"\frac{a}{b} \binom{n}{k} \sqrt[3]{x} \sqrt{y}", r"\sum_{i=1}^n \int\limits_0^1 \lim_{x\to0}",
        r"\begin{pmatrix}a&b\\c&d\end{pmatrix} \begin{array}{l|r}a&b\\\hline c&d\end{array}",
        r"\begin{cases}a&x>0\\b&\text{否则}\end{cases}", r"\begin{align}a&=b\\&=c\end{align}",
        r"\hat x \bar x \vec v \tilde x \dot x \ddot x \check x \breve x \acute x \grave x \mathring x",
        r"\widehat{xyz} \overline{AB} \underline{x} \overbrace{a}^n \underbrace{b}_m \overrightarrow{AB}",
        r"\mathbb{R} \mathcal{L} \mathscr{L} \mathbf{x} \mathfrak{g} \mathsf{AB} \mathtt{x} \boldsymbol\theta",
        r"\operatorname*{argmax}_x \Pr(X) \log p \mathrm{KL}(p\,\|\,q) \left.\frac{a}{b}\right|_{x=0}",
        r"\bigl( \Bigg| \lVert x \rVert \lfloor x \rfloor \left\{ a \middle| b \right\} {}_a^b X",
        r"\cancel{x} \boxed{y} \phantom{z} \textcolor{red}{x} \xrightarrow[b]{a} a \bmod b \ldots",
    ]  # fmt: skip
    text = "# C\n" + "".join(
        f"\n## F {i} {{#f{i}}}\n\n$${formula}$$\n\nInline ${formula}$.\n"
        for i, formula in enumerate(formulas)
    )
    path = CheatSheetWriter().write(printed_deck(tmp_path, text), tmp_path)
    printed = pdf_text(path)
    for word in ("argmax", "KL", "Pr", "否则"):
        assert word in printed


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_known_of_cards_never_leads_to_other_pages(writer: Writer, tmp_path: Path) -> None:
    cards = [
        f"## Long? {{#long}}\n\n```python\n{LONG}\n```\n",
        f"## Drawn? {{#drawn}}\n\n![drawn](../media/a.png)\n\n{'word ' * 60}\n",
        f"## WorkerReport? {{#told}}\n\n{LONG_PROSE}\n",
        "## Short? {#short}\n\n### Heading\n\nText.\n\n$$x^2$$\n",
        *(f"## Filler {i}? {{#f{i}}}\n\n{'word ' * i}\n" for i in range(80, 200, 8)),
    ]
    small, large = (Media("a.png", png(40, height)) for height in (20, 400))
    letter = 'name = "demo"\n[print]\npaper = "Letter"\n'
    edited = [card.replace("Text.", "Text. " * 90) for card in cards]
    # Each is printed with what is known of the one before.
    decks = [
        (cards, small, ""),
        (edited, small, ""),
        (edited[::-1], small, ""),
        (edited[::-1], large, ""),
        (edited[::-1], large, letter),
    ]
    kept = Shelf(tmp_path / "kept")
    for number, (shown, media, toml) in enumerate(decks):
        text = f"# {'A long title ' * 30}\n\n" + "\n".join(shown)
        images = {"../media/a.png": media}
        deck = printed_deck(tmp_path / "deck", text, media=images, toml=toml)
        known = writer(shelf=kept).write(deck, tmp_path / f"known-{number}")
        new = writer().write(deck, tmp_path / f"new-{number}")
        assert known.read_bytes() == new.read_bytes(), number


def test_the_sheet_says_what_was_verified_and_what_was_not(tmp_path: Path) -> None:
    text = '# C\n\n## Q? {#q}\n\n```python {.norun reason="needs a GPU"}\nx.cuda()\n```\n'
    printed = pdf_text(CheatSheetWriter().write(printed_deck(tmp_path, text), tmp_path))
    assert "not run: needs a GPU" in printed
    assert "verified · torch 2.13.0 · Python 3.11" in printed
    assert "1/1" in printed


def test_columns_are_filled_evenly(tmp_path: Path) -> None:
    path = CheatSheetWriter().write(deck_of(tmp_path, 40), tmp_path)
    (page,) = boxes(path)
    lowest: dict[int, float] = {}
    for left, bottom, _, _ in page:
        if bottom > 15 * MM:
            column = int((left / MM - 8) // 71)
            lowest[column] = min(lowest.get(column, 1e9), bottom)
    assert len(lowest) == 4
    assert max(lowest.values()) - min(lowest.values()) < 15 * MM


def test_a_deck_without_cards_gives_a_sheet_and_no_traceback(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, 1)
    empty = RenderedDeck(deck.config, "en", ())
    write: Callable[[RenderedDeck, Path], Path] = CheatSheetWriter().write
    assert write(empty, tmp_path).exists()
    assert CutCardsWriter().write(empty, tmp_path).exists()


def test_a_sheet_names_all_that_was_verified_with_once(tmp_path: Path) -> None:
    text = "# C\n" + "".join(f"\n## Q {i} {{#q{i}}}\n\n```python\n1\n```\n" for i in range(3))
    printed = squeezed(pdf_text(CheatSheetWriter().write(printed_deck(tmp_path, text), tmp_path)))
    assert printed.count("torch2.13.0·Python3.11") == 1


def _tagged_pages(tag: object) -> Iterator[tuple[int, int]]:
    """The pages that the structure below `tag` names."""
    if isinstance(tag, pikepdf.Array):
        for child in tag:
            yield from _tagged_pages(child)
    elif isinstance(tag, pikepdf.Dictionary):
        if "/Pg" in tag:
            yield tag.Pg.objgen
        if "/K" in tag:
            yield from _tagged_pages(tag.K)


@pytest.mark.parametrize("writer", WRITERS)
def test_a_large_deck_loses_no_card_tag_or_bookmark_where_its_parts_are_joined(
    writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = deck_of(tmp_path, 30)
    monkeypatch.setattr("generator.writing.pdf.shards", lambda deck: shards(deck, 9))
    path = writer().write(deck, tmp_path)
    printed = squeezed(pdf_text(path))
    assert all(f"Answer{i}." in printed for i in range(30))
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        pages = {page.obj.objgen for page in pdf.pages}
        tags = pdf.Root.StructTreeRoot
        keys = [int(key) for key in list(tags.ParentTree.Nums)[::2]]
        assert keys == [int(page.StructParents) for page in pdf.pages] == list(range(len(pages)))
        tagged = set(_tagged_pages(tags.K))
        assert tagged <= pages and len(tagged) >= len(pages) - 1
        with pdf.open_outline() as outline:
            assert all(item.destination[0].objgen in pages for item in outline.root)


@pytest.mark.parametrize("writer", WRITERS)
def test_text_may_be_struck_and_underlined_at_once(writer: Writer, tmp_path: Path) -> None:
    body = "~~one {{c1::two}}~~ <u>three ~~four~~</u> {{c2::five <del>six</del> {{c3::seven}}}}"
    deck = printed_deck(tmp_path, f"# C\n\n## Q {{#q .cloze}}\n\n{body}\n")
    path = writer().write(deck, tmp_path)
    text = squeezed(pdf_text(path))
    assert "threefour" in text and "fivesixseven" in text


@pytest.mark.parametrize("writer", WRITERS)
def test_every_sheet_says_whose_it_is_of_which_day_and_where_it_came_from(
    writer: Writer, tmp_path: Path
) -> None:
    toml = 'name = "demo"\n[about]\nlicense = "CC BY 4.0"\nhome = "https://example.org/demo"\n'
    cards = "".join(f"\n## Q {i}? {{#q{i}}}\n\n{'A. ' * 400}\n" for i in range(9))
    deck = printed_deck(tmp_path, "# C\n" + cards, toml=toml)
    lock = Lock().updated(deck.notes, deck="ab", now=1_796_022_670)
    path = writer(lock=lock).write(deck, tmp_path)
    with pypdfium2.PdfDocument(path) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    if writer is CutCardsWriter:
        pages = pages[1::2]  # where it stands behind
    for page in pages:
        assert "CC BY 4.0 · 2026-11-30 · example.org/demo" in page
    assert writer(lock=lock).write(deck, tmp_path / "again").read_bytes() == path.read_bytes()
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        assert "CC BY 4.0" in str(metadata["dc:rights"])
        assert metadata["dc:source"] == "https://example.org/demo"


def test_a_printer_is_asked_to_turn_a_cheat_sheet_over_its_short_edge(tmp_path: Path) -> None:
    with pikepdf.open(CheatSheetWriter().write(deck_of(tmp_path, 1), tmp_path)) as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert str(wishes.Duplex) == "/DuplexFlipShortEdge"
        assert "/PrintScaling" not in wishes


@pytest.mark.parametrize("writer", WRITERS)
def test_bookmarks_lead_to_every_chapter_and_to_every_card_once(
    writer: Writer, tmp_path: Path
) -> None:
    long = "- item of a list that is long\n" * 200
    text = f"# First\n\n## One? {{#one}}\n\n---\n\n{long}\n\n## Two `x`? {{#two}}\n\nB.\n"
    with pikepdf.open(writer().write(printed_deck(tmp_path, text), tmp_path)) as pdf:
        assert len(pdf.pages) > 1
        (chapter,) = pdf.open_outline().root
        assert chapter.title == "First"
        assert [each.title for each in chapter.children] == ["One?", "Two x?"]


@pytest.mark.parametrize("writer", WRITERS)
def test_the_programs_of_the_cards_are_attached_as_they_are_written(
    writer: Writer, tmp_path: Path
) -> None:
    code = "def f(x):\n    if x:\n        return '中'\n\n\tz = 1"
    text = f"# C\n\n## Q? {{#q}}\n\n```python\n{code}\n```\n\n```text\nno program\n```\n"
    deck = printed_deck(tmp_path, text)
    path = writer().write(deck, tmp_path)
    with pikepdf.open(path) as pdf:
        assert list(pdf.attachments) == ["demo-en.py"]
        program = pdf.attachments["demo-en.py"].get_file().read_bytes().decode()
    assert program == f"# %% q\n{code.expandtabs(4)}\n"
    assert writer().write(deck, tmp_path / "again").read_bytes() == path.read_bytes()
