from __future__ import annotations

from dataclasses import replace

import pytest

from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, audit_file_of, document, rendered
from tests.documents.reading import (
    W,
    bare,
    cell_words,
    controlled_table,
    page_words,
    shape,
    tables,
    tree,
    words,
)
from tests.support.assessments import assessment

HEADER = ["服务特性指标", "服务过程质量指标", "评价内容", "单项分值", "体验系数 α", "实际得分"]

# Copied by hand from the controlled document.
SENTENCES = (
    "附录 1 城镇污水处理厂工程施工服务要求（服务能力评价评分表）",
    "1. 功能性/17分",
    "1.2. 设备设施/7分",
    "城镇污水处理厂工程施工服务人员必须具备准确、完整地履行其岗位核心职责的能力。",
    "在满足功能与舒适的前提下，环境的建造与运营应注重全生命周期成本控制，通过合理设计和高效管理实现节能、节水、节材，降低长期运维费用",
    "7. 服务规范/8分",
    "制定服务规范/8分",
    "服务特性测评得分",
)


def test_controlled_sentences_stand_in_the_form(tbsc034: Specification) -> None:
    form = page_words(rendered(audit_file(tbsc034), "appendix1", 1))

    assert [sentence for sentence in SENTENCES if bare(sentence) not in form] == []


@pytest.mark.parametrize("name", ["tbsc034", "fictional"])
def test_each_row_is_the_specification_s_in_its_order(name: str, request: pytest.FixtureRequest) -> None:
    specification: Specification = request.getfixturevalue(name)
    rows = _rows(rendered(audit_file(specification), "appendix1", 1))

    assert rows[0] == HEADER
    assert [row[1:4] for row in rows[1:-2]] == [
        [each.heading, each.criterion, str(each.points)] for each in specification.indicators
    ]
    assert [row[0] for row in rows[1:-2] if row[0]] == [
        part.heading for part in specification.appendix1.characteristics
    ]


def test_merges_are_the_original_s(tbsc034: Specification) -> None:
    table = controlled_table(rendered(audit_file(tbsc034), "appendix1", 1), HEADER[0])

    rows = shape(table)
    first_column = [row[0][1] for row in rows[1:-2]]

    assert first_column == ["restart", "continue", "continue"] * 6 + [""]
    assert rows[-2] == rows[-1] == [(3, ""), (1, ""), (1, ""), (1, "")]


def test_form_shows_its_own_figures_and_no_mean(tbsc034: Specification) -> None:
    # Hand-worked: α = 0.8 everywhere makes 80.00 of 100 points; 1.2 is worth 7, so 5.60.
    rows = _rows(rendered(audit_file(tbsc034, ["0.8", "1"]), "appendix1", 1))

    assert rows[2][4:] == ["0.80", "5.60"]
    assert rows[-2] == ["总计", "100", "", "80.00"]
    assert rows[-1] == ["服务特性测评得分", "", "", "—"]


def test_means_form_shows_the_mean_of_all_forms(tbsc034: Specification) -> None:
    # (80 + 100) ÷ 2 = 90; α of 1.2 is (0.8 + 1) ÷ 2 = 0.9, and 0.9 × 7 = 6.3.
    rows = _rows(rendered(audit_file(tbsc034, ["0.8", "1"]), "appendix1"))

    assert rows[2][4:] == ["0.90", "6.30"]
    assert rows[-2] == ["总计", "100", "", "90.00"]
    assert rows[-1] == ["服务特性测评得分", "", "", "90.00"]


def test_mean_that_rounds_up_to_a_threshold_is_marked_in_both_places(tbsc034: Specification) -> None:
    # 250 forms of 95 points; one gives 1.1, worth 5, an α of 0.75 for 0.95 and so loses 1 point:
    # (250 × 95 − 1) ÷ 250 = 94.996.
    forms = [["0.75", *["0.95"] * 18], *["0.95"] * 249]
    rows = _rows(rendered(audit_file(tbsc034, forms), "appendix1"))

    assert rows[-2][-1] == rows[-1][-1] == "95.00(−)"


def test_indicator_that_does_not_apply_says_so(tbsc034: Specification) -> None:
    recorded = assessment(tbsc034, ["0.8"])
    alpha = {**recorded.forms[0].coefficients, "2.1": None}
    recorded = replace(recorded, forms=(replace(recorded.forms[0], coefficients=alpha),))
    content = rendered(audit_file_of(tbsc034, recorded, {"B8": "on"}), "appendix1", 1)

    assert _rows(content)[4][4:] == ["不适用", "—"]
    # 95 points apply and 0.8 of them are earned.
    assert ["合计", "95", "76.00", "80.00"] in [row for table in tables(content) for row in table]


def test_evaluator_day_and_subject_stand_above_the_table(tbsc034: Specification) -> None:
    block = tables(rendered(audit_file(tbsc034, ["0.8", "1"]), "appendix1", 2))[0]

    assert block == [
        ["受审核方", "示例市政工程有限公司"],
        ["报告编号", "待定", "测评表", "第 2 张，共 2 张"],
        ["测评员", "示例测评员2", "测评日期", "2026年3月3日"],
        ["测评对象", "示例项目"],
    ]


def test_means_form_lists_every_form(tbsc034: Specification) -> None:
    listed = tables(rendered(audit_file(tbsc034, ["0.8", "1"]), "appendix1"))[3]

    assert listed[1:] == [
        ["1", "示例测评员1", "2026年3月3日", "示例项目", "100", "80.00", "80.00"],
        ["2", "示例测评员2", "2026年3月3日", "示例项目", "100", "100.00", "100.00"],
    ]


@pytest.mark.parametrize("forms", [1, 2, 5])
def test_the_signature_stands_on_a_page_with_the_last_form(tbsc034: Specification, forms: int) -> None:
    """The last eight rows at most are kept with the signature: its page never holds next to nothing."""
    body = tree(rendered(audit_file(tbsc034, ["0.9"] * forms), "appendix1"))
    table = next(each for each in body.iter(f"{W}tbl") if "测评员1" in words(each))
    rows = [row for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is None]
    kept = [all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p")) for row in rows]
    assert kept == [number >= forms - 8 for number in range(forms)]
    spacer = table.getnext()
    assert spacer is not None
    assert spacer.find(f"{W}pPr/{W}keepNext") is not None


def test_remarks_stand_in_the_means_form_only(tbsc034: Specification) -> None:
    recorded = replace(assessment(tbsc034, ["0.8"]), indicator_evidence={"1.1": "示例备注\n第二行"})
    made = audit_file_of(tbsc034, recorded)

    assert ["1.1. 人员/5分", "示例备注\n第二行"] in tables(rendered(made, "appendix1"))[4]
    assert "示例备注" not in page_words(rendered(made, "appendix1", 1))


def test_thirty_forms_have_thirty_files_and_the_means_one(tbsc034: Specification) -> None:
    made = audit_file(tbsc034, ["0.8"] * 30)

    assert document(made, "appendix1", 7).filename == "附录1_测评表07.docx"
    assert document(made, "appendix1", 30).filename == "附录1_测评表30.docx"
    assert document(made, "appendix1").filename == "附录1_均值.docx"


def test_header_row_repeats_and_no_row_splits(tbsc034: Specification) -> None:
    table = controlled_table(rendered(audit_file(tbsc034), "appendix1", 1), HEADER[0])
    rows = table.findall(f"{W}tr")

    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 21
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def _rows(content: bytes) -> list[list[str]]:
    table = controlled_table(content, HEADER[0])
    return [[cell_words(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
