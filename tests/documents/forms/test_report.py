"""The audit report: every section in order, every reading and flag explained, every entered value there."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from cts_docs.assessment.fields import FIELDS, FIELDS_OF_LAYOUT_2
from cts_docs.assessment.model import ClauseFinding, Nonconformity
from cts_docs.documents.embedded_data import embedded_data_of
from cts_docs.documents.forms.report.values import bookmarks
from cts_docs.settings import Settings
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, audit_file_of, rendered
from tests.documents.reading import W, bare, page_words, paragraphs, parts, tables, tree, words
from tests.support.assessments import assessment, without

SPECIFICATIONS = Path(__file__).parents[2] / "specifications"
LARGE, ODD = SPECIFICATIONS / "large.toml", SPECIFICATIONS / "odd.toml"
SECTIONS = (
    "1 控制信息",
    "2 受审核方",
    "3 合同与审核类型",
    "4 审核目的、范围与准则",
    "5 审核组",
    "6 审核的实施",
    "7 与审核计划的偏离及未覆盖的区域",
    "8 服务特性测评",
    "9 管理要求审核",
    "10 不符合项及其关闭",
    "11 认证级别的得出",
    "12 优势与改进建议",
    "13 审核结论与推荐意见",
    "14 复核与认证决定",
    "15 抽样与保密声明",
    "16 报告分发",
    "17 附件",
)


@pytest.fixture(scope="module")
def plain(tbsc034: Specification) -> bytes:
    """One form of 0.9 throughout, every clause at 四级."""
    return rendered(audit_file(tbsc034, ("0.9",), 4), "report")


def headings(content: bytes, style: str) -> list[str]:
    return [
        words(each)
        for each in tree(content).iter(f"{W}p")
        if (found := each.find(f"{W}pPr/{W}pStyle")) is not None and found.get(f"{W}val") == style
    ]


def table_below(content: bytes, title: str) -> list[list[str]]:
    """The rows of the table of this title."""
    blocks = list(tree(content).find(f"{W}body"))
    (place,) = (
        number
        for number, block in enumerate(blocks)
        if block.tag == f"{W}p" and re.fullmatch(rf"表 \d+ {re.escape(title)}", words(block))
    )
    assert blocks[place + 1].tag == f"{W}tbl"
    before = sum(block.tag == f"{W}tbl" for block in blocks[: place + 1])
    return [["".join(cell) for cell in row] for row in tables(content)[before]]


def test_all_sections_stand_in_order(plain: bytes) -> None:
    assert tuple(headings(plain, "Heading1")) == SECTIONS


def test_the_contents_lead_to_every_heading_by_page_fields(plain: bytes) -> None:
    body = tree(plain)
    names = {each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart")}
    entries = list(body.iter(f"{W}hyperlink"))
    assert [words(entry).split("\t")[0] for entry in entries] == _all_headings(plain)
    for entry in entries:
        assert entry.get(f"{W}anchor") in names
        field = "".join(each.text or "" for each in entry.iter(f"{W}instrText"))
        assert field.split() == ["PAGEREF", entry.get(f"{W}anchor"), "\\h"]


def _all_headings(content: bytes) -> list[str]:
    return [
        words(each)
        for each in tree(content).iter(f"{W}p")
        if (found := each.find(f"{W}pPr/{W}pStyle")) is not None
        and found.get(f"{W}val") in ("Heading1", "Heading2")
    ]


def instructions(content: bytes) -> list[list[str]]:
    """The field instructions of the body, in words."""
    return [(each.text or "").split() for each in tree(content).iter(f"{W}instrText")]


def test_the_contents_are_one_field_that_word_is_asked_to_refresh(plain: bytes) -> None:
    begins = [each for each in tree(plain).iter(f"{W}fldChar") if each.get(f"{W}fldCharType") == "begin"]
    assert [code for code in instructions(plain) if code[0] == "TOC"] == [
        ["TOC", "\\o", '"1-2"', "\\h", "\\z", "\\u"]
    ]
    assert [each.get(f"{W}dirty") for each in begins].count("true") == 1
    assert begins[0].get(f"{W}dirty") == "true"


def test_the_cached_contents_hold_the_page_numbers_of_the_last_layout(tbsc034: Specification) -> None:
    made = audit_file(tbsc034)
    assert all(_contents_line(entry).endswith("\t–") for entry in _entries(rendered(made, "report")))
    numbered = replace(made, report_pages=dict.fromkeys(bookmarks(tbsc034), "7"))
    assert all(_contents_line(entry).endswith("\t7") for entry in _entries(rendered(numbered, "report")))


def _entries(content: bytes) -> list[etree._Element]:
    return list(tree(content).iter(f"{W}hyperlink"))


def _contents_line(entry: etree._Element) -> str:
    return words(entry)


def test_tables_are_numbered_without_gaps(tbsc034: Specification, plain: bytes) -> None:
    low = rendered(audit_file(tbsc034, ("0.3",), 1), "report")
    for content in (plain, low):
        numbers = [caption.split()[1] for caption in headings(content, "Caption")]
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        assert instructions(content).count(["SEQ", "表", "\\*", "ARABIC"]) == len(numbers)
    titles = {
        content: {caption.split(maxsplit=2)[2] for caption in headings(content, "Caption")}
        for content in (plain, low)
    }
    assert titles[low] - titles[plain] == {"体验系数 α 较低的指标", "管理成熟度等级较低的条款"}


def test_figures_are_numbered_and_captioned_like_tables(plain: bytes) -> None:
    assert headings(plain, "FigureCaption") == [
        "图 1 各服务特性得分率（%，中心为 75，最外圈为 100，每圈 5）",
        "图 2 管理要求各章得分",
    ]
    assert instructions(plain).count(["SEQ", "图", "\\*", "ARABIC"]) == 2


def test_a_chart_has_no_title_beside_its_caption(plain: bytes) -> None:
    for number in (1, 2):
        chart = parts(plain)[f"word/charts/chart{number}.xml"].decode()
        assert "<title" not in chart
        assert '<autoTitleDeleted val="1"' in chart


def test_a_cross_reference_is_a_field_that_shows_the_number_of_its_table(plain: bytes) -> None:
    root = tree(plain)
    names = {each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")}
    targets = [code[1] for code in instructions(plain) if code[0] == "REF"]
    assert targets
    assert set(targets) <= names
    bands = next(caption for caption in headings(plain, "Caption") if "体验系数 α 的分档" in caption)
    assert f"体验系数 α 的分档见{' '.join(bands.split()[:2])}：" in paragraphs(plain)


def test_every_entered_field_appears(tbsc034: Specification) -> None:
    entered = {}
    # What concerns an existing certificate is printed for 监督 and 再认证 only.
    for field in (each for each in FIELDS if each not in FIELDS_OF_LAYOUT_2):
        if field.kind in ("text", "lines", "credit_code"):
            entered[field.name] = f"示例{field.label}甲"
        elif field.kind == "date":
            entered[field.name] = datetime.date(2026, 12, len(entered) % 28 + 1)
        elif field.kind in ("number", "whole"):
            entered[field.name] = Decimal(1000 + len(entered))
    seen = page_words(rendered(audit_file(tbsc034, **entered), "report"))
    for name, value in entered.items():
        text = (
            f"{value.year}年{value.month}月{value.day}日" if isinstance(value, datetime.date) else str(value)
        )
        assert bare(text) in seen, name


def test_lines_of_a_text_are_paragraphs_of_their_own(tbsc034: Specification) -> None:
    told = rendered(audit_file(tbsc034, strengths="第一条\n第二条 A & B <x> {{ 7*7 }}"), "report")
    assert "第一条" in paragraphs(told)
    assert "第二条 A & B <x> {{ 7*7 }}" in paragraphs(told)


def test_nothing_is_printed_only_where_it_was_entered(tbsc034: Specification) -> None:
    fields = ("deviations", "areas_not_covered", "strengths", "improvements", "uncertainty")
    assert paragraphs(rendered(audit_file(tbsc034), "report")).count("无") == len(fields)
    told = rendered(audit_file(tbsc034, **dict.fromkeys(fields, "示例内容")), "report")
    assert "无" not in paragraphs(told)
    empty = audit_file_of(tbsc034, without(assessment(tbsc034), *fields))
    assert "无" not in paragraphs(rendered(empty, "report"))
    assert paragraphs(rendered(empty, "report")).count("待定") >= len(fields)


def test_a_draft_says_so_on_every_page_and_an_issued_report_does_not(tbsc034: Specification) -> None:
    made = audit_file(tbsc034)
    assert "草稿" in page_words(rendered(made, "report"))
    issued = rendered(replace(made, draft=False, report_number="EX-1"), "report")
    assert "草稿" not in page_words(issued)
    assert "报告编号：EX-1" in page_words(issued)


def test_scores_of_the_forms_and_their_mean(tbsc034: Specification) -> None:
    told = rendered(audit_file(tbsc034, ("0.9", "0.86")), "report")
    assert table_below(told, "各测评表得分")[1:] == [
        ["1", "示例测评员1", "2026年3月3日", "示例项目", "90.00", "100", "90.00"],
        ["2", "示例测评员2", "2026年3月3日", "示例项目", "86.00", "100", "86.00"],
    ]
    assert "服务特性测评得分：88.00分。" in page_words(told)
    assert "本次审核共2份测评表" in page_words(told)


def test_means_of_indicators_and_characteristics(tbsc034: Specification) -> None:
    told = rendered(audit_file(tbsc034, ("0.9", "0.86")), "report")
    rows = table_below(told, "各项指标的平均体验系数与平均实际得分")
    assert rows[2][1:] == ["1.2. 设备设施/7分", "7", "0.88", "⑤ 远高于预期", "6.16"]
    assert rows[-1] == ["合计", "100", "—", "—", "88.00"]
    assert table_below(told, "各服务特性的平均得分")[1] == ["1. 功能性/17分", "17", "14.96", "88.00"]


def test_low_coefficients_of_any_form_are_listed(tbsc034: Specification) -> None:
    told = rendered(audit_file(tbsc034, (("0.4", *["0.9"] * 18), ("0.41", *["0.9"] * 17, "0.1"))), "report")
    assert table_below(told, "体验系数 α 较低的指标")[1:] == [
        ["功能性 1.1. 人员/5分", "1", "1（0.4）"],
        ["服务规范 制定服务规范/8分", "1", "2（0.1）"],
    ]


def test_a_specification_says_itself_what_is_listed() -> None:
    """Readings B12 and C4: the made-up sibling lists up to its band 2 (α ≤ 0.25), below its 四级."""
    large = load_specification(LARGE)
    forms = (("0.25", *["0.3"] * (len(large.indicators) - 1)), "0.9", "0.9")
    levels = (3, *[4] * (len(large.clauses) - 1))
    told = rendered(audit_file(large, forms, levels), "report")
    assert "8.5 体验系数 α 不高于 0.25 的指标" in paragraphs(told)
    assert [row[1:] for row in table_below(told, "体验系数 α 较低的指标")[1:]] == [["1", "1（0.25）"]]
    assert [row[1] for row in table_below(told, "管理成熟度等级较低的条款")[1:]] == ["管理成熟度等级三级"]


def test_no_low_coefficient_is_said_in_a_sentence(plain: bytes) -> None:
    assert "各测评表中均没有体验系数 α 不高于 0.4 的指标。" in paragraphs(plain)
    assert not any("较低的指标" in caption for caption in headings(plain, "Caption"))


def test_clauses_chapters_and_total(tbsc034: Specification) -> None:
    told = rendered(audit_file(tbsc034, ("0.9",), (1, *[4] * 20)), "report")
    rows = table_below(told, "各条款的管理成熟度等级、得分与审核证据")
    assert rows[1] == ["1. 组织所处环境"]
    assert rows[2] == ["1.1. 理解组织及其所处的环境", "一级", "1", "示例证据"]
    assert table_below(told, "管理要求各章得分")[1] == ["1. 组织所处环境", "13", "20"]
    assert table_below(told, "管理要求各章得分")[-1] == ["管理成熟度总分", "113", "145"]
    assert table_below(told, "管理成熟度等级较低的条款")[1:] == [
        ["1.1. 理解组织及其所处的环境", "管理成熟度等级一级", "1", "5"]
    ]


def test_the_charts_hold_the_figures_that_the_tables_show(tbsc034: Specification, plain: bytes) -> None:
    radar = parts(plain)["word/charts/chart1.xml"].decode()
    assert radar.count("<v>90.00</v>") + radar.count("<v>90</v>") == 7
    for part in tbsc034.appendix1.characteristics:
        assert part.name in radar
    columns = parts(plain)["word/charts/chart2.xml"].decode()
    for points in ("16", "12", "8", "32", "24"):
        assert f"<v>{points}</v>" in columns


def test_a_mean_coefficient_has_the_decimals_that_make_the_product_right(tbsc034: Specification) -> None:
    # 1.1 is worth 5 points. Mean 0.9033…: 5 × 0.90 is 4.50 and not 4.52, 5 × 0.903 is 4.515, shown 4.52.
    told = rendered(audit_file(tbsc034, (("0.91", *["0.9"] * 18), "0.9", "0.9")), "report")
    row = table_below(told, "各项指标的平均体验系数与平均实际得分")[1]
    assert row[2:] == ["5", "0.903", "⑤ 远高于预期", "4.52"]


def test_each_indicator_shows_its_band(tbsc034: Specification) -> None:
    # 5.1.1: the bands are closed above: 0.2 is ①, 0.4 ②, 0.6 ③, 0.8 ④.
    alphas = ("0.2", "0.4", "0.6", "0.8", "0.81", *["0.9"] * 14)
    rows = table_below(
        rendered(audit_file(tbsc034, (alphas,)), "report"), "各项指标的平均体验系数与平均实际得分"
    )
    assert [row[4] for row in rows[1:6]] == [
        "① 远低于预期",
        "② 低于预期",
        "③ 符合预期",
        "④ 高于预期",
        "⑤ 远高于预期",
    ]


def test_nonconformities_with_what_became_of_them(tbsc034: Specification) -> None:
    found = (
        Nonconformity(
            *("NC-1", "6.2", "示例描述一", "严重", "已关闭", datetime.date(2026, 3, 9)),
            *("示例原因", "示例纠正", "示例措施", datetime.date(2026, 3, 8), "接受"),
            *("示例验证人", datetime.date(2026, 3, 9), "示例验证情况"),
        ),
        Nonconformity("NC-2", "7.1", "示例描述二", "轻微", "未关闭", None),
    )
    told = rendered(audit_file_of(tbsc034, replace(assessment(tbsc034), nonconformities=found)), "report")
    assert table_below(told, "不符合项") == [
        ["项目", "记录内容"],
        ["编号：NC-1　条款：6.2　性质：严重　状态：已关闭　关闭日期：2026年3月9日"],
        ["不符合描述", "示例描述一"],
        ["原因分析", "示例原因"],
        ["纠正", "示例纠正"],
        ["纠正措施", "示例措施（完成期限：2026年3月8日；措施是否接受：接受）"],
        ["验证", "示例验证情况（验证人：示例验证人；验证日期：2026年3月9日）"],
        ["编号：NC-2　条款：7.1　性质：轻微　状态：未关闭　关闭日期：—"],
        ["不符合描述", "示例描述二"],
        *([label, "—"] for label in ("原因分析", "纠正", "纠正措施", "验证")),
    ]
    assert "共登记不符合项2项，其中严重1项、轻微1项；已关闭1项，未关闭1项。" in page_words(told)


INTERNALS = ("读法", "number_pattern", "second_person", "配置文件", "certificate.", "report.", "cts-docs")


@pytest.mark.parametrize(
    ("coefficients", "levels", "readings"),
    [("0.92", 3, {}), ("0.92", 3, {"A5": "refuse"}), ("0.7", 4, {}), ("0.5", 1, {}), ("0.9", 4, {})],
)
def test_the_client_s_report_names_no_key_no_reading_id_and_no_internals(
    tbsc034: Specification, coefficients: str, levels: int, readings: dict[str, str]
) -> None:
    made = audit_file(tbsc034, (coefficients,), levels, readings=readings)
    told = page_words(rendered(replace(made, settings=Settings(sha256="cd" * 32)), "report"))
    assert [word for word in (*INTERNALS, "cd" * 32) if word in told] == []
    assert re.findall(r"(?<![A-Z0-9])[ABC]\d{1,2}(?![A-Z0-9])", told) == []


@pytest.mark.parametrize(
    ("coefficients", "levels", "readings", "sentence"),
    [
        ("0.92", 3, {}, "授予得分与管理成熟度等级两项下限均满足的最高认证级别，即认证级别三级"),
        ("0.92", 3, {"A5": "refuse"}, "按认证机构的规定，此种情形不授予认证级别"),
        ("0.96", (4, *[3] * 20), {"A8": "level5"}, "实际为管理成熟度等级三级"),
        ("0.9", 4, {}, "全部条款均为管理成熟度等级四级时总分已为 116 分"),
        ("0.7", 4, {}, "得分与管理成熟度等级满足该分数段，但技术规范在该分数段没有列出认证级别。"),
        ("0.5", 4, {}, "得分低于最低的分数段，不授予认证级别。"),
        ("0.85", 2, {}, "实际为管理成熟度等级二级，没有两项下限均满足的认证级别"),
        (
            "0.9",
            3,
            {"A3": "row2"},
            "按认证机构的规定适用得分较低的一行，管理成熟度等级三级即满足要求。",
        ),
    ],
)
def test_the_grade_is_explained(
    tbsc034: Specification,
    coefficients: str,
    levels: int | tuple[int, ...],
    readings: dict[str, str],
    sentence: str,
) -> None:
    told = rendered(audit_file(tbsc034, (coefficients,), levels, readings=readings), "report")
    assert bare(sentence) in page_words(told)


def test_a_grade_lowered_by_a8_is_explained(tbsc034: Specification) -> None:
    made = audit_file(tbsc034, ("0.96",), (4, *[3] * 12, *[4] * 8), readings={"A8": "level5"})
    assert made.result.grade.flags == ("A8_lowered",)
    told = page_words(rendered(made, "report"))
    assert (
        bare("按认证机构的规定需要管理成熟度等级五级及以上，实际为管理成熟度等级四级，因此为认证级别二级")
        in told
    )


def test_a_failed_conformity_review_is_explained(tbsc034: Specification) -> None:
    told = page_words(rendered(audit_file(tbsc034, ("0.96",), 5, management_conformity="不符合"), "report"))
    assert bare("未通过管理要求符合性审查，不授予认证级别。") in told
    assert bare("结论：未达认证级别。") in told


def test_levels_never_stand_without_their_word(tbsc034: Specification) -> None:
    made = audit_file(tbsc034, ("0.96",), 5)
    rows = table_below(rendered(made, "report"), "得分与等级")
    assert ["认证级别", "认证级别一级"] in rows
    assert ["管理成熟度等级", "管理成熟度等级五级"] in rows


def test_neither_margin_nor_spread_stands_in_the_report(tbsc034: Specification) -> None:
    told = page_words(rendered(audit_file(tbsc034, ("0.9", "0.4")), "report"))
    for word in ("差距", "离散", "极差", "尚缺"):
        assert word not in told


def test_the_embedded_data_holds_what_the_pages_show(tbsc034: Specification) -> None:
    content = rendered(audit_file(tbsc034, ("0.9", "0.86")), "report")
    seen = page_words(content)
    for text in _texts(embedded_data_of(content, "report")["values"]):
        assert bare(text) in seen, text


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [] if value is None else [str(value)]


def test_a_note_longer_than_a_page_may_split_its_row_and_no_other_does(tbsc034: Specification) -> None:
    made = audit_file(tbsc034)
    noted = (ClauseFinding(made.assessment.clauses[0].id, 3, "示" * 2000), *made.assessment.clauses[1:])
    content = rendered(audit_file_of(tbsc034, replace(made.assessment, clauses=noted)), "report")
    splitting = [row for row in tree(content).iter(f"{W}tr") if row.find(f"{W}trPr/{W}cantSplit") is None]
    assert ["示" * 2000 in words(row) for row in splitting] == [True]


def test_tables_that_grow_repeat_their_header(tbsc034: Specification) -> None:
    content = rendered(audit_file(tbsc034, ("0.9",) * 30), "report")
    for table in tree(content).iter(f"{W}tbl"):
        if len(table.findall(f"{W}tr")) > 12:
            assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None


def test_a_fictional_specification_has_the_same_sections(fictional: Specification) -> None:
    made = audit_file(fictional, ("0.9",), 2, certification_scope="示例沙堡搭建", sites="示例海滩")
    content = rendered(made, "report")
    assert tuple(headings(content, "Heading1")) == SECTIONS
    seen = page_words(content)
    for indicator in fictional.indicators:
        assert bare(indicator.heading) in seen
    for clause in fictional.clauses:
        assert bare(clause.heading) in seen
    assert "污水" not in seen


def test_the_report_names_the_clauses_of_its_own_specification() -> None:
    told = " ".join(paragraphs(rendered(audit_file(load_specification(ODD), ("0.9",), 3), "report")))
    assert "服务特性测评按技术规范 6.1 进行" in told
    assert "认证级别按技术规范 6.3 判定，" in told
    assert "技术规范 4.3 的特定管理要求" in told


def test_what_is_not_applicable_is_said_with_its_reason(tbsc034: Specification) -> None:
    recorded = assessment(tbsc034, ("0.9", "0.8"))
    forms = tuple(
        replace(form, coefficients={**form.coefficients, "1.1": None, "7": None}) for form in recorded.forms
    )
    recorded = replace(recorded, forms=forms, indicator_evidence={"7": "示例理由"})
    told = rendered(audit_file_of(tbsc034, recorded, {"B8": "on"}), "report")
    rows = table_below(told, "各项指标的平均体验系数与平均实际得分")
    assert rows[1][2:] == ["5", "不适用", "不适用", "不适用"]
    assert rows[-1] == ["合计", "87", "—", "—", "73.95"]
    assert table_below(told, "各服务特性的平均得分")[7] == ["7. 服务规范/8分", "0", "不适用", "不适用"]
    assert table_below(told, "各项指标的备注")[1:] == [["服务规范 制定服务规范/8分", "示例理由"]]


def test_the_same_audit_file_gives_the_same_bytes(tbsc034: Specification) -> None:
    assert rendered(audit_file(tbsc034), "report") == rendered(audit_file(tbsc034), "report")


@pytest.mark.parametrize("name", ["appendix1", "appendix2", "appendix3", "report"])
def test_what_is_issued_under_a_sample_configuration_says_so_in_every_footer(
    name: str, tbsc034: Specification
) -> None:
    made = audit_file(tbsc034)
    marked = replace(made.settings, body=replace(made.settings.body, sample=True))
    form = 1 if name == "appendix1" else None
    for issued, sample in ((False, True), (True, False), (True, True)):
        chosen = marked if sample else made.settings
        content = rendered(replace(made, settings=chosen, draft=not issued), name, form)
        footers = [part.decode() for part_name, part in parts(content).items() if "/footer" in part_name]
        assert footers
        assert all(("样本 SAMPLE" in footer) == (issued and sample) for footer in footers)
