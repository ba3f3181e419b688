"""What a comment states is found, and what it only says is left alone."""

from __future__ import annotations

import pytest

from generator.model import Place
from generator.reading.comments import (
    Commented,
    find_claims,
    read_comments,
    stated_claims,
    without_claims,
)


def read(code: str) -> Commented:
    return read_comments(code, lambda line, column: Place("c.md", line, column))


# (code, what it states)
CLAIMS = [
    ("x + 1  # => 4.0", "4.0"),
    ("x + 1  #=> 4.0", "4.0"),
    ("x + 1  #=>4.0", "4.0"),
    ("x + 1  # -> 4.0", "4.0"),
    ("x  # => -1", "-1"),
    ("x  # => 1e-05", "1e-05"),
    ("x  # => nan", "nan"),
    ("x  # => -inf", "-inf"),
    ("x  # => (1+2j)", "(1+2j)"),
    ("x  # => None", "None"),
    ("print(x)  # => 4.0", "4.0"),
    ("print(x)  # -> 4.0", "4.0"),
    ("print(x)  # Output: 4.0", "4.0"),
    ("print(x)  # output: 4.0", "4.0"),
    ("print(x)  # Outputs: 4.0", "4.0"),
    ("print(x)  # OUTPUT: 4.0", "4.0"),
    ("print(x)  # Output：4.0", "4.0"),
    ("print(x)  # prints 4.0", "4.0"),
    ("print(x)  # Prints: 4.0", "4.0"),
    ("print(x)  # 输出：4.0", "4.0"),
    ("print(x)  # 输出: 4.0", "4.0"),
    ("print(x)  # 输出为：4.0", "4.0"),
    ("print(x)  # 结果：4.0", "4.0"),
    ("print(x)  # 打印：4.0", "4.0"),
    ("print(x)  # 输出：(2, 2)，不是 torch.Size", "(2, 2)"),
    ("print(x)  # 输出：4.0（浮点数）", "4.0"),
    ("print(x)  # 输出：4.0。", "4.0"),
    ("print(x)  # Output: 4.0  # a float", "4.0"),
    ("print(x.dtype)  # 输出：float32", "float32"),
    ("print(type(p))  # 输出：<class 'torch.nn.parameter.Tensor'>", "<class 'torch.nn.parameter.Tensor'>"),
    ("print(x.shape)  # 输出：(2, 2)", "(2, 2)"),
    ("print(x)  # => loss: 0.5", "loss: 0.5"),
    ("print(x)  # => hello world", "hello world"),
    ("print(x)  # Output: loss: 0.5", "loss: 0.5"),
    ("print(x)  # 输出：损失：0.5", "损失：0.5"),
    ("print(x)  # Output: Epoch = 3", "Epoch = 3"),
    ("print(a, b)  # -> 1 2", "1 2"),
    ("print(a, b)  # prints True, False", "True, False"),
    ("print(x.device)  # -> cpu", "cpu"),
    ("print(x.device)  # Output: cuda:0", "cuda:0"),
    ("f(x)  # -> torch.float32", "torch.float32"),
    ("f(x)  # -> tensor([1., 2.])", "tensor([1., 2.])"),
    ("f(x)  # -> torch.Size([2, 2])", "torch.Size([2, 2])"),
    ("f(x)  # -> Array([1., 2.], dtype=float32)", "Array([1., 2.], dtype=float32)"),
    ("f(x)  # -> tensor(2., grad_fn=<AddBackward0>)", "tensor(2., grad_fn=<AddBackward0>)"),
    ("f(x)  # -> Linear(in_features=2, out_features=3, bias=True)", "Linear(in_features=2, out_features=3, bias=True)"),
    ("f(x)  # -> <class 'int'>", "<class 'int'>"),
    ("f(x)  # -> 'text'", "'text'"),
    ("f(x)  # -> {'a': [1, 2]}", "{'a': [1, 2]}"),
    ("f(x)  # -> Color.RED", "Color.RED"),
    ("f(x)  # -> np.float64(0.5)", "np.float64(0.5)"),
    ("f(x)  # -> ValueError: bad shape", "ValueError: bad shape"),
    ("f(x)  # => torch.OutOfMemoryError: no", "torch.OutOfMemoryError: no"),
    ("f(x)  # => 4.0 because y is 3", "4.0"),
    ("f(x)  # => True, both name one list", "True"),
    ("f(x)  # => 2, the larger", "2"),
    ("f(x)  # => 4 (absolute)", "4"),
    ("f(x)  # => 4 - the absolute value", "4"),
    ("f(x)  # => 4; not 5", "4"),
    ("f(x)  # => 4.", "4"),
    ("f(x)  # => 'a', then more", "'a'"),
    ("f(x)  # => 4 # a remark", "4"),
    ("f(x)  # => [1, 2]: the list", "[1, 2]"),
    ("f(x)  # the sum  # => 4", "4"),
    ("f(x)  # ==> 4", "4"),
    ("f(x)  # --> 4", "4"),
    ("f(x)  # → 4", "4"),
    ("f(x)  # ⇒ 4", "4"),
    ("f(x)  # =&gt; 4", "4"),
    ("f(x)  # >>> 4", "4"),
    ("f(x)  # // => 4", "4"),
    ("f(x)  #> 4", "4"),
    ("f(x)\n#> 4", "4"),
    ("f(x)  # = 4", "4"),
    ("f(x)  # == 4", "4"),
    ("f(x)  # ≡ 4", "4"),
    ("f(x)  # is 4", "4"),
    ("f(x)  # Out[3]: 4", "4"),
    ("f(x)  # Out: 4", "4"),
    ("f(x)  # Expected: 4", "4"),
    ("f(x)  # Expected output: 4", "4"),
    ("f(x)  # The result is: 4", "4"),
    ("f(x)  # Result: 4", "4"),
    ("f(x)  # returns 4", "4"),
    ("f(x)  # returns: 4", "4"),
    ("f(x)  # gives 4", "4"),
    ("f(x)  # yields 4", "4"),
    ("f(x)  # evaluates to 4", "4"),
    ("f(x)  # equals 4", "4"),
    ("f(x)  # 结果是 4", "4"),
    ("f(x)  # 结果 4", "4"),
    ("f(x)  # 运行结果：4", "4"),
    ("f(x)  # 打印 4", "4"),
    ("f(x)  # 返回 4", "4"),
    ("f(x)  # 返回值为：4", "4"),
    ("f(x)  # 得到 4", "4"),
    ("f(x)  # 等于 4", "4"),
    ("f(x)  # => 4，因为", "4"),
    ("f(x)  # => 4（绝对值）", "4"),
    ("f(x)  # should print 4", "4"),
    ("f(x)  # this prints 4", "4"),
    ("f(x)  # it will be 4", "4"),
    ("f(x)  # we get 4", "4"),
    ("f(x)  # prints out 4", "4"),
    ("f(x)  # the value is 4", "4"),
    ("f(x)  # value: 4", "4"),
    ("f(x)  # result should be 4", "4"),
    ("f(x)  # output 4", "4"),
    ("f(x)  # (prints 4)", "4"),
    ("f(x)  # ➡ 4", "4"),
    ("f(x)  # >> 4", "4"),
    ("f(x)  # which is 4", "4"),
    ("f(x)  # so it's 4", "4"),
    ("f(x)  # => prints 4", "4"),
    ("f(x)  # -> returns 4, too", "4"),
    ("f(x)  # = 2 * 2", "2 * 2"),
    ("f(x)  # = 2 ** 2 (a square)", "2 ** 2"),
    ("f(x)  # => 0.333...", "0.333"),
    ("f(x)  # => 0.333…", "0.333"),
    ("f(x)  # 会打印 4", "4"),
    ("f(x)  # 这里应该返回 4", "4"),
    ("f(x)  # 值为 4", "4"),
    ("f(x)  # 值：4", "4"),
    ("assert x == 3  # x == 3", "3"),
    ("f(x)  # ≈ 0.69", "0.69"),
    ("f(x)  # => about 0.69", "0.69"),
    ("f(x)  # => ~0.69", "0.69"),
    ("f(x)  # 约 0.69", "0.69"),
    ("f(x)  # 输出：约 0.69", "0.69"),
    ("f(x)  # raises TypeError", "TypeError"),
    ("f(x)  # raises: TypeError", "TypeError"),
    ("f(x)  # raises a TypeError, of course", "TypeError"),
    ("f(x)  # => TypeError", "TypeError"),
    ("f(x)  # => raises TypeError", "TypeError"),
    ("f(x)  # raises an error", "error"),
    ("f(x)  # 报错 TypeError", "TypeError"),
    ("f(x)  # 报错：TypeError: no", "TypeError: no"),
    ("f(x)  # ValueError: no", "ValueError: no"),
    ("import missing  # ModuleNotFoundError", "ModuleNotFoundError"),
    ("print(x)  # prints nothing", "nothing"),
    ("f(x)  # 没有输出", "没有输出"),
    ("x = 1  # x = 1", "1"),
    ("x = 1  # x => 1", "1"),
    ("x = 1  # x is now 1", "1"),
    ("d = {}  # d['a'] = 1", "1"),
    ("x = f(y)  # now 4", "4"),
    ("x.sort()  # => [1, 2]", "[1, 2]"),
    ("x += 1  # => 4", "4"),
    ("d[k].n += 1  # => 4", "4"),
    ("y = f(x)  # => 3", "3"),
    ("y = x  # Output: [1, 2]", "[1, 2]"),
    ("a, b = f(x)  # => 3", "3"),
    ("a = b = 3  # => 3", "3"),
    ("self.w = f(x)  # => 3", "3"),
    ("x = pool(x)  # -> [32, 15, 15]", "[32, 15, 15]"),
    ("def f(x):\n    return x  # => 3", "3"),
    ("abs(-3); 1  # => 2", "2"),
    ("x = [\n    1 + 1,  # => 2\n]", "2"),
    ("x = {\n    'a': f(1),  # => 2\n}", "2"),
    ("x = [\n    [1,\n     2],  # => [1, 2]\n]", "[1, 2]"),
    ("print(\n    3  # => 4\n)", "4"),
    ("f(\n    3,\n)  # => 4", "4"),
    ("f(x)  # 4", "4"),
    ("f(x)  # [1, 2]", "[1, 2]"),
    ("x + 1  # 4", "4"),
    ("print(x)  # tensor([1., 2.])", "tensor([1., 2.])"),
    ("y = f(x)  # 4", "4"),
    ("print(x)\n# 4", "4"),
    ("print(x)\n# tensor([[1., 2.],\n#         [3., 4.]])", "tensor([[1., 2.],\n        [3., 4.]])"),
    ("f(x)  # shape: (2, 2)", "(2, 2)"),
    ("f(x)  # Shape: torch.Size([2, 2])", "torch.Size([2, 2])"),
    ("f(x)  # shape: 2x2", "2x2"),
    ("f(x)  # shape: ()", "()"),
    ("f(x)  # shape = (2, 2)", "(2, 2)"),
    ("f(x)  # shape (2, 2)", "(2, 2)"),
    ("f(x)  # shape is (2, 2)", "(2, 2)"),
    ("f(x)  # shape: (2, 2), as above", "(2, 2)"),
    ("f(x)  # output shape: (2, 2)", "(2, 2)"),
    ("f(x)  # x.shape = (2, 2)", "(2, 2)"),
    ("f(x)  # => shape (2, 2)", "(2, 2)"),
    ("f(x)  # 形状：(2,)", "(2,)"),
    ("f(x)  # 形状为 (2,)", "(2,)"),
    ("f(x)  # 形状: [(2, 2), (3,)]", "[(2, 2), (3,)]"),
    ("f(x)  # dtype: float32", "float32"),
    ("f(x)  # dtype float32", "float32"),
    ("f(x)  # dtype: torch.float32", "torch.float32"),
    ("f(x)  # dtype: torch.long", "torch.long"),
    ("f(x)  # dtype: dtype('float32')", "dtype('float32')"),
    ("f(x)  # dtype: <class 'jax.numpy.float32'>", "<class 'jax.numpy.float32'>"),
    ("self.w = f(x)  # shape: (2, 2)", "(2, 2)"),
    ("y = x  # shape: (2, 2)", "(2, 2)"),
    ("y: Tensor = x  # dtype: bool", "bool"),
    ("f(x)  # (3, 2) -> (2, 3)", "(2, 3)"),
    ("print(x)\n# => 4.0", "4.0"),
    ("print(x)\n\n# => 4.0", "4.0"),
    ("print(x)\n# the sum of both\n# => 4.0", "4.0"),
    ("print(x)\n\n# the sum,\n# of both\n\n# => 4.0", "4.0"),
    ("print(x)\n# 输出：4.0", "4.0"),
    ("print(\n    x,\n)\n# => 4.0", "4.0"),
    ("print(\n    x,\n)  # => 4.0", "4.0"),
    ("y = x\n# shape: (2, 2)", "(2, 2)"),
    ("print(x)\n# => [[1, 2],\n#     [3, 4]]", "[[1, 2],\n [3, 4]]"),
    ("print(x)\n# => tensor([[1., 2.],\n#            [3., 4.]])", "tensor([[1., 2.],\n        [3., 4.]])"),
    ("print(x)  # => [[1, 2],\n          #     [3, 4]]", "[[1, 2],\n [3, 4]]"),
    ("print(x)\n# Output:\n# tensor([1])", "tensor([1])"),
    ("print(x)\n# Output:\n# [[1 2]\n#  [3 4]]", "[[1 2]\n [3 4]]"),
    ("print(x)\n# Output:\n# the sum", "the sum"),
    ("print(x)\n# Output\n# 6", "6"),
    ("print(x)\n# 输出\n# 6", "6"),
    ("print(x)\n# Expected output\n# a\n# b", "a\nb"),
    ("print(a)\nprint(b)\n# Output:\n# 1\n# 2\n# 3", "1\n2\n3"),
    ("for i in r:\n    print(i)  # => 0, 1, 2", "0, 1, 2"),
    ("for i in r:\n    print(i)\n# => 0\n# => 1", "0\n1"),
    ("for i in r: print(i)  # => 0", "0"),
    ("def f(x):\n    print(x)  # => 3", "3"),
    ("with a:\n    x  # => 3", "3"),
    ("with a: print(1)  # => 3", "3"),
    ("a = 1; print(a)  # => 1", "1"),
    ("if a:\n    pass\nelse:\n    print(x)\n    # => 1", "1"),
    ("print('# => 5')  # => 6", "6"),
    ("print('''\n# => 5\n''')  # => 6", "6"),
]  # fmt: skip

# Words that may say what came out, as a string or a class shows: they hold, or are not read.
LOOSE = [
    ("x.y  # => hello", "hello"),
    ("type(1)  # => str", "str"),
    ("conv(x)  # => three", "three"),
    ("conv(x)  # => 4 apples", "4 apples"),
    ("conv(x)  # -> 3 or 4", "3 or 4"),
    ("conv(x)  # -> 2 * 3", "2 * 3"),
    ("conv(x)  # -> 0-9", "0-9"),
    ("conv(x)  # => 1、2", "1、2"),
    ("conv(x)  # => 1; 2", "1; 2"),
    ("conv(x)  # => 4 - 2", "4 - 2"),
    ("conv(x)  # -> next layer", "next layer"),
    ("conv(x)  # -> (batch, 32, 30, 30)", "(batch, 32, 30, 30)"),
    ("conv(x)  # -> relu(x)", "relu(x)"),
    ("conv(x)  # -> None of these", "None of these"),
    ("print(x)  # Output: the class scores", "the class scores"),
    ("print(x)  # Output: 10 classes", "10 classes"),
    ("print(x)  # Output: (batch, 10)", "(batch, 10)"),
    ("print(x)  # 结果：和上面一样 吧", "和上面一样 吧"),
    ("f(x)  # the sum => 3", "3"),
    ("f(x)  # => 4 as a float", "4 as a float"),
    ("f(x)  # => {1, 2} - {2}", "{1, 2} - {2}"),
    ("print(x)  # prints 'a'", "'a'"),
    ("print(x)  # prints hello", "hello"),
    ("f(x)  # returns four", "four"),
    ("f(x)  # 返回四", "四"),
    ("print(x)  # 打印一，因为", "一"),
    ("print(x)\n# Output:\n# 1. Ada\n# 2. Bob", "1. Ada\n2. Bob"),
    ("f(x)  # in 3; output: 4", "4"),
    ("f(x)  # the shape: (2, 2)", "(2, 2)"),
    ("print(x)\n\n# Output: 4.0\nprint(y)", "4.0"),
]

# (code, a word of why nothing can be held against it)
UNREAD = [
    ("a, b = f(x)  # a = 3, b = 2", "several values"),
    ("a, b = f(x)  # a=3；b=2", "several values"),
    ("# => 4.0", "above"),
    ("# => 4.0\nprint(x)", "above"),
    ("import torch\n\n# Output: 4.0\nprint(x)", "no value"),
    ("import torch  # => 2.13", "no value"),
    ("pass  # => 1", "no value"),
    ("del x  # => 1", "no value"),
    ("assert f(x)  # => True", "no value"),
    ("class A:\n    x: Tensor  # shape: (2, 2)", "no value"),
    ("def f(x) -> int:  # -> 3\n    pass", "no statement ends"),
    ("def f(x):\n    # => 3\n    pass", "above"),
    ("for i in range(3):  # => 3\n    pass", "no statement ends"),
    ("if f(x):  # => True\n    pass", "no statement ends"),
    ("with f(x):  # -> 3\n    pass", "no statement ends"),
    ("@jit  # => 3\ndef f(): pass", "no statement ends"),
    ("try:\n    f()\nexcept E:  # => 3\n    pass", "no statement ends"),
    ("m = Sequential(\n    Conv(1, 2),  # -> [1, 2]\n    3)", "inside a statement"),
    ("m = [\n    # => 3\n    1,\n]", "inside a statement"),
    ("def f(\n    x,  # shape: (2, 2)\n): pass", "no statement ends"),
    ("print(x)\n# a\n\n# b\n\n# => 4.0", "other comments"),
    ("x[f(i)] += 1  # => 4", "plain name"),
    ("conv(x)  # -> ", "nothing follows"),
    ("conv(x)  # =>", "nothing follows"),
    ("print(x)\n# Output:\n\nprint(y)", "nothing follows"),
    ("conv(x)  # => ...", "dots"),
    ("print(x)  # prints 3 times", "words after"),
    ("print(x)  # prints True if it fits", "words after"),
    ("print(x)  # 输出 32 个通道", "words after"),
    ("f(x)  # ≈ 4 apples", "words after"),
    ("f(x)  # raises: the bar", "no exception"),
    ("f(x)  # shape: (N, C, H, W)", "not a shape"),
    ("f(x)  # shape: same as x", "not a shape"),
    ("f(x)  # shape: (2, 2) or (3, 3)", "not a shape"),
    ("f(x)  # 形状：和输入相同", "not a shape"),
    ("f(x)  # dtype: same as x", "not a dtype"),
    ("f(x)  # dtype: half of it", "not a dtype"),
    ("f(x)  # dtype: float32 or float64", "not a dtype"),
    ("print(x)\n# y = f(x)  # => 3", "commented out"),
    ("# print(x)  # => 3", "commented out"),
    ("print(x)\n# f(3) => 6", "commented out"),
    ("def f():\n    '''\n    >>> f()\n    4\n    '''", "docstring"),
    ("x = $  # => 3", "not Python"),
    ("if x  # => 3", "not Python"),
    ("x\x00  # => 3", "not Python"),
]

PROSE = [
    "x = 1  # one",
    "s = '# => 1'",
    "s = '''\n# => 1\n'''",
    "print(x)  # a -> b mapping",
    "print(x)  # see x => y",
    "print(x)  # Output layer",
    "print(x)\n# Output",
    "print(x)\n# Output\nprint(y)",
    "# Output\n# 6\nprint(x)",
    "print(x)\n\n# Results\n\n# of all",
    "print(x)  # output shape depends on n",
    "print(x)  # output size 3",
    "print(x)  # print 3 rows",
    "print(x)  # 输出通道数 32",
    "print(x)  # 输出层",
    "print(x)  # 输出维度为 10",
    "print(x)  # prints the loss",
    "print(x)  # prints(x)",
    "print(x)  # printsomething 3",
    "f(x)  # returns the loss, a tensor",
    "f(x)  # raises the bar",
    "f(x)  # is 3 levels deep",
    "f(x)  # about 3 layers",
    "f(x)  # dtype half of it",
    "f(x)  # shape matters",
    "f(x)  # = number of classes",
    "f(x)  # x: the input",
    "f(x)  # n = 3",
    "f(x)  # 3 apples",
    "f(x)  # ...",
    "f(x)  # see [1, 2]",
    "f(x)  # 1. first",
    "f(x)  # returns one of them",
    "f(x)  # same as n >> 1",
    "f(x)  # 返回一个列表",
    "f(x)  # 2) then",
    "print(x)\n# 2. Then",
    "f(x)  # output 3 rows",
    "f(x)  # value of 3",
    "f(x)  # 值得注意",
    "f(x)  # " + "-" * 40,
    "f(x)  # " + "=" * 40,
    "x = 1  # 2",
    "x = [1, 2]  # [3]",
    "x = []  # type: list[int]",
    "x = 1  # noqa",
    "x = 1  # noqa: E501",
    "f(x)  # pragma: no cover",
    "f(x)  # fmt: off",
    "#! /usr/bin/python",
    "# 1\nx = 1",
    "# 4\nprint(x)",
    "print(x)\n\n# 4",
    "x = 1\n# prints 3 rows\nprint(x)",
    "for i in x:  # 3\n    pass",
    "x = [\n    0.1,  # 0.2\n]",
    "print('a)  # => 3"[:8],
]


def test_the_corpus_covers_all_sides() -> None:
    assert len(CLAIMS) >= 60
    assert len(LOOSE) + len(UNREAD) >= 60
    assert len(PROSE) >= 40


@pytest.mark.parametrize(("code", "text"), CLAIMS)
def test_a_comment_that_states_a_result_is_a_claim(code: str, text: str) -> None:
    found = read(code)
    assert [claim.text for claim in found.claims] == [text]
    assert found.unread == ()


@pytest.mark.parametrize(
    "words", ["raises", "this raises", "it will raise", "which throws", "会抛出", "抛出", "报错"]
)
def test_an_exception_may_be_stated_in_a_sentence(words: str) -> None:
    (claim,) = read(f"f(x)  # {words} ValueError").claims
    assert (claim.text, claim.says) == ("ValueError", "error")


def test_words_after_a_print_keep_no_claim_from_being_read() -> None:
    words, claim = read("print(x)  # the sum\n# => 6").claims
    assert (words.text, words.sure, claim.text, claim.sure) == ("the sum", "words", "6", "firm")


@pytest.mark.parametrize(("code", "text"), LOOSE)
def test_words_behind_a_mark_hold_or_are_not_read(code: str, text: str) -> None:
    (claim,) = read(code).claims
    assert (claim.text, claim.sure) == (text, "loose")


@pytest.mark.parametrize(("code", "word"), UNREAD)
def test_what_is_marked_and_nothing_can_be_held_against_is_named(code: str, word: str) -> None:
    found = read(code)
    assert found.claims == ()
    (unread,) = found.unread
    assert word in unread.why
    assert unread.hint


@pytest.mark.parametrize("code", PROSE)
def test_a_comment_that_explains_is_no_claim(code: str) -> None:
    found = read(code)
    assert {claim.sure for claim in found.claims} <= {"words"}
    assert found.unread == ()


@pytest.mark.parametrize(
    ("code", "sure"),
    [
        ("f(x)  # 4", "bare"),
        ("print(x)  # 4", "bare"),
        ("f(x)  # 4, the sum", "faint"),
        ("y = f(x)  # 4", "faint"),
        ("print(x)\n# 4", "faint"),
        ("y = x + 1  # 4", "faint"),
        ("y = x.n  # 4", "faint"),
        ("y = x[0]  # 4", "faint"),
        ("y += 1  # 4", "faint"),
        ("print(x)  # hello world", "words"),
        ("f(x)  # => 4", "firm"),
    ],
)
def test_a_value_without_a_mark_is_less_sure_than_one_with(code: str, sure: str) -> None:
    (claim,) = read(code).claims
    assert claim.sure == sure


@pytest.mark.parametrize(
    ("code", "names", "named"),
    [
        ("x.sort()  # => [1]", ("x",), False),
        ("random.shuffle(x)  # => [1]", ("random", "x"), False),
        ("self.items[0].append(3)  # => [3]", ("self.items[0]",), False),
        ("f(g(x))  # => [3]", (), False),
        ("x += 1  # => 4", ("x",), True),
        ("d['k'].n += 1  # => 4", ("d['k'].n",), True),
        ("y = x  # x = 4", ("x",), True),
        ("f(x)  # x.shape: (2, 2)", ("x",), True),
        ("f(x)  # => 4", ("x",), False),
        ("print(x)  # => 4", (), False),
    ],
)
def test_a_claim_knows_whose_value_it_may_state(
    code: str, names: tuple[str, ...], named: bool
) -> None:
    (claim,) = read(code).claims
    assert (claim.names, claim.named) == (names, named)


def test_a_list_below_several_prints_is_about_all_of_them() -> None:
    (claim,) = read("print(a)\nprint(b)\n# Output:\n# 1\n# 2\n# 3").claims
    assert (claim.about, claim.before) == (2, ((1, 0),))
    one, two = read("print(a)\nprint(b)\n# => 1\n# => 2").claims
    assert [(claim.text, claim.about, claim.before) for claim in (one, two)] == [
        ("1", 1, ()),
        ("2", 2, ()),
    ]


PROGRAM = """\
x = torch.ones(2, 2)
# shape: (2, 2)
# dtype: float32
print(
    x,
)  # 输出：1
if x:
    print(x)
    print(y)
    # => 1
    # => 2
"""


def test_a_claim_knows_its_statement_its_place_and_its_match() -> None:
    claims = stated_claims(PROGRAM, lambda line, column: Place("c.md", line + 10, column + 2))
    assert [(c.place.line, c.place.column, c.about, c.match, c.text) for c in claims] == [
        (12, 3, 1, "shape", "(2, 2)"),
        (13, 3, 1, "dtype", "float32"),
        (16, 6, 4, None, "1"),
        (20, 7, 8, None, "1"),
        (21, 7, 9, None, "2"),
    ]
    assert {c.source for c in claims} == {"comment"}


@pytest.mark.parametrize(("code", "text"), CLAIMS)
def test_the_pieces_of_a_claim_are_its_text_in_the_code(code: str, text: str) -> None:
    (found,) = find_claims(code)
    lines = code.split("\n")
    pieces = [lines[p.line - 1][p.start : p.end] for p in found.pieces]
    assert pieces == [line.lstrip() for line in text.split("\n")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x  # => 4.0", "x  # => 5"),
        ("x  # =>4.0", "x  # =>   [1, 2, 3]"),
        ("print(x)\n# => [1,\n#     2]", "print(x)\n# => tensor([10,\n#            20])"),
        ("print(x)  # 输出：4.0，浮点数", "print(x)  # 输出：5，浮点数"),
        ("print(x)\n# Output:\n# 1", "print(x)\n# Output:\n# 2"),
        ("y = x\n# shape: (2, 2)\nf(y)", "y = x\n# shape: (3,)\nf(y)"),
    ],
)
def test_editing_a_claim_never_runs_code_again(one: str, other: str) -> None:
    assert without_claims(one) == without_claims(other)


def test_all_but_the_claims_decides_whether_code_runs_again() -> None:
    same = without_claims("x  # => 4.0")
    assert same == "x  # =>"
    for other in ("y  # => 4.0", "x  # -> 4.0", "x", "x  # the sum", "\nx  # => 4.0"):
        assert without_claims(other) != same
    for code in (*PROSE, *(code for code, _ in UNREAD)):
        assert without_claims(code) == code
