"""What a result looks like on the page, under specifications that name other structures."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.services import examine, open_context
from cts_docs.services.workbooks.overview import (
    CompositeOverview,
    GroupOverview,
    ManagementOverview,
    Overview,
    overview,
)
from cts_docs.specification.loader import load_specification
from tests.conftest import ROOT
from tests.support.workbooks import put, workbook

SPECIFICATIONS = ROOT / "tests" / "specifications"


@pytest.fixture
def shown(tmp_path: Path, name: str) -> Overview:
    """The overview of a workbook with every mark and every level at the most."""
    config = put(tmp_path, "body.toml", f'specifications = "{SPECIFICATIONS.as_posix()}"\n'.encode())
    specification = load_specification(SPECIFICATIONS / f"{name}.toml")
    path = put(tmp_path, "book.xlsx", workbook(specification, "1", len(specification.levels)))
    found = examine(path, "score", open_context(config)).audit_file
    assert found is not None
    return overview(found)


@pytest.mark.parametrize("name", ["care"])
def test_a_composite_score_stands_beside_its_parts(shown: Overview) -> None:
    """At the seventh level the clauses have 15 + 16.5 + 19.5 + 12 + 7 = 70 points."""
    assert shown.composite == CompositeOverview("综合得分", 60, 40, "100.00")
    assert shown.management == ManagementOverview("70", "70", 7, "七级")
    assert shown.example["judged"] == "A2"
    assert "group" not in shown.example


@pytest.mark.parametrize("name", ["home"])
def test_groups_and_points_with_a_decimal_are_shown(shown: Overview) -> None:
    assert shown.groups == (
        GroupOverview("顾客", 50, 1, "100.00"),
        GroupOverview("专家", 30, 1, "100.00"),
        GroupOverview("神秘顾客", 20, 1, "100.00"),
    )
    assert [form.group for form in shown.forms] == ["顾客", "专家", "神秘顾客"]
    assert shown.characteristics[1].points == "22.5"
    assert shown.management is not None


@pytest.mark.parametrize("name", ["hall"])
def test_nothing_of_maturity_is_shown_where_there_is_none(shown: Overview) -> None:
    assert (shown.management, shown.composite, shown.chapters) == (None, None, ())
    assert not [sentence for sentence in shown.why if "成熟度" in sentence]
    assert "clause" not in shown.example
