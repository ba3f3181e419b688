"""A file → its Python blocks, with what it states of their output."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.auditing.assemble import MOST_BLOCKS, assembled
from generator.auditing.document import Document
from generator.auditing.pages.docstrings import read_module
from generator.auditing.pages.markdown_page import markdown_page
from generator.auditing.pages.notebooks import read_notebook
from generator.auditing.pages.rst_page import rst_page
from generator.model import Problem
from generator.reading.source import read_source


def read_document(path: Path) -> Document:
    """Read a file by what its name ends in: a notebook, reStructuredText, a module of Python with
    docstrings, else Markdown.

    Raises ProblemsError when it cannot be read, is not UTF-8, or is nested so deeply that blocks
    of it would be missed. Blocks beyond a bound are a problem of the document.
    """
    match path.suffix.lower():
        case ".ipynb":
            document = read_notebook(path)
        case ".py" | ".pyi":
            document = read_module(path)
        case ".rst" | ".rest":
            document = assembled(rst_page(read_source(path)))
        case _:
            document = assembled(markdown_page(read_source(path)))
    return _bounded(document)


def _bounded(document: Document) -> Document:
    blocks = document.blocks
    code = sum(block.kind == "code" for block in blocks)
    if code <= MOST_BLOCKS:
        return document
    message = f"this article has more than {MOST_BLOCKS:,} Python blocks"
    hint = "divide the article; the blocks from here on were not run"
    problem = Problem(blocks[MOST_BLOCKS].place, "too-much", message, hint)
    return replace(document, blocks=blocks[:MOST_BLOCKS], problems=(*document.problems, problem))
