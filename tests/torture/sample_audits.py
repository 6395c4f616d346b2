"""Small audits to issue, made up from a number, and the moments and people of the tests."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.packages.requests import (
    Allocation,
    Document,
    Facts,
    IssueRequest,
    NoticeEvent,
    NoticeRequest,
    NumberRequest,
    Paperwork,
    ProcessStep,
    Source,
)
from cts_docs.archive.register.actors import Actor
from cts_docs.files.writing import Failpoints

NOW = datetime.datetime(2026, 3, 2, 8, 30, tzinfo=datetime.UTC)
TODAY = NOW.date()
DRAFTER, APPROVER = Actor("示例账户甲"), Actor("示例账户乙")
REPORTS = "{body}-{scheme}-{year}-BG{serial:04d}"
CERTIFICATES = "{body}-{scheme}-{year}-{serial:04d}-R{cycle}"

DATABASES: dict[Path, str] = {}
"""The address of the database that holds the register of a folder; no entry means the file in it."""

FACTS = Facts(
    client="示例水务工程有限公司",
    credit_code="91360000MA00000000",
    scope="城镇污水处理厂工程施工服务",
    audit_type="初次认证",
    specification="示例规范",
    specification_version="B/0",
    outcome="certified",
    grade=2,
    grade_name="二级",
    granted=datetime.date(2026, 3, 1),
    valid_until=datetime.date(2029, 2, 28),
    surveillance_due=datetime.date(2027, 3, 1),
    retain_until=datetime.date(2031, 2, 28),
)


def archive(folder: Path, actor: Actor = DRAFTER, failpoints: Failpoints | None = None) -> Archive:
    """The archive in a folder at the moment of the tests, its register where `DATABASES` has it."""
    return Archive(
        folder,
        actor,
        clock=lambda: NOW,
        failpoints=failpoints or Failpoints(),
        database=DATABASES.get(folder, ""),
    )


def issue_request(
    workbook: int = 1, *, year: int = 2026, certificate: bool = True, again: str = ""
) -> IssueRequest:
    """An audit whose workbook and dates differ by a number; `again` is the reason for issuing it again."""
    content = f"workbook {workbook}".encode()
    numbers = [NumberRequest("report", REPORTS, "CTS", "TBSC034", year, 0)]
    if certificate:
        numbers.append(NumberRequest("certificate", CERTIFICATES, "CTS", "TBSC034", year, 0))
    start = datetime.date(2020, 1, 1) + datetime.timedelta(days=workbook)
    facts = replace(FACTS, audit_start=start, audit_end=start)
    if not certificate:
        facts = replace(facts, granted=None, valid_until=None, grade=None)
    return IssueRequest(
        facts=facts,
        numbers=tuple(numbers),
        inputs={
            "workbook": hashlib.sha256(content).hexdigest(),
            "specification": "1" * 64,
            "templates": "2" * 64,
            "configuration": "3" * 64,
            "toolkit": "0.1.0",
        },
        sources=(Source("inputs/workbook.xlsx", content),),
        process=(ProcessStep("reviewed", "2026-02-20", "示例复核人"),),
        metadata={"title": "示例报告"},
        produce=paperwork,
        workbook_name="示例.xlsx",
        again=again,
    )


def _notice(event: NoticeEvent, number: str) -> tuple[Document, ...]:
    """A notice that says its number and its reason."""
    content = f"{number} {event.name} {event.reason}".encode()
    return (
        Document(event.name, None, "notice.docx", content),
        Document("", None, "inputs/template.docx", b"template"),
    )


NOTICES = NoticeRequest(
    lambda event: NumberRequest("notice", "{body}-{year}-TZ{serial:03d}", "CTS", "", event.issued.year, 0),
    _notice,
)
"""Numbered notices without pages."""


def paperwork(allocation: Allocation, content_hash: str, draft: bool) -> Paperwork:
    """Two documents that say their number, their content hash, and whether they are drafts."""
    text = f"{content_hash} {'draft' if draft else 'final'}"
    documents = [Document("report", None, "report.docx", f"{allocation.report} {text}".encode())]
    if allocation.certificate:
        certificate = f"{allocation.certificate} {text}".encode()
        documents.append(Document("certificate", None, "certificate.docx", certificate))
    return Paperwork(tuple(documents), {"grade": {"grade": 2}})
