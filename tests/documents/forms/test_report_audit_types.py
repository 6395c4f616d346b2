"""The report by audit type: its wording, sections and tables, and the certificate that it may lead to."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from cts_docs.documents import AuditFile, document_names, render_documents
from cts_docs.settings import Body, CertificateSettings, Settings
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import W, bare, page_words, paragraphs, tables, tree, words

BODY = Settings(
    body=Body(name="示例认证有限公司", address="示例路 2 号"),
    certificate=CertificateSettings(
        number_pattern="EX-{serial}", validity_years=3, surveillance_months=12, signatory="示例签发人"
    ),
)
FOLLOWING = ("监督", "再认证", "特殊审核")


def audit(specification: Specification, audit_type: str, **values: object) -> AuditFile:
    """An audit of this type with grade 二级."""
    made = audit_file(specification, ("0.92",), 4, audit_type=audit_type, **values)
    return replace(made, settings=BODY)


def rows_of(content: bytes) -> list[list[str]]:
    return [["".join(cell) for cell in row] for table in tables(content) for row in table]


@pytest.mark.parametrize(
    ("audit_type", "entered", "printed"),
    [
        ("初次认证", "推荐认证", "推荐认证"),
        ("初次认证", "不推荐认证", "不推荐认证"),
        ("监督", "推荐认证", "推荐保持认证"),
        ("监督", "推荐保持认证", "推荐保持认证"),
        ("监督", "不推荐认证", "不推荐保持认证"),
        ("再认证", "推荐认证", "推荐再认证"),
        ("特殊审核", "推荐认证", "推荐认证"),
    ],
)
def test_the_recommendation_speaks_of_the_audit_type(
    tbsc034: Specification, audit_type: str, entered: str, printed: str
) -> None:
    content = rendered(audit(tbsc034, audit_type, recommendation=entered), "report")
    assert ["推荐意见", printed] in rows_of(content)


@pytest.mark.parametrize(
    ("audit_type", "aim"),
    [
        ("初次认证", "为认证决定提供依据"),
        ("监督", "为是否保持认证提供依据"),
        ("再认证", "为再认证决定提供依据"),
        ("特殊审核", "为就现有认证作出决定提供依据"),
    ],
)
def test_the_purpose_is_that_of_the_audit_type(tbsc034: Specification, audit_type: str, aim: str) -> None:
    assert aim in page_words(rendered(audit(tbsc034, audit_type), "report"))


@pytest.mark.parametrize("audit_type", FOLLOWING)
def test_an_audit_that_follows_a_certificate_shows_it_and_tracks_what_was_found(
    tbsc034: Specification, audit_type: str
) -> None:
    made = audit(
        tbsc034,
        audit_type,
        existing_certificate="示例-0001-R0",
        existing_certificate_valid_until=datetime.date(2027, 3, 9),
        earlier_nonconformities="示例跟踪情况",
        mark_use="示例使用情况",
    )
    content = rendered(made, "report")
    assert ["原证书编号", "示例-0001-R0"] in rows_of(content)
    assert ["原证书有效期至", "2027年3月9日"] in rows_of(content)
    lines = paragraphs(content)
    assert lines.index("10.1 上次审核不符合项的跟踪") < lines.index("示例跟踪情况")
    assert lines.index("示例跟踪情况") < lines.index("10.2 本次审核的不符合项")
    assert lines[lines.index("证书与标志使用情况：") + 1] == "示例使用情况"
    entries = [words(each).split("\t")[0] for each in tree(content).iter(f"{W}hyperlink")]
    assert "10.1 上次审核不符合项的跟踪" in entries


def test_what_was_not_recorded_on_the_certificate_is_a_dash(tbsc034: Specification) -> None:
    assert ["原证书编号", "—"] in rows_of(rendered(audit(tbsc034, "监督"), "report"))


def test_a_first_certification_has_neither_certificate_nor_earlier_nonconformities(
    tbsc034: Specification,
) -> None:
    seen = page_words(rendered(audit(tbsc034, "初次认证"), "report"))
    for word in ("现有证书", "原证书", "上次审核", "标志使用情况"):
        assert word not in seen


@pytest.mark.parametrize(
    ("audit_type", "decision", "coefficient", "due"),
    [
        ("初次认证", "同意", "0.92", True),
        ("再认证", "同意", "0.92", True),
        ("初次认证", None, "0.92", True),
        ("初次认证", "不同意", "0.92", False),
        ("初次认证", "同意", "0.5", False),
        ("监督", "同意", "0.92", False),
        ("特殊审核", "同意", "0.92", False),
    ],
)
def test_certificate_and_its_block_stand_only_where_one_is_due(
    tbsc034: Specification, audit_type: str, decision: str | None, coefficient: str, due: bool
) -> None:
    made = audit_file(tbsc034, (coefficient,), 4, audit_type=audit_type, decision=decision)
    made = replace(made, settings=BODY)
    names = {document.name for document in render_documents(made)}
    assert ("certificate" in names) is due
    assert names >= set(document_names()[:4])
    assert ("颁发的证书" in page_words(rendered(made, "report"))) is due


def test_an_issued_report_carries_what_stands_on_the_certificate(tbsc034: Specification) -> None:
    made = replace(
        audit(tbsc034, "再认证", first_grant_date=datetime.date(2023, 3, 18), cycle=1),
        draft=False,
        report_number="EX-BG1",
        certificate_number="EX-7-R1",
        grant_date=datetime.date(2026, 3, 18),
        valid_until=datetime.date(2029, 3, 17),
    )
    rows = rows_of(rendered(made, "report"))
    certificate = page_words(rendered(made, "certificate"))
    for label, value in (
        ("证书编号", "EX-7-R1"),
        ("颁证日期", "2026年3月18日"),
        ("有效期至", "2029年3月17日"),
        ("初次获证日期", "2023年3月18日"),
    ):
        assert [label, value] in rows
        assert bare(value) in certificate
    (cycle,) = {row[1] for row in rows if row[0] == "认证周期"}
    assert bare(cycle) in certificate


def test_a_signature_block_is_a_line_with_a_date_to_be_written(tbsc034: Specification) -> None:
    made = audit(tbsc034, "初次认证", reviewer="示例复核人", review_date=datetime.date(2026, 3, 12))
    content = rendered(made, "report")
    blocks = [table for table in tables(content) if "签名：" in table[0]]
    assert [table[0][0].split("：")[0] for table in blocks] == ["审核组长", "复核人", "认证决定人"]
    for table in blocks:
        assert len(table) == 1
        assert table[0][1:] == ["签名：", "", "日期：　　　年　　月　　日"]
    captions = [each for each in paragraphs(content) if each.startswith("表 ")]
    assert not [caption for caption in captions if "签名" in caption]
