"""How surely the words above a listing say that it is what a program prints."""

from __future__ import annotations

import re
from typing import Final, Literal

# "sure": nothing else is said. "loose": it is only like what comes out. "likely": words for what
# comes out are among others. "maybe": they introduce something. "other": they say what it is, and
# that is no output. "prose": it is a sentence, unless it is what came out.
Certainty = Literal["sure", "loose", "likely", "maybe", "other", "prose"]

_MOST_WORDS: Final = 200
_CALLOUT: Final = re.compile(r"\[![\w-]+\][-+]?")
_CONTAINER: Final = re.compile(r":{3,}[ \t]*")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words for what comes out, in the languages that articles are written in.
_OUTPUT: Final = _words(
    "output outputs stdout prints print printed printing result results gives produces yields "
    "displays evaluates "
    "ausgabe ausgaben ergebnis ergebnisse salida resultado resultados salidas sortie sorties "
    "résultat résultats affiche saída saídas uscita risultato risultati вывод результат "
    "uitvoer resultaat wynik wyjście çıktı sonuç utdata utskrift resultat tulos výstup kimenet "
    "eredmény rezultat"
)
_WEAK: Final = _words(
    "see get gets shows show showed returns return returned answer gave produced yielded "
    "displayed console terminal screen expected out stdin stderr becomes receive obtain "
    "получим выведет ausgegeben muestra imprime stampa stampato"
)
_FILLERS: Final = _words(
    "the this that its it our and or which what a an as in on to of for with from by at is are be "
    "was were will would should must can shall now then so also just again when if once after you "
    "we i they he she us here here's following follows below above next code program script "
    "snippet example block function cell command line lines session repl python interpreter "
    "ipython run running runs ran execute executing executed execution actual full complete final "
    "its text plain raw sample click reveal toggle hide view expand looks look like produces "
    "cell outputs stream display data execute result md class "
    "das die der programm gibt aus ist so le la el es il lo programme programa o programma"
)
_LIKE: Final = _words(
    "like similar similarly may might could vary varies varying approximately approximate roughly "
    "typical typically possible possibly something eg sample ähnlich similaire similar parecido "
    "возможный примерно"
)
_OTHER: Final = _words(
    "file files install installation installed run command commands create save directory "
    "directories folder folders tree structure layout config configuration settings input inputs "
    "usage shell bash pip download clone datei fichier archivo файл syntax grammar template "
    "signature pseudocode log logs license"
)
_CJK_OUTPUT: Final = re.compile(
    r"输出|打印|结果|輸出|結果|出力|実行|표시|출력|결과|显示|得到|顯示|列印"
)
_CJK_LIKE: Final = re.compile(r"类似|類似|大致|可能|例えば|비슷")
_CJK_SURE: Final = re.compile(
    r"(?:(?:代码|程序|运行|执行|打印|控制台|终端|的|上述|以上|上面|这段|示例|会|将|则|它|其|该)*"
    r"(?:输出|结果|打印|显示|得到)(?:结果|内容|如下|所示|为|是|:|：|\s)*)"
    r"|(?:実行)?(?:出力|結果)(?:は|が|例|結果|次のとおり|以下のとおり|です|:|：|\s)*"
    r"|(?:실행|출력)?\s*(?:출력|결과)(?:는|은|값|다음과|같다|같습니다|:|：|\s)*"
)


def certainty_of(words: str) -> Certainty:
    """How surely words introduce an output. Takes any text."""
    words = words.strip()
    if words.startswith(":"):
        return _of_container(words)
    words = _CALLOUT.sub("", words[:5000]).strip()
    if _CJK.search(words):
        return _of_cjk(words)
    found = [word.lower().replace("’", "'") for word in _WORD.findall(words)]
    if not found or len(found) > _MOST_WORDS:
        return "maybe"
    known = set(found)
    if known & _LIKE and known & (_OUTPUT | _WEAK):
        return "loose"
    if known <= _OUTPUT | _WEAK | _FILLERS and len(found) <= 15:
        if known & _OUTPUT:
            return "sure"
        if known & _WEAK:
            return "likely"
    if known & _OUTPUT and not _asks_for_more(found):
        return "likely"
    if known & _OTHER:
        return "other"
    return "likely" if known & _WEAK else "maybe"


def _asks_for_more(words: list[str]) -> bool:
    return bool({"file", "files", "input", "directory", "install"} & set(words))


def _of_container(words: str) -> Certainty:
    """Of `::: {.cell-output}`, which Quarto and others put around things."""
    inside = _CONTAINER.sub("", words[:500])
    return "sure" if re.search(r"\boutput\b", inside) else "maybe"


def _of_cjk(words: str) -> Certainty:
    if _CJK_LIKE.search(words) and _CJK_OUTPUT.search(words):
        return "loose"
    if len(words) <= 60 and _CJK_SURE.fullmatch(words.rstrip("。.")):
        return "sure"
    return "likely" if _CJK_OUTPUT.search(words) else "maybe"
