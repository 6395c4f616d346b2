"""The internal annex: only where the body asks for it, with margin and spread between the forms."""

from __future__ import annotations

from dataclasses import replace

from cts_docs.documents import AuditFile, render_documents
from cts_docs.settings import ReportSettings, Settings
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import page_words, parts, tables


def asking(made: AuditFile) -> AuditFile:
    """The case of a body that wants the annex."""
    return replace(made, settings=Settings(report=ReportSettings(internal_annex=True)))


def test_it_is_written_only_where_the_body_asks_for_it(tbsc034: Specification) -> None:
    names = ["report_internal"]
    assert not list(render_documents(audit_file(tbsc034), names))
    (made,) = render_documents(asking(audit_file(tbsc034)), names)
    assert made.name == "report_internal"


def test_what_is_missing_to_the_next_grade(tbsc034: Specification) -> None:
    # 90 with 三级 (87 points) is lowered to 三级; 二级 needs 90 points and 四级, from 95.
    told = page_words(rendered(asking(audit_file(tbsc034, ("0.88",), 3)), "report_internal"))
    assert "服务特性测评得分尚缺2分" in told
    assert "管理成熟度总分尚缺8分" in told


def test_the_highest_grade_has_no_margin(tbsc034: Specification) -> None:
    told = page_words(rendered(asking(audit_file(tbsc034, ("0.96",), 5)), "report_internal"))
    assert told.count("—（已为最高认证级别）") == 2


def test_a_missing_score_without_finite_decimals_is_marked_as_rounded(tbsc034: Specification) -> None:
    # The mean of 88, 88 and 89 is 88⅓: 1⅔ are missing to 90.
    told = page_words(rendered(asking(audit_file(tbsc034, ("0.88", "0.88", "0.89"), 4)), "report_internal"))
    assert "服务特性测评得分尚缺约1.67分" in told


def test_the_spread_of_each_indicator(tbsc034: Specification) -> None:
    content = rendered(asking(audit_file(tbsc034, ("0.9", "0.5", "0.8"), 4)), "report_internal")
    rows = tables(content)[1]
    assert len(rows) == 1 + len(tbsc034.indicators)
    assert rows[1] == ["功能性 1.1. 人员/5分", "0.50", "0.90", "0.73", "0.40"]
    chart = parts(content)["word/charts/chart1.xml"].decode()
    assert "<v>0.73</v>" in chart


def test_an_indicator_that_is_not_applicable_has_no_spread(tbsc034: Specification) -> None:
    made = audit_file(tbsc034, ("0.9",), 4, readings={"B8": "on"})
    forms = tuple(
        replace(form, coefficients={**form.coefficients, "1.1": None}) for form in made.result.service.forms
    )
    indicators = tuple(
        replace(item, coefficient=None, earned=None) if item.id == "1.1" else item
        for item in made.result.service.indicators
    )
    service = replace(made.result.service, forms=forms, indicators=indicators)
    content = rendered(asking(replace(made, result=replace(made.result, service=service))), "report_internal")
    assert tables(content)[1][1][1:] == ["不适用"] * 4
