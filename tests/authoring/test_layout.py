"""A text laid out anew says the same, with the same comments; the shipped policies are laid out already."""

from __future__ import annotations

import pytest

from adapters.authoring.layout import laid_out
from adapters.cli.settings import SHIPPED
from adapters.folder import read_folder


def test_spaces_blank_lines_and_the_end_are_put_in_order() -> None:
    text = "名:   值 # 注 \nb: { x:  1,y: [ 1,2 , 3 ] }\n\n\n\nc:\n  - {name:  'x',  b: 2}  \n  -   d: 1\n\n"
    assert laid_out(text) == "名: 值 # 注\nb: {x: 1, y: [1, 2, 3]}\n\nc:\n  - {name: 'x', b: 2}\n  - d: 1\n"


@pytest.mark.parametrize("text", ["a: [\n", "a: |\n  two  \n  lines\n", "", "# nothing\n", "a: &x 1\n"])
def test_what_cannot_be_read_or_would_say_something_else_stays(text: str) -> None:
    assert laid_out(text) == text


def test_shipped_files_are_laid_out_already() -> None:
    files = {path: content.decode() for path, content in list(read_folder(SHIPPED).items())[::12]}
    assert [path for path, text in files.items() if laid_out(text) != text] == []
