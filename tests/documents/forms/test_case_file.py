"""The forms of a case: when each is made, what it says, and how it stands when nothing is recorded yet."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from cts_docs.assessment.model import Assessment, TeamMember
from cts_docs.assessment.rules.nonconformities import criterion
from cts_docs.documents import AuditFile, render_documents
from cts_docs.documents.forms.case_file.case_form import CaseRecords
from cts_docs.documents.forms.catalogue import SITE_FORMS
from cts_docs.documents.rendering import render
from cts_docs.settings import Body, CertificateSettings, Settings
from cts_docs.settings.model import FormSettings
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, case_file, document, rendered
from tests.documents.reading import W, bare, page_words, paragraphs, tables, tree, words
from tests.documents.rules import breaches

CASE_FORMS = {
    "audit_plan": "审核计划.docx",
    "attendance": "会议签到表.docx",
    "checklist": "附录4检查表.docx",
    "nonconformity_report": "不符合报告_01_NC1.docx",
    "decision_record": "认证决定记录.docx",
    "certificate_annex": "证书附件.docx",
}
CLAUSE_4_2 = [
    "4.2. 能力组织应：",
    "1) 确定人员应具备的能力；",
    "2) 确保人员胜任（依据教育、培训或工作经历）；",
    "3) 确保人员持续胜任；",
    "4) 确定必要的培训。",
]
INDICATOR_1_1 = "城镇污水处理厂工程施工服务人员必须具备准确、完整地履行其岗位核心职责的能力。"
ITEM_2_3 = "③ 确保可以获得必要的资源和信息，以支持服务提供的运作和监视。"


@pytest.fixture(scope="module")
def case(tbsc034: Specification) -> AuditFile:
    body = Body(name="示例认证有限公司", address="示例路 2 号")
    certificate = CertificateSettings(validity_years=3, surveillance_months=12, signatory="示例签发人")
    forms = FormSettings(audit_plan="EX-JL-01")
    made = case_file(tbsc034, sites="示例一期\n示例二期")
    return replace(made, settings=Settings(body=body, certificate=certificate, forms=forms))


def names(made: AuditFile) -> list[str]:
    return [one.name for one in render_documents(made)]


def pairs(content: bytes) -> dict[str, str]:
    """The values by the label in the cell before them."""
    found: dict[str, str] = {}
    for table in tables(content):
        for row in table:
            found.update(zip(row[::2], row[1::2], strict=False))
    return found


def test_an_audit_of_layout_2_has_a_document_for_what_it_holds(case: AuditFile) -> None:
    made = list(render_documents(case))
    found = {one.name: one.filename for one in reversed(made)}
    assert {name: found[name] for name in CASE_FORMS} == CASE_FORMS
    assert names(case).count("nonconformity_report") == 2
    assert [breach for one in made for breach in breaches(one.content)] == []


def test_an_audit_of_layout_1_has_none(case: AuditFile) -> None:
    before = replace(case, assessment=replace(case.assessment, layout=1))
    assert not CASE_FORMS.keys() & set(names(before))


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("audit_plan", {"plan": ()}),
        ("attendance", {"team": ()}),
        ("checklist", {"requirements": ()}),
        ("nonconformity_report", {"nonconformities": ()}),
    ],
)
def test_a_form_without_data_is_made_only_by_name(
    case: AuditFile, name: str, without: dict[str, tuple[()]]
) -> None:
    bare_case = replace(case, assessment=replace(case.assessment, **without))
    assert name not in names(bare_case)
    assert [one.name for one in render_documents(bare_case, [name])] == [name]


@pytest.mark.parametrize(("decision", "made"), [("同意", True), ("不同意", True), (None, False)])
def test_a_decision_is_recorded_once_it_was_made(
    tbsc034: Specification, decision: str | None, made: bool
) -> None:
    assert ("decision_record" in names(case_file(tbsc034, decision=decision))) is made


@pytest.mark.parametrize(("audit_type", "made"), [("初次认证", True), ("监督", False), ("特殊审核", False)])
def test_an_annex_belongs_to_a_certificate(tbsc034: Specification, audit_type: str, made: bool) -> None:
    assert ("certificate_annex" in names(case_file(tbsc034, audit_type=audit_type))) is made


def test_a_nonconformity_report_holds_fact_criterion_action_and_verification(case: AuditFile) -> None:
    first, second = (pairs(rendered(case, "nonconformity_report", form)) for form in (1, 2))
    assert first["编号"] == "NC/1"
    assert first["不符合事实"] == "示例事实一"
    assert first["不符合的准则"] == f"条款：4.2.2 2.3\n{ITEM_2_3}"
    assert (first["验证情况"], first["验证人"], first["验证日期"]) == (
        "示例验证情况",
        "示例组长",
        "2026年3月9日",
    )
    assert second["不符合的准则"] == "\n".join(("条款：4.2", "附录 4", *CLAUSE_4_2))
    assert (second["原因分析"], second["纠正"], second["纠正措施"]) == ("示例原因", "示例纠正", "示例措施")
    assert (second["完成期限"], second["措施是否接受"]) == ("2026年5月30日", "接受")
    assert (second["状态"], second["关闭日期"], second["验证情况"]) == ("未关闭", "—", "—")


@pytest.mark.parametrize(
    ("clause", "quoted"),
    [
        ("4.2", ("附录 4", *CLAUSE_4_2)),
        ("CTS TBSC034-2026 附录4 4.2", ("附录 4", *CLAUSE_4_2)),
        ("4.2-4", ("附录 4", CLAUSE_4_2[4])),
        ("附录 1 1.1", ("附录 1", "1.1. 人员/5分", INDICATOR_1_1)),
        ("4.2.2 2.3", (ITEM_2_3,)),
        ("4.2.3", ("4.2.3. 具体管理要求详见附录 4。",)),
        ("GB/T 19001-2016 8.4", ()),
        ("示例", ()),
    ],
)
def test_a_criterion_is_quoted_to_the_letter(
    tbsc034: Specification, clause: str, quoted: tuple[str, ...]
) -> None:
    assert criterion(tbsc034, clause) == quoted


def test_the_scored_clause_5_2_is_what_appendix_4_prints_as_5_3(tbsc034: Specification) -> None:
    assert criterion(tbsc034, "5.2")[:2] == ("附录 4", "5.3. 应急准备和响应")


def test_the_checklist_prints_the_whole_of_appendix_4_with_what_was_found(
    case: AuditFile, tbsc034: Specification
) -> None:
    content = rendered(case, "checklist")
    printed = page_words(content)
    missing = [block.text for block in tbsc034.appendix4.blocks if bare(block.text) not in printed]
    assert missing == []
    rows = [row for table in tables(content) for row in table if len(row) == 4]
    requirement = "组织应确定影响城镇污水处理厂工程施工服务管理的内部因素和外部因素。"
    assert [requirement, "符合", "示例手册第 3 章", "示例组员"] in rows
    assert ["1) 与城镇污水处理厂工程施工服务管理的相关方；", "—", "—", "—"] in rows


def test_the_plan_holds_team_schedule_and_statements(case: AuditFile) -> None:
    content = rendered(case, "audit_plan")
    rows = [row for table in tables(content) for row in table]
    assert ["示例组长", "组长", "EX-0001", "示例级别"] in rows
    assert ["示例组员", "组员", "—", "—"] in rows
    assert ["2026年3月2日", "09:00–12:00", "示例组员", "监测室", "示例场所"] in rows
    printed = page_words(content)
    assert "公正性" in printed
    assert "保密" in printed
    assert "受审核方代表" in printed
    assert "CTSTBSC034-2026B/0《城镇污水处理厂工程施工服务认证技术规范》" in printed


def test_the_client_signs_a_plan_below_the_sentence_that_it_confirms(case: AuditFile) -> None:
    body = list(tree(rendered(case, "audit_plan"))[0])
    signed = next(at for at, block in enumerate(body) if "受审核方代表" in words(block))
    above = body[signed - 4 : signed]
    starts = ("公正性", "保密", "受审核方签字表示知悉本计划的安排")
    assert [words(block).startswith(start) for block, start in zip(above, starts, strict=False)] == [True] * 3
    assert all(block.find(f"{W}pPr/{W}keepNext") is not None for block in above)


def test_only_a_configured_form_number_is_printed(case: AuditFile) -> None:
    assert "表单编号：EX-JL-01" in page_words(rendered(case, "audit_plan"))
    assert "表单编号" not in page_words(rendered(case, "attendance"))


def test_both_meetings_have_a_sheet_with_the_team(case: AuditFile) -> None:
    content = rendered(case, "attendance")
    assert [line for line in paragraphs(content) if line.endswith("会议签到表")] == [
        "首次会议签到表",
        "末次会议签到表",
    ]
    rows = [row for table in tables(content) for row in table]
    assert rows.count(["示例组长", "组长", ""]) == 2
    assert ["审核类型", "初次认证", "会议日期", "2026年3月2日"] in rows
    assert ["审核类型", "初次认证", "会议日期", "2026年3月4日"] in rows


def test_a_decision_record_lists_matters_open_points_and_the_decision(case: AuditFile) -> None:
    content = rendered(case, "decision_record")
    rows = [row for table in tables(content) for row in table]
    matters = {row[0]: row[1] for row in rows if row[-1] == "□ 符合　□ 不符合"}
    assert list(matters) == ["资料完整", "前后一致", "人员独立", "不符合项", "认证级别"]
    assert matters["人员独立"].split("\n") == [
        "审核组：示例组长、示例组员",
        "测评员：示例测评员1",
        "复核人：示例复核人",
        "认证决定人：示例决定人",
    ]
    assert "未关闭 1 项" in matters["不符合项"]
    assert ["NC/2", "轻微", "接受", "2026年5月30日"] in rows
    found = pairs(content)
    assert (found["认证决定"], found["认证决定日期"]) == ("同意", "2026年3月16日")


def test_without_open_nonconformities_the_record_says_so_and_has_no_empty_table(
    tbsc034: Specification,
) -> None:
    content = rendered(audit_file(tbsc034), "decision_record")
    assert "案卷中没有未关闭的不符合项。" in paragraphs(content)
    assert "不符合项编号" not in page_words(content)


def test_the_annex_lists_each_site_below_what_the_certificate_says(case: AuditFile) -> None:
    issued = replace(
        case,
        draft=False,
        certificate_number="EX-7-R0",
        grant_date=datetime.date(2026, 3, 18),
        valid_until=datetime.date(2029, 3, 17),
    )
    content = rendered(issued, "certificate_annex")
    rows = [row for table in tables(content) for row in table]
    assert ["1", "示例一期"] in rows
    assert ["2", "示例二期"] in rows
    assert pairs(content)["证书编号"] == "EX-7-R0"
    assert pairs(content)["有效期至"] == "2029年3月17日"
    assert "草稿" not in page_words(content)
    assert "草稿" in page_words(rendered(case, "certificate_annex"))


def test_a_blank_for_the_site_is_empty_but_for_client_and_team(tbsc034: Specification) -> None:
    assessment = Assessment(
        tbsc034.id,
        tbsc034.control.version,
        values={"client_name": "示例市政工程有限公司"},
        team=(TeamMember("示例组长", "组长", None),),
        layout=2,
    )
    records = CaseRecords(tbsc034, assessment, Settings(), on_site=True)
    for form in SITE_FORMS:
        content = render(form.template(tbsc034), form.filled(records), form.properties(records))
        printed = page_words(content)
        assert "示例市政工程有限公司" in printed, form.name
        assert "示例组长" in printed, form.name
        assert "待定" not in printed, form.name
        assert "—" not in printed, form.name
        assert [breach for breach in breaches(content) if "an empty run" not in breach] == []


def test_two_nonconformities_of_one_number_have_files_of_their_own(case: AuditFile) -> None:
    items = case.assessment.nonconformities
    same = tuple(replace(item, number="NC") for item in items)
    made = replace(case, assessment=replace(case.assessment, nonconformities=same))
    assert [document(made, "nonconformity_report", form).filename for form in (1, 2)] == [
        "不符合报告_01_NC.docx",
        "不符合报告_02_NC.docx",
    ]
