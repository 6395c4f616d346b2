"""Values that only templates of version 0.1 use: in packages issued by it, and in a body's own templates."""

from __future__ import annotations

from collections.abc import Mapping

from cts_docs.assessment.figures import points_as_data
from cts_docs.assessment.model import NOT_APPLICABLE, Nonconformity
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.wording import grade_reasons
from cts_docs.documents.wording.common import PENDING, date, figure

_TABLES = (
    *("control", "specification", "client", "contract", "team", "conduct", "bands", "forms", "indicators"),
    *("remarks", "characteristics", "low", "qms", "checklist", "clauses", "chapters", "level_bands", "weak"),
    *("nonconformities", "grade_bands", "figures", "readings", "conclusion", "leader_signature", "review"),
    *("decision", "grant"),
)
"""The tables of the report in the order in which version 0.1 numbered them."""

SHOWN = (
    *("status", "footer", "choices", "header_title", "report_number", "body", "content_hash", "toolkit"),
    *("audit_dates", "field", "leader", "team", "checklist", "remarks", "nonconformities"),
    *("nonconformity_count", "form_count", "forms", "service_score", "indicator", "applicable_total"),
    *("earned_total", "characteristic", "low", "chapter", "management_total", "management_level"),
    *("level_bands", "total_note", "weak", "clauses", "grade_bands", "outcome", "explanation", "readings"),
    "configuration",
)
"""The values that reports of version 0.1 show, in the order of their embedded data."""

ONLY = frozenset(
    (
        *("explanation", "readings", "choices", "configuration", "toolkit", "indicator"),
        *("nonconformities", "total_note"),
    )
)
"""Those of them that reports no longer show."""


def values(audit_file: AuditFile) -> dict[str, object]:
    """The values of the first edition that are not those of today."""
    specification, result = audit_file.specification, audit_file.result
    note = next((flag for flag in result.grade.flags if flag.startswith("C1_")), "")
    return {
        "explanation": list(grade_reasons.explanation(specification, result, cited=True)),
        "toolkit": f"cts-docs {audit_file.toolkit_version}".strip(),
        "indicator": {
            item.id: {
                "points": points_as_data(item.points),
                "coefficient": figure(item.coefficient, NOT_APPLICABLE),
                "earned": figure(item.earned, NOT_APPLICABLE),
            }
            for item in result.service.indicators
        },
        "nonconformities": [_nonconformity(item) for item in audit_file.assessment.nonconformities],
        "total_note": grade_reasons.flag_sentence(specification, result, note, cited=True) if note else "",
    }


def table_numbers(found: Mapping[str, object]) -> dict[str, int]:
    """The numbers of the tables that this audit has, by name."""
    present = (name for name in _TABLES if found.get(name, True))
    return {name: number for number, name in enumerate(present, start=1)}


def _nonconformity(item: Nonconformity) -> dict[str, object]:
    return {
        "number": item.number or PENDING,
        "clause": item.clause or PENDING,
        "description": item.description or PENDING,
        "severity": item.severity or PENDING,
        "status": item.status or PENDING,
        "closed": date(item.closed_date),
    }
