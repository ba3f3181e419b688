"""The first page: how to print, what a card shows, and whether front and back meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from generator.model.print_settings import Flip, PrintSettings
from generator.printing.card_grids import UnprintableError
from generator.rendering.html_words import in_language
from generator.rendering.rendered import RenderedDeck
from generator.writing.geometry import Flip as Edge
from generator.writing.geometry import Grid, Slot, back_cell
from generator.writing.pdf import Writing
from generator.writing.pdf_compile import compile_deck

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "title": {"en": "How to print", "zh": "打印说明", "zh-hant": "列印說明"},
    "scale": {
        "en": "Print at 100 % (“actual size”), not “fit to page”; then the bar below is 100 mm.",
        "zh": "按 100%（“实际大小”）打印，不要选“适合页面”。这时下面的标尺长 100 毫米。",
        "zh-hant": "按 100%（「實際大小」）列印，不要選「符合頁面」。這時下面的標尺長 100 毫米。",
    },
    "large": {
        "en": "Print at 100 % (“actual size”), not “fit to page”.",
        "zh": "按 100%（“实际大小”）打印，不要选“适合页面”。",
        "zh-hant": "按 100%（「實際大小」）列印，不要選「符合頁面」。",
    },
    "long": {
        "en": "Print on both sides, and flip on the long edge.",
        "zh": "双面打印，沿长边翻转。",
        "zh-hant": "雙面列印，沿長邊翻轉。",
    },
    "short": {
        "en": "Print on both sides, and flip on the short edge.",
        "zh": "双面打印，沿短边翻转。",
        "zh-hant": "雙面列印，沿短邊翻轉。",
    },
    "fold": {
        "en": "Print on one side, cut along the lines, and fold along the dashed ones.",
        "zh": "单面打印，沿实线裁开，再沿虚线对折。",
        "zh-hant": "單面列印，沿實線裁開，再沿虛線對摺。",
    },
    "fronts": {
        "en": "This file has the fronts. Print the backs onto the same sheets, turned over the "
        "long edge.",
        "zh": "此文件只有正面。把背面打印在同一叠纸上，沿长边翻转。",
        "zh-hant": "此檔案只有正面。把背面列印在同一疊紙上，沿長邊翻轉。",
    },
    "backs": {
        "en": "This file has the backs, for sheets that were turned over the long edge.",
        "zh": "此文件只有背面，纸张须沿长边翻转后放入。",
        "zh-hant": "此檔案只有背面，紙張須沿長邊翻轉後放入。",
    },
    "cut": {
        "en": "Print a first sheet alone, hold it against the light, and only then the rest.",
        "zh": "先单独打印一张，对着光检查，再打印其余的。",
        "zh-hant": "先單獨列印一張，對著光檢查，再列印其餘的。",
    },
    "stack": {
        "en": "Cut the whole stack at once, and lay the piles on each other row by row, the first "
        "on top: the cards are then in order.",
        "zh": "把整叠纸一起裁开，再逐行把各小叠依次叠起，第一叠在最上面：卡片就按顺序排好了。",
        "zh-hant": "把整疊紙一起裁開，再逐行把各小疊依次疊起，第一疊在最上面：卡片就按順序排好了。",
    },
    "offset": {
        "en": "The crosses of this page and the scales on its back should meet. If they do not, "
        "look at the back against the light: where a cross lies on its scale, so many "
        "millimetres to the right and down, are the X and Y to add to --back-offset X,Y.",
        "zh": "本页的十字应与背面的刻度重合。若不重合，从背面对着光看：十字落在刻度上向右、"
        "向下各多少毫米，就给 --back-offset X,Y 的 X 和 Y 各加多少。",
        "zh-hant": "本頁的十字應與背面的刻度重合。若不重合，從背面對著光看：十字落在刻度上向右、"
        "向下各多少毫米，就給 --back-offset X,Y 的 X 和 Y 各加多少。",
    },
    "bar": {"en": "100 mm", "zh": "100 毫米", "zh-hant": "100 公釐"},
    "legend": {"en": "On the cards", "zh": "卡片上的内容", "zh-hant": "卡片上的內容"},
    "corner": {
        "en": "At the top: the chapter, and behind it the card’s name, by which it is found in the "
        "deck. (1/2): a card that takes two.",
        "zh": "上方是章节；背面还有卡片的名称，可据此在卡组中找到它。"
        "(1/2) 表示内容分在两张卡片上。",
        "zh-hant": "上方是章節；背面還有卡片的名稱，可據此在卡組中找到它。"
        "(1/2) 表示內容分在兩張卡片上。",
    },
    "verified": {
        "en": "“verified”: every program ran with these versions, and gave what the card shows.",
        "zh": "“已验证”：每段程序都用这些版本运行过，结果与卡片所示一致。",
        "zh-hant": "「已驗證」：每段程式都用這些版本執行過，結果與卡片所示一致。",
    },
    "error": {
        "en": "A bar at the left of an output: an error message.",
        "zh": "输出左侧的竖线：错误信息。",
        "zh-hant": "輸出左側的豎線：錯誤訊息。",
    },
    "hook": {
        "en": "A hook at the start of a line of code: the line above goes on.",
        "zh": "代码行首的折线：接上一行。",
        "zh-hant": "程式碼行首的折線：接上一行。",
    },
}  # fmt: skip
# In millimetres.
_LEAST: Final = (100.0, 70.0)  # a sheet with room for the words
_SMALL: Final = 100.0  # the shorter edge of one with room for them alone
_BAR: Final = 100.0
_MARGIN: Final = 14.0
_MARGIN_OF_SMALL: Final = 7.0
_CROSS: Final = 12.0  # millimetres from the edges of the sheet


def guide_page(
    deck: RenderedDeck, grid: Grid, settings: PrintSettings, how: Writing, product: str
) -> bytes:
    """A page, and its back where backs are printed on it, as a PDF. Raises ProblemsError, and
    UnprintableError for a sheet that is too small.
    """
    if grid.sheet_width < _LEAST[0] or grid.sheet_height < _LEAST[1]:
        least = " × ".join(f"{side:g}" for side in _LEAST)
        raise UnprintableError(f"a page that says how to print needs a sheet of {least} mm")
    nothing = replace(deck, chapters=())
    paper = {"guide": _guide(deck.language, grid, settings), "ink": settings.ink, "part": [1, 1]}
    return compile_deck(nothing, "guide.typ", paper, how, product)


def _guide(language: str, grid: Grid, settings: PrintSettings) -> dict[str, Any]:
    def say(key: str) -> str:
        return in_language(_WORDS[key], language)

    flip = settings.flip
    small = min(grid.sheet_width, grid.sheet_height) < _SMALL
    margin = _MARGIN_OF_SMALL if small else _MARGIN
    has_bar = grid.sheet_width - 2 * margin >= _BAR
    steps = ["scale" if has_bar else "large", flip]
    steps += ["stack"] if settings.order == "stack" else []
    edges: dict[Flip, Edge] = {"long": "long", "short": "short"}
    crosses = _crosses(grid)
    backs = None
    if flip in edges:
        steps += ["cut", "offset"]
        x, y = settings.back_offset
        behind = (back_cell(Slot(*each, 0, 0), grid, edges[flip]) for each in crosses)
        backs = [(each.x + x, each.y + y) for each in behind]
    return {
        "width": grid.sheet_width,
        "height": grid.sheet_height,
        "margin": margin,
        "text": 7.5 if small else 9.5,
        "has-bar": has_bar,
        "title": say("title"),
        "steps": [say(step) for step in steps],
        "bar": say("bar"),
        "legend-title": say("legend"),
        "legend": [say(each) for each in ("corner", "verified", "error", "hook") if not small],
        "crosses": crosses if backs else [],
        "backs": backs,
    }


def _crosses(grid: Grid) -> list[tuple[float, float]]:
    """Below the words: at the left and the right."""
    low = grid.sheet_height - _CROSS
    return [(_CROSS, low), (grid.sheet_width - _CROSS, low)]
