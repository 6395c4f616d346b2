"""Every odd but honest kind of file is read right, and told where there is something to tell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import read_workbook
from tests.workbook.editing import members, read
from tests.workbook.odd import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_an_odd_workbook_holds_the_same_audit(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str
) -> None:
    kind, chosen = KINDS[name], choose(tbsc034, {})
    content = kind.change(filled)
    assert members(content) != members(filled)
    path = tmp_path / kind.name
    path.write_bytes(content)
    found = read_workbook(path, lambda *_: tbsc034, lambda _: chosen)
    assert sorted(problem.code for problem in found.problems) == sorted(kind.said)
    assert not any(problem.is_error for problem in found.problems)
    assert found.assessment == read(tmp_path, filled, tbsc034).assessment


def test_reading_leaves_the_file_as_it_is(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(filled)
    os.utime(path, (0, 0))
    chosen = choose(tbsc034, {})
    read_workbook(path, lambda *_: tbsc034, lambda _: chosen)
    assert path.read_bytes() == filled
    assert path.stat().st_mtime == 0
    assert [each.name for each in tmp_path.iterdir()] == ["book.xlsx"]
