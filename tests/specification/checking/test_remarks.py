"""What a derived specification should not keep: stale numbers, words of the old service, gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.messages import message, remedy
from cts_docs.specification.derive import Derivation, derive
from cts_docs.specification.loader import DATA, DEFAULT, remarks_on
from cts_docs.specification.model import Specification

DELIVERED = DATA / DEFAULT
SIBLINGS = Path(__file__).parents[2] / "specifications"
SIBLING = Derivation(service="示例保洁服务", number="CTS TBSC999-2026", version="A/0")


def remarked(folder: Path, tbsc034: Specification, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    text, _ = derive(DELIVERED.read_bytes(), "sibling.toml", SIBLING)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = folder / "sibling.toml"
    path.write_text(text, "utf-8")
    found = remarks_on(path, [tbsc034])
    assert all(not problem.is_error and int(problem.values["line"]) > 1 for problem in found)
    for problem in found:
        values = {"found": problem.found, "field": problem.field, **problem.values}
        assert "—" not in message(problem.code, "zh", values) + remedy(problem.code, "en", values)
    return [(problem.code, problem.field, problem.found) for problem in found]


def test_the_delivered_specification_has_none() -> None:
    assert remarks_on(DELIVERED) == ()


def test_derive_leaves_a_reference_and_errata_and_has_no_english_title(
    tmp_path: Path, tbsc034: Specification
) -> None:
    found = remarked(tmp_path, tbsc034)
    words = "城镇污水处理厂工程施工"
    assert ("SPEC_LEFTOVER", "text.blocks[5].text", words) in found
    assert ("SPEC_TITLE_EN_MISSING", "control.title_en", "") in found
    assert {code for code, _, _ in found} == {"SPEC_LEFTOVER", "SPEC_TITLE_EN_MISSING"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            [("总分因此不会低于 {management_minimum} 分", "总分因此不会低于 31 分")],
            ("SPEC_LITERAL", "readings.C2.rule", "31"),
        ),
        (
            [("90分及以上", "92分及以上")],
            ("SPEC_LITERAL", "grading.printed.rows[2]", "92"),
        ),
        (
            [("●二级：90-94分", "●二级：88-94分")],
            ("SPEC_LITERAL", "grading.printed.merged[2]", "88"),
        ),
        (
            [("分起；总分 {note_lower}～{note_upper} 分时", "分起；总分 130～149 分时")],
            ("SPEC_LITERAL", "readings.C1.choices.as_issued.rule", "149"),
        ),
        (
            [("恰为 {score} 分", "恰为 80 分")],
            (
                "SPEC_PARAMETER",
                "readings.A3.choices.row2.rule",
                "恰为 80 分且管理成熟度等级为三级时，按第 2 行满足要求，认证级别为二级。",
            ),
        ),
        (
            [("GB/T 51221-2017 城镇污水处理厂工程施工规范", "示例规范")],
            ("SPEC_ERRATUM", "errata[1].printed", "GB/T 51221-2017"),
        ),
        (
            [
                ('anchor = "requirement_7_2", clause = "7.2" }', 'anchor = "requirement_7_2" }'),
                ('以提升绩效。", clause = "7.2" }', '以提升绩效。" }'),
            ],
            ("SPEC_REQUIREMENT_MISSING", "chapters[6].clauses[1].id", "7.2. 持续改进"),
        ),
    ],
)
def test_what_contradicts_or_lacks_its_text_is_reported(
    tmp_path: Path, tbsc034: Specification, changes: list[tuple[str, str]], expected: tuple[str, str, str]
) -> None:
    before = remarked(tmp_path, tbsc034)
    after = remarked(tmp_path, tbsc034, *changes)
    assert expected in after
    assert expected not in before


@pytest.mark.parametrize(
    ("floor", "rule", "denied"),
    [
        ('requirement = "1.1"\nleast = 2', "不因此否决；低于{level}", "readings.C4.choices.off.rule"),
        ('characteristic = "1"\nleast = 60', "无最低要求；体验系数", "readings.B12.choices.off.rule"),
    ],
)
def test_a_rule_that_denies_a_minimum_which_a_floor_sets_is_reported(
    tmp_path: Path, tbsc034: Specification, floor: str, rule: str, denied: str
) -> None:
    """Unless the rule names the clause of the floor."""
    table = ("[grading]", f'[[floors]]\nclause = "5.3"\n{floor}\n\n[grading]')
    assert [
        field for code, field, _ in remarked(tmp_path, tbsc034, table) if code == "SPEC_FLOOR_DENIED"
    ] == [denied]
    named = (rule, f"除 5.3 所列外，{rule}")
    codes = [code for code, _, _ in remarked(tmp_path, tbsc034, table, named)]
    assert "SPEC_FLOOR_DENIED" not in codes


def test_the_siblings_with_other_structures_have_none() -> None:
    for name in ("care", "hall", "home"):
        assert remarks_on(SIBLINGS / f"{name}.toml") == ()


def test_points_with_a_decimal_may_be_named_by_a_rule(tmp_path: Path) -> None:
    text = (SIBLINGS / "home.toml").read_text("utf-8")
    rule = "不因此否决；低于{level}的条款逐一列出。"
    assert rule in text
    path = tmp_path / "home.toml"
    longer = f"{rule}地面为 12.5 分，评判以 0.5 分为一档；示例另有 98.7 分。"
    path.write_text(text.replace(rule, longer), "utf-8")
    assert [(each.code, each.found) for each in remarks_on(path)] == [("SPEC_LITERAL", "98.7")]
