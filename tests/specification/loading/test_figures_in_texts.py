"""Readings name the figures of their specification instead of repeating them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.errors import RefusedError
from cts_docs.specification.loader import DATA, DEFAULT, load_specification
from cts_docs.specification.model import Specification

TEXT = (DATA / DEFAULT).read_text("utf-8")


def altered(folder: Path, *changes: tuple[str, str]) -> Specification:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / "sibling.toml"
    path.write_text(text, "utf-8")
    return load_specification(path)


@pytest.mark.parametrize(
    ("reading", "choice", "rule"),
    [
        ("A3", "row3", "按第 3 行：90 分需要管理成熟度等级四级及以上。"),
        ("A3", "row2", "恰为 90 分且管理成熟度等级为三级时，按第 2 行满足要求，认证级别为二级。"),
        ("A8", "level4", "认证级别二级和一级均需要管理成熟度等级四级及以上。"),
        ("C1", "as_issued", "按发布的文本：五级自 105 分起；总分 105～119 分时附注说明。"),
        ("C1", "equal_steps", "按等距：四级为 95 分以上、不足 120 分，五级自 120 分起。"),
        ("C2", "fixed", "每一条款均须评定一级至五级之一，总分因此不会低于 29 分。"),
        ("C4", "level2", "任一条款低于二级时没有认证级别；低于二级的条款在报告中逐一列出。"),
    ],
)
def test_the_rules_of_tbsc034_print_its_numbers(
    tbsc034: Specification, reading: str, choice: str, rule: str
) -> None:
    assert tbsc034.readings[reading].rule(choice) == rule


def test_the_floor_of_a_body_is_printed_where_it_set_one(tbsc034: Specification) -> None:
    reading = tbsc034.readings["B12"]
    assert reading.rule("60").startswith("每项服务特性的得分均不得低于应得分的 60%，")
    assert reading.rule("off") == "无最低要求；体验系数 α ≤ 0.4 的各项在报告中逐一列出。"


def test_a_sibling_with_other_bands_prints_its_own(tmp_path: Path) -> None:
    """五级 from 110 instead of 105, the note to 118: text and computation change together."""
    found = altered(
        tmp_path,
        ("lower = 95, upper = 105", "lower = 95, upper = 110"),
        ("lower = 105, upper = 145", "lower = 110, upper = 145"),
        ("④ 95分 ≤ 总分 < 105分，四级；", "④ 95分 ≤ 总分 < 110分，四级；"),
        ("⑤ 105分 ≤ 总分 ≤ 145分，五级。", "⑤ 110分 ≤ 总分 ≤ 145分，五级。"),
        ("note_lower = 105, note_upper = 119", "note_lower = 110, note_upper = 118"),
    )
    reading = found.readings["C1"]
    assert reading.rule("as_issued") == "按发布的文本：五级自 110 分起；总分 110～118 分时附注说明。"
    assert "110 分起为五级" in reading.question
    assert "105" not in reading.question


def test_a_name_that_no_figure_has_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        altered(tmp_path, ("不会低于 {management_minimum} 分", "不会低于 {management_least} 分"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.field, problem.found) == (
        "SPEC_FIGURE",
        "readings.C2.rule",
        "{management_least}",
    )
    assert "{management_minimum}" in problem.values["expected"]
    lines = TEXT.split("\n")
    line = next(number for number, text in enumerate(lines, 1) if "不会低于 {management_minimum} 分" in text)
    assert problem.values["line"] == str(line)
