"""What is said of answers and trials, in the languages of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_ENGLISH: Final[Mapping[str, str]] = {
    "empty": "nothing was typed",
    "dtype": "the dtype is {right}, not {typed}",
    "dtype missing": "the dtype, {right}, is part of what is shown",
    "dtype extra": "no dtype is shown here",
    "floats": "these are floats: {right}, not {typed}",
    "integers": "these are integers: {right}, not {typed}",
    "shape": "the shape is {right}, not {typed}",
    "rounded": "right, but rounded: it is {right}",
    "too rough": "{typed} is rounded too far: it is {right}",
    "quotes": "right; mind the quotes",
    "case": "all but upper and lower case is right",
    "lines": "all but the line ends is right",
    "written": "the values are right, but it is shown as {right}",
    "line count": "the number of lines is {right}, not {typed}",
    "numbers": "{wrong} of {all} numbers are wrong",
    "number": "{typed} should be {right}",
    "raises": "it raises {right}, not {typed}",
    "raises unnamed": "it raises an exception, and this one is {right}",
    "raises missing": "it ends with {right}",
    "raises not": "it raises nothing",
    "error message": "the exception is right, its message is another",
    "varies": "what varies from run to run was not compared",
    "spelling": "right; it is spelt {right}",
    "same dtype": "right; the card has {right}",
    "formula": "a formula can be written in many ways: compare it yourself",
    "missed": "right as far as it goes, but there is more to choose",
    "chosen": "what is chosen is not all right",
    "tests pass": "all {all} tests pass",
    "tests fail": "{wrong} of {all} tests fail",
    "too slow": "more than {seconds} s of processor time",
    "no time left": "a test above took all the time",
    "too large": "more than {mib} MiB of memory",
    "gives": "it should give {right}, and gives {typed}",
    "gives nothing": "it should give {right}, and gives nothing more",
    "bounds": "the bounds",
    "code fails": "the code fails before any test",
    "timeout": "this did not end within {seconds} seconds and was stopped",
    "cancelled": "this was stopped",
    "memory": "this needs more than the {mib} MiB it may use",
    "disk": "this filled its scratch folder and was stopped",
    "processes": "this started too many processes and was stopped",
    "exit": "this ended its own process with exit status {status}",
    "signal": "this was killed by {signal}",
    "forged": "this sent messages in the name of its worker, so nothing of it is shown",
    "lost": "this could not be run: {why}",
    "refused": "nothing was run: {why}",
    "no program": "this card has no program",
    "too long": "this is longer than a program may be here",
}
_CHINESE: Final[Mapping[str, str]] = {
    "empty": "没有输入内容",
    "dtype": "dtype 是 {right}，不是 {typed}",
    "dtype missing": "输出里还有 dtype：{right}",
    "dtype extra": "这里不显示 dtype",
    "floats": "这里是浮点数：{right}，不是 {typed}",
    "integers": "这里是整数：{right}，不是 {typed}",
    "shape": "形状是 {right}，不是 {typed}",
    "rounded": "正确，但做了舍入：实际是 {right}",
    "too rough": "{typed} 舍入得太粗：实际是 {right}",
    "quotes": "正确，注意引号",
    "case": "除大小写外都正确",
    "lines": "除换行外都正确",
    "written": "值是对的，但显示为 {right}",
    "line count": "应有 {right} 行，不是 {typed} 行",
    "numbers": "{all} 个数中有 {wrong} 个不对",
    "number": "{typed} 应为 {right}",
    "raises": "抛出的是 {right}，不是 {typed}",
    "raises unnamed": "会抛出异常，是 {right}",
    "raises missing": "最后抛出 {right}",
    "raises not": "不会抛出异常",
    "error message": "异常类型对了，消息不同",
    "varies": "每次运行都可能不同的部分没有比较",
    "spelling": "正确，写法是 {right}",
    "same dtype": "正确，卡片上写作 {right}",
    "formula": "公式有多种写法，请自己比较",
    "missed": "选的都对，但没有选全",
    "chosen": "选的不全对",
    "tests pass": "{all} 个测试全部通过",
    "tests fail": "{all} 个测试中有 {wrong} 个没有通过",
    "too slow": "处理器时间超过 {seconds} 秒",
    "no time left": "前面的测试用完了时间",
    "too large": "内存超过 {mib} MiB",
    "gives": "应得到 {right}，实际得到 {typed}",
    "gives nothing": "应得到 {right}，实际没有更多输出",
    "bounds": "限制",
    "code fails": "代码在测试之前就失败了",
    "timeout": "{seconds} 秒内没有结束，已停止",
    "cancelled": "已停止",
    "memory": "需要的内存超过了 {mib} MiB 的上限",
    "disk": "写满了临时文件夹，已停止",
    "processes": "启动的进程太多，已停止",
    "exit": "程序自行退出，退出状态为 {status}",
    "signal": "被 {signal} 终止",
    "forged": "程序冒充了运行它的进程，因此什么也不显示",
    "lost": "无法运行：{why}",
    "refused": "没有运行：{why}",
    "no program": "这张卡片没有程序",
    "too long": "程序太长",
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH, "zh": _CHINESE}
_MOST_SHOWN: Final = 80  # characters of a value in a sentence


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its name, with the values in it; no sentence where it has no name."""

    name: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name)

    def words(self, language: str) -> str:
        """The sentence in a language, in English where it is not known in that."""
        if not self.name:
            return ""
        found = WORDS.get(language.partition("-")[0].lower(), _ENGLISH)
        return found[self.name].format(**{key: _short(value) for key, value in self.values})


def said(name: str, **values: object) -> Said:
    """A sentence with these values in it."""
    return Said(name, tuple((key, str(value)) for key, value in values.items()))


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= _MOST_SHOWN else f"{value[: _MOST_SHOWN - 1]}…"
