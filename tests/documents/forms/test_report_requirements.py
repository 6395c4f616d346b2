"""The checklist of Appendix 4 in the report: conformity per clause (9), what failed (10)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from cts_docs.assessment.model import Nonconformity, RequirementFinding
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file_of, rendered
from tests.documents.reading import paragraphs, tables
from tests.support.assessments import assessment

NC = Nonconformity("示例-NC-1", "3.1.1-2", "示例描述", "轻微", "已关闭", datetime.date(2026, 3, 5))


def report(
    specification: Specification,
    *findings: tuple[str, str | None, str | None],
    nonconformities: Sequence[Nonconformity] = (NC,),
) -> bytes:
    recorded = replace(
        assessment(specification),
        requirements=tuple(RequirementFinding(key, result, note, None) for key, result, note in findings),
        nonconformities=tuple(nonconformities),
        layout=2,
    )
    return rendered(audit_file_of(specification, recorded), "report")


def row(content: bytes, heading: str) -> list[str]:
    """The row of a clause in the table whose third column is 符合性."""
    table = next(each for each in tables(content) if "符合性" in each[0])
    return next(each for each in table if each[0] == heading)


def test_a_clause_conforms_when_all_of_its_sub_items_do(tbsc034: Specification) -> None:
    content = report(tbsc034, ("1.2-1", "符合", "示例证据一"), ("1.2-2", "不适用", None))
    assert row(content, "1.2. 理解相关方的需求和期望")[2:] == ["符合", "1.2-1：示例证据一"]
    introduction = "附录 4 各条款的检查结果、符合性与审核证据见"
    sentence = next(each for each in paragraphs(content) if each.startswith(introduction))
    number = sentence.removeprefix(introduction).removesuffix("。")
    assert f"{number} 各条款的检查结果与符合性（附录 4）" in paragraphs(content)


def test_one_sub_item_not_met_is_a_clause_not_met(tbsc034: Specification) -> None:
    found = row(report(tbsc034, ("3.1.1-2", "不符合", "示例证据二")), "3.1. 风险策划")
    assert found[2:] == ["不符合", "3.1.1-2（不符合）：示例证据二"]


def test_nothing_is_concluded_of_a_clause_that_was_not_recorded_throughout(tbsc034: Specification) -> None:
    found = row(report(tbsc034, ("1.4-1", "符合", None)), "1.4. 服务管理体系")
    assert found[1].split() == ["符合", "1", "未记录", "1"]
    assert found[2] == "—"


def test_section_10_names_what_failed_and_its_nonconformities(tbsc034: Specification) -> None:
    content = report(tbsc034, ("3.1.1-2", "不符合", None), ("7", "不符合", None))
    words = "检查表中结果为“不符合”的子项与对应的不符合项：3.1.1-2（示例-NC-1）；7（未登记）。"
    assert words in paragraphs(content)


def test_without_a_checklist_the_report_says_nothing_of_it(tbsc034: Specification) -> None:
    content = report(tbsc034)
    assert not any("符合性" in each[0] for each in tables(content))
    assert not any("检查表中结果" in each for each in paragraphs(content))
