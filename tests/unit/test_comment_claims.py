"""What a comment states is found, and what it only says is left alone."""

from __future__ import annotations

import pytest

from generator.model import Place
from generator.reading.comments import find_claims, stated_claims, without_claims

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
    ("f(x)  # => 4.0 because y is 3", "4.0 because y is 3"),
    ("y = f(x)  # => 3", "3"),
    ("y = x  # Output: [1, 2]", "[1, 2]"),
    ("a, b = f(x)  # => 3", "3"),
    ("f(x)  # shape: (2, 2)", "(2, 2)"),
    ("f(x)  # Shape: torch.Size([2, 2])", "torch.Size([2, 2])"),
    ("f(x)  # shape: 2x2", "2x2"),
    ("f(x)  # shape: ()", "()"),
    ("f(x)  # 形状：(2,)", "(2,)"),
    ("f(x)  # 形状: [(2, 2), (3,)]", "[(2, 2), (3,)]"),
    ("f(x)  # dtype: float32", "float32"),
    ("f(x)  # dtype: torch.float32", "torch.float32"),
    ("f(x)  # dtype: torch.long", "torch.long"),
    ("f(x)  # dtype: dtype('float32')", "dtype('float32')"),
    ("f(x)  # dtype: <class 'jax.numpy.float32'>", "<class 'jax.numpy.float32'>"),
    ("y = x  # shape: (2, 2)", "(2, 2)"),
    ("y: Tensor = x  # dtype: bool", "bool"),
    ("print(x)\n# => 4.0", "4.0"),
    ("print(x)\n# 输出：4.0", "4.0"),
    ("print(\n    x,\n)\n# => 4.0", "4.0"),
    ("print(\n    x,\n)  # => 4.0", "4.0"),
    ("y = x\n# shape: (2, 2)", "(2, 2)"),
    ("print(x)\n# => [[1, 2],\n#     [3, 4]]", "[[1, 2],\n [3, 4]]"),
    ("print(x)\n# => tensor([[1., 2.],\n#            [3., 4.]])", "tensor([[1., 2.],\n        [3., 4.]])"),
    ("print(x)  # => [[1, 2],\n          #     [3, 4]]", "[[1, 2],\n [3, 4]]"),
    ("print(x)  # => 4.0\n#                    5.0", "4.0"),
    ("x  # => 4.0\n#             5.0", "4.0"),
    ("print(x)\n# Output:\n# tensor([1])", "tensor([1])"),
    ("print(x)\n# Output:\n# [[1 2]\n#  [3 4]]", "[[1 2]\n [3 4]]"),
    ("for i in r:\n    print(i)  # => 0, 1, 2", "0, 1, 2"),
    ("for i in r:\n    print(i)\n# => 0\n# => 1", "0\n1"),
    ("for i in r: print(i)  # => 0", "0"),
    ("def f(x):\n    print(x)  # => 3", "3"),
    ("with a:\n    x  # => 3", "3"),
    ("a = 1; print(a)  # => 1", "1"),
    ("if a:\n    pass\nelse:\n    print(x)\n    # => 1", "1"),
    ("print('# => 5')  # => 6", "6"),
    ("print('''\n# => 5\n''')  # => 6", "6"),
    ("print(x)  # the sum\n# => 6", "6"),
]  # fmt: skip

PROSE = [
    "x = 1  # one",
    "# => 4.0",
    "# => 4.0\nprint(x)",
    "import torch\n\n# Output: 4.0\nprint(x)",
    "print(x)\n\n# => 4.0",
    "print(x)\n# the sum of both\n# => 4.0",
    "s = '# => 1'",
    "s = '''\n# => 1\n'''",
    "print(x)  # a -> b mapping",
    "print(x)  # see x => y",
    "print(x)  # value # => 4.0",
    "print(x)  # Output layer",
    "print(x)  # output shape depends on n",
    "print(x)  # Output: the class scores",
    "print(x)  # Output: 10 classes",
    "print(x)  # Output: (batch, 10)",
    "print(x)  # Output: scores for 10 classes",
    "print(x)  # Output: probabilities: 10 of them",
    "print(x)  # output size 3",
    "print(x)  # 输出：每个类别的分数",
    "print(x)  # 输出通道数 32",
    "print(x)  # 输出层",
    "print(x)  # 输出维度为 10",
    "print(x)  # 结果：和上面一样",
    "print(x)  # 结果 4.0",
    "print(x)  # prints the loss",
    "print(x)  # prints 3 times",
    "print(x)  # prints True if it fits",
    "print(x)  # prints nothing",
    "print(x)  # prints(x)",
    "print(x)  # printsomething 3",
    "conv(x)  # -> 32 channels",
    "conv(x)  # -> next layer",
    "conv(x)  # -> (batch, 32, 30, 30)",
    "conv(x)  # -> [N, C]",
    "conv(x)  # -> relu(x)",
    "conv(x)  # -> model.forward",
    "conv(x)  # -> w.grad",
    "conv(x)  # -> None of these",
    "conv(x)  # -> 3 or 4",
    "conv(x)  # -> 2 * 3",
    "conv(x)  # -> 0-9",
    "conv(x)  # -> ReLU",
    "conv(x)  # -> see below",
    "conv(x)  # -> torch",
    "conv(x)  # -> ",
    "conv(x)  # =>",
    "conv(x)  # => 32 channels",
    "conv(x)  # => the next layer",
    "x.y  # => hello",
    "x = pool(x)  # -> [32, 15, 15]",
    "return_ = x  # -> 3",
    "def f(x):\n    return g(x)  # -> (2, 2)",
    "def f(x) -> int:  # -> 3\n    pass",
    "def f(x):\n    # => 3\n    pass",
    "for i in range(3):  # => 3\n    pass",
    "if f(x):  # => True\n    pass",
    "with f(x):  # -> 3\n    pass",
    "@jit  # => 3\ndef f(): pass",
    "m = Sequential(\n    Conv(1, 2),  # -> [1, 2]\n    Conv(2, 3),  # => [2, 3]\n)",
    "m = [\n    # => 3\n    1,\n]",
    "import torch  # => 2.13",
    "pass  # => 1",
    "x = []  # type: list[int]",
    "x = 1  # noqa",
    "#! /usr/bin/python",
    "# print(x)  # => 3",
    "print(x)\n# y = f(x)  # => 3",
    "f(x)  # shape: (N, C, H, W)",
    "f(x)  # shape: same as x",
    "f(x)  # shape (2, 2)",
    "f(x)  # shape: (2, 2) or (3, 3)",
    "f(x)  # shapes: (2, 2)",
    "f(x)  # 形状：和输入相同",
    "f(x)  # dtype: same as x",
    "f(x)  # dtype: half of it",
    "f(x)  # dtype: float32 or float64",
    "self.w = f(x)  # shape: (2, 2)",
    "a, b = x  # shape: (2, 2)",
    "x += 1  # shape: (2, 2)",
    "for x in y:  # shape: (2, 2)\n    pass",
    "def f(\n    x,  # shape: (2, 2)\n): pass",
    "class A:\n    x: Tensor  # shape: (2, 2)",
    "print(a)\nprint(b)\n# Output:\n# 1\n# 2\n# 3",
    "print(x)\n# Output:\n# the sum",
    "print('a)  # => 3",
    "print(x  # => 3",
    "if x  # => 3",
    "  x\n y  # => 3",
    "x = $  # => 3",
    "x\x00  # => 3",
]


def test_the_corpus_covers_both_sides() -> None:
    assert len(CLAIMS) >= 60
    assert len(PROSE) >= 60


@pytest.mark.parametrize(("code", "text"), CLAIMS)
def test_a_comment_that_states_a_result_is_a_claim(code: str, text: str) -> None:
    (found,) = find_claims(code)
    assert found.text == text


@pytest.mark.parametrize("code", PROSE)
def test_a_comment_that_explains_is_no_claim(code: str) -> None:
    assert find_claims(code) == ()


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
    for code in PROSE:
        assert without_claims(code) == code
