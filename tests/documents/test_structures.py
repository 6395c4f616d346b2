"""Every document under specifications with the newer structures; expected figures are worked by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.assessment.model import RequirementFinding
from cts_docs.documents import AuditFile, document_names, render_documents
from cts_docs.documents.forms.controlled.document import controlled_document
from cts_docs.documents.forms.report import requirement_values
from cts_docs.documents.templates import build_templates
from cts_docs.settings.model import ReportSettings
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements
from tests.conftest import ROOT, Run
from tests.documents.audit_files import audit_file
from tests.documents.reading import controlled_table, page_words, parts, tables
from tests.support.workbooks import put, workbook

_MATURITY = re.compile("成熟|等级|计分条款|附录三|management_total|management_level|level_bands")
"""Words and names of what a specification without maturity part does not have."""


@lru_cache(maxsize=3)
def _specification(name: str) -> Specification:
    return load_specification(ROOT / "tests" / "specifications" / f"{name}.toml")


def _audit(
    name: str, coefficients: Sequence[str | Sequence[str]] = ("0.8",), levels: int | Sequence[int] = 2
) -> AuditFile:
    made = audit_file(_specification(name), coefficients, levels)
    return replace(made, settings=replace(made.settings, report=ReportSettings(internal_annex=True)))


@lru_cache(maxsize=3)
def _documents(name: str) -> dict[str, bytes]:
    """Every document of an audit at 0.8, by name and number of its form."""
    made = _audit(name, levels=len(_specification(name).levels))
    documents = render_documents(made, document_names(made.specification))
    return {f"{each.name} {each.form or ''}".strip(): each.content for each in documents}


def _cells(content: bytes) -> list[list[str]]:
    return [row for table in tables(content) for row in table]


def _row(content: bytes, first: str) -> list[str]:
    """The one row that begins with a text."""
    return next(row for row in _cells(content) if row[0] == first)


def test_nothing_of_maturity_stands_in_any_document_of_a_specification_without_it() -> None:
    made = _documents("hall")
    blanks = build_templates(_specification("hall"))
    everything = {**made, **blanks, "whole": controlled_document(_specification("hall"))}

    found = {
        name: match.group()
        for name, content in everything.items()
        for part, text in parts(content).items()
        if part.endswith(".xml") and (match := _MATURITY.search(_text(text)))
    }

    assert found == {}
    assert {"report", "report_internal", "decision_record", "checklist", "certificate"} <= made.keys()
    assert not {"appendix2", "appendix3"} & {*made, *blanks, *document_names(_specification("hall"))}


def _text(part: bytes) -> str:
    return re.sub("<w:[^>]*>|</w:[^>]*>", "", part.decode())


def test_report_without_maturity_part_is_numbered_without_gaps() -> None:
    report = _documents("hall")["report"]
    words = page_words(report)

    headings = ("9.1", "9.2特定的管理要求", "9.3附录二各条款的符合性", "10不符合项及其关闭", "11.2得分与结论")
    assert all(heading in words for heading in headings)
    assert "9.4" not in words
    captions = {int(number) for number in re.findall(r"表(\d+)(?=[一-鿿])", words)}
    assert captions == set(range(1, 20))
    assert [name for name in parts(report) if "charts/chart" in name and "rels" not in name] == [
        "word/charts/chart1.xml"
    ]


def test_every_document_is_made_under_each_structure() -> None:
    for name in ("home", "care"):
        made = _documents(name)
        whole = {key.split()[0] for key in made}
        # A nonconformity report is made for each nonconformity: this audit has none.
        assert whole >= set(document_names(_specification(name))) - {"nonconformity_report"}
        assert all(
            not re.search(r"(?<![\d/.])\d+/\d+(?![\d/])分|Fraction", page_words(c)) for c in made.values()
        )


def test_decimal_points_are_printed_as_in_the_sheet() -> None:
    form = _documents("home")["appendix1 1"]
    row = next(row for row in _cells(form) if row[1:2] == ["2.1. 着装和工具/7.5分"])

    # Judged in halves: 80% of 7.5 points is 6.
    assert row[3:] == ["7.5", "评判 6", "6.00"]
    assert _row(form, "清洁效果") == ["清洁效果", "37.5", "30.00", "80.00"]


def test_points_given_by_judgement_are_marked_and_not_called_coefficients() -> None:
    made = _audit("home", ("0.8", "0.35"))
    low = next(each.content for each in render_documents(made, ["report"]))
    words = page_words(low)

    # 35% of 10 points is 3.5; α stands as it was given.
    assert ["1.2. 厨房/10分" in row[0] and "2（评判 3.5）" in row[-1] for row in _cells(low)].count(True) == 1
    assert ["1.1. 地面/12.5分" in row[0] and "2（0.35）" in row[-1] for row in _cells(low)].count(True) == 1
    assert "体验系数α不高于0.4或评判得分率不高于40%的指标" in words
    assert "1.2厨房" in words
    assert "5.1.2" in words


def test_groups_stand_on_their_forms_with_weights_and_means_in_the_report() -> None:
    specification = _specification("hall")
    made = {each.name + str(each.form or ""): each.content for each in render_documents(_two_groups())}

    # 观众 1.0 and 专家 0.5: 70% of 100 and 30% of 49, where 0.5 of 7 points by whole points is 3.
    assert [group.name for group in specification.evaluator_groups] == ["观众", "专家"]
    assert "测评员类别专家" in page_words(made["appendix12"])
    assert "加权均值；权重按测评员类别（技术规范5.1.3）：观众70%、专家30%" in page_words(made["appendix1"])
    assert _row(made["report"], "观众") == ["观众", "70%", "1", "100.00"]
    assert _row(made["report"], "专家") == ["专家", "30%", "1", "49.00"]
    assert "服务特性测评得分：84.70分" in page_words(made["report"])
    assert "技术规范5.1.3规定了各类测评员的权重" in page_words(made["report"])


def _two_groups() -> AuditFile:
    return _audit("hall", ("1", "0.5"))


def test_composite_score_is_what_the_bands_divide_in_every_document() -> None:
    made = _audit("care", ("1",), 7)
    documents = {each.name: each.content for each in render_documents(made, document_names())}
    report = page_words(documents["report"])

    reason = "服务特性测评得分100.00分占60%；管理成熟度总分70分，满分70分，管理得分率100.00%占40%；"
    assert f"{reason}相加得综合得分100.00分（技术规范5.3，计算中不修约）。" in report
    assert _row(documents["report"], "综合得分")[:2] in (
        ["综合得分", "100.00 分"],
        ["综合得分", "所需管理成熟度等级"],
    )
    assert ["综合得分", "所需管理成熟度等级", "认证级别"] in _cells(documents["report"])
    assert "综合得分100.00分。" in page_words(documents["decision_record"])
    assert "综合得分尚缺" in page_words(documents["report_internal"])


def test_appendices_of_maturity_are_refused_by_name_where_they_do_not_exist(run: Run, tmp_path: Path) -> None:
    siblings = (ROOT / "tests" / "specifications").as_posix()
    (tmp_path / "cts-docs.toml").write_text(f'specifications = "{siblings}"\n', "utf-8")
    file = put(tmp_path, "展厅.xlsx", workbook(_specification("hall")))
    settings = ("--config", tmp_path / "cts-docs.toml", "--output", tmp_path / "out")

    made = run("render", file, *settings)
    refused = run("render", file, *settings, "--only", "appendix2", "--json")

    assert made.code == 0, made.err
    assert not any("附录3" in path.name or "附录2" in path.name for path in tmp_path.rglob("*.docx"))
    assert refused.code != 0
    assert "DOCUMENT_UNKNOWN" in refused.out


def test_points_and_marks_of_judgement_stand_on_one_line() -> None:
    # A column leaves 3.8 mm to its margins. A Chinese character of 10.5 pt is 3.7 mm wide, a figure
    # of a wide face 2.3 mm, a point or space 1.2 mm: 评判 11.50 and 100.00 need
    # 22.8 and 16.5 mm, 测评员类别 22.3 mm.
    for name in ("home", "care", "hall"):
        form = _documents(name)["appendix1 1"]
        table = controlled_table(form, _specification(name).appendix1.header[0])
        *_, coefficient, earned = _grid(table)

        assert coefficient >= 22.8 * _MILLIMETRE
        assert earned >= 16.5 * _MILLIMETRE
    labels = controlled_table(_documents("home")["appendix1 1"], "受审核方")
    assert _grid(labels)[0] >= 22.3 * _MILLIMETRE


_MILLIMETRE = 1440 / 25.4
"""In twips."""


def _grid(table: etree._Element) -> list[int]:
    return [int(each.get(qn("w:w"), "0")) for each in table.iter(qn("w:gridCol"))]


def test_notes_and_results_of_a_short_form_need_no_page_of_their_own(tbsc034: Specification) -> None:
    def breaks(content: bytes) -> int:
        return parts(content)["word/document.xml"].count(b"<w:pageBreakBefore/>")

    for name in ("home", "care"):
        made = _documents(name)
        assert (breaks(made["appendix1"]), breaks(made["appendix3"])) == (0, 0)
    # 21 clauses fill a page.
    long = render_documents(audit_file(tbsc034), ["appendix1", "appendix3"])
    assert [breaks(each.content) for each in long if each.form is None] == [1, 1]


def test_two_characteristics_stand_as_columns_and_three_as_a_radar() -> None:
    blanks = build_templates(_specification("hall"))
    report = next(content for name, content in blanks.items() if "report" in name and "internal" not in name)

    for content in (report, _documents("hall")["report"]):
        found = parts(content)
        chart = found["word/charts/chart1.xml"]
        assert b"barChart>" in chart
        assert b"radarChart" not in chart
        assert 'descr="柱形图：各服务特性的平均得分率' in found["word/document.xml"].decode()
        assert "图1各服务特性得分率（%）" in page_words(content)
    assert b">80.00<" not in parts(report)["word/charts/chart1.xml"]
    assert b"radarChart>" in parts(_documents("home")["report"])["word/charts/chart1.xml"]


def test_sub_items_stand_below_the_heading_of_their_chapter_however_it_is_numbered() -> None:
    hall = _specification("hall")
    numbers = {"1. 讲解员": "一、讲解员", "2. 讲解词": "二、讲解词"}
    blocks = tuple(replace(b, text=numbers.get(b.text, b.text)) for b in hall.appendix4.blocks)
    renumbered = replace(hall, appendix4=replace(hall.appendix4, blocks=blocks))
    ids = [each.id for each in requirements(renumbered)]
    made = _audit("hall").assessment
    recorded = replace(made, requirements=tuple(RequirementFinding(id, "符合", None, None) for id in ids))

    rows = requirement_values.conformity(renumbered, recorded)

    assert [(each["heading"], each["results"]) for each in rows] == [
        ("一、讲解员", "符合 3"),
        ("二、讲解词", "符合 1"),
    ]


def test_spread_names_what_its_figures_are() -> None:
    words = page_words(_documents("home")["report_internal"])

    assert "各项指标体验系数α或评判得分的离散程度" in words
    assert "图1各项指标体验系数α或评判得分率的最低值、最高值与平均值" in words
    assert ["指标", "最低", "最高", "平均", "极差"] in _cells(_documents("home")["report_internal"])
