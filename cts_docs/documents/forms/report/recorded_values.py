"""The records as the report prints them: fields, team, checklist, nonconformities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cts_docs.assessment.fields import FIELDS, FIELDS_OF_LAYOUT_2, LAYOUT, Field
from cts_docs.assessment.model import CLOSED, LEADER, MAJOR, MINOR, OPEN, Assessment, Nonconformity
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import EMPTY, PENDING, date, entered
from cts_docs.specification.model import Specification

Values = dict[str, object]

_PAGE_LINES = 40
"""More lines than this in one cell are more than a page may hold: the row may then be split."""


def field_values(audit_file: AuditFile) -> Values:
    """Every single field, as one text and line by line; an empty one as 待定 or a dash.

    `existing` holds the fields on the client's certificate, which only some audit types have.
    """
    texts = {field.name: _field(audit_file.assessment, field) for field in FIELDS}
    recommended = wording.recommendation(audit_file.audit_type, texts["recommendation"])
    return {
        "field": {field.name: texts[field.name] for field in FIELDS},
        "existing": {field.name: texts[field.name] for field in FIELDS_OF_LAYOUT_2},
        "recommendation": recommended,
        "_lines": {name: _lines(text) for name, text in texts.items()},
    }


def people(audit_file: AuditFile) -> Values:
    """The team, and its leader's name."""
    team = audit_file.assessment.team
    leader = next((member.name for member in team if member.role == LEADER), None)
    return {
        "leader": leader or PENDING,
        "team": [
            {
                "name": member.name or PENDING,
                "role": member.role or PENDING,
                "registration": member.registration or EMPTY,
            }
            for member in team
        ],
    }


def audit_dates(assessment: Assessment) -> str:
    """From when to when the audit lasted."""
    first, last = assessment.date("audit_start"), assessment.date("audit_end")
    return f"{date(first, PENDING)}至{date(last, PENDING)}"


def checklist(specification: Specification, assessment: Assessment) -> list[Values]:
    """The requirements of 4.2.2 with what was found (reading C11)."""
    found = {finding.id: finding for finding in assessment.checklist}
    rows: list[Values] = []
    for block in specification.checklist:
        finding = found.get(block.checklist)
        note = (finding.note if finding else None) or EMPTY
        rows.append(
            {
                "requirement": block.text,
                "result": (finding.result if finding else None) or PENDING,
                "note": note,
            }
        )
    return rows


def findings(assessment: Assessment) -> list[Values]:
    """The nonconformities with cause, correction, corrective action and verification."""
    return [_finding(item) for item in assessment.nonconformities]


def nonconformity_count(assessment: Assessment) -> str:
    """The numbers of nonconformities by severity and status in a sentence; empty if there are none."""
    found = assessment.nonconformities
    if not found:
        return ""
    return wording.NONCONFORMITIES_COUNT.format(
        count=len(found),
        major=sum(item.severity == MAJOR for item in found),
        minor=sum(item.severity == MINOR for item in found),
        closed=sum(item.status == CLOSED for item in found),
        open=sum(item.status == OPEN for item in found),
    )


def remarks(specification: Specification, assessment: Assessment) -> list[Values]:
    """The remarks on indicators, reasons for 不适用 among them (reading B8)."""
    noted: Mapping[str, str] = assessment.indicator_evidence
    return [
        {"indicator": f"{part.name} {indicator.heading}", "text": text}
        for part in specification.appendix1.characteristics
        for indicator in part.indicators
        if (text := noted.get(indicator.id))
    ]


def longest(rows: Sequence[Values], keys: Sequence[str], characters: int) -> list[bool]:
    """Which rows hold texts under `keys` that together fill more than about a page.

    `characters` are the Chinese characters in a line of their column.
    """
    return [_is_long("\n".join(str(row[key]) for key in keys), characters) for row in rows]


def _is_long(text: str, characters: int) -> bool:
    lines = sum(max(1, -(-len(line) // characters)) for line in text.split("\n"))
    return lines > _PAGE_LINES


def _field(assessment: Assessment, field: Field) -> str:
    """An optional empty field is a dash, and one that layout 1 does not have; others are pending."""
    unknown = assessment.layout < LAYOUT and field in FIELDS_OF_LAYOUT_2
    missing = EMPTY if field.stage is None or unknown else PENDING
    if field.required_if and assessment.text(field.required_if[0]) not in field.required_if[1]:
        missing = EMPTY
    return entered(assessment.values.get(field.name), missing)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()] or [EMPTY]


def _finding(item: Nonconformity) -> Values:
    return {
        "number": item.number or PENDING,
        "clause": item.clause or PENDING,
        "severity": item.severity or PENDING,
        "status": item.status or PENDING,
        "closed": date(item.closed_date),
        "description": item.description or PENDING,
        "cause": item.cause or EMPTY,
        "correction": item.correction or EMPTY,
        "action": _with_details(
            item.action, ("完成期限", date(item.due_date, "")), ("措施是否接受", item.accepted or "")
        ),
        "verification": _with_details(
            item.verification, ("验证人", item.verifier or ""), ("验证日期", date(item.verified_date, ""))
        ),
    }


def _with_details(text: str | None, *details: tuple[str, str]) -> str:
    """A recorded text, followed by the details that were recorded with it."""
    recorded = "；".join(f"{label}：{value}" for label, value in details if value)
    return f"{text or EMPTY}（{recorded}）" if recorded else text or EMPTY
