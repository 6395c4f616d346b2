"""Values that the forms share: client, numbers, dates, the footer; properties and file names."""

from __future__ import annotations

import re
from fractions import Fraction

from cts_docs.assessment.figures import half_up, rounded
from cts_docs.assessment.model import LEADER
from cts_docs.assessment.scoring.result import IndicatorResult
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.form import document_date
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.documents.wording.common import EMPTY, PENDING, SAMPLE, date, listed
from cts_docs.settings import Settings

_UNSAFE = re.compile(r'[<>:"/\\|?*\s\x00-\x1f]')


def footer(audit_file: AuditFile) -> str:
    """What every footer has beside number and version."""
    return footer_text(audit_file.settings, draft=audit_file.draft)


def footer_text(settings: Settings, *, draft: bool) -> str:
    """The body's addition to every footer, and the mark of a sample on what is issued."""
    sample = SAMPLE if settings.body.sample and not draft else ""
    return "".join(f"　{part}" for part in (settings.documents.footer, sample) if part)


def form_properties(audit_file: AuditFile, title: str, copy: str = "") -> Properties:
    """The document properties of a filled form; `copy` tells one form of several from the others."""
    control = audit_file.specification.control
    if not audit_file.is_first_edition:
        client = audit_file.assessment.text("client_name") or PENDING
        title = " ".join(part for part in (title, copy, client) if part)
    return Properties(title, control.number, control.version, control.body, date=document_date(audit_file))


def common_values(audit_file: AuditFile) -> dict[str, object]:
    """The values that each filled form shows: client, report number, audit dates and team leader."""
    assessment = audit_file.assessment
    leaders = [member.name for member in assessment.team if member.role == LEADER and member.name]
    days = [day for name in ("audit_start", "audit_end") if (day := assessment.date(name)) is not None]
    return {
        "client_name": assessment.text("client_name") or PENDING,
        "report_number": audit_file.report_number or PENDING,
        "audit_dates": words.span_of_days(date(days[0]), date(days[-1])) if days else PENDING,
        "footer": footer(audit_file),
        "leader": listed(leaders) or PENDING,
    }


def file_name(*parts: str) -> str:
    """A file name that every system takes, from parts such as an appendix's label."""
    return "_".join(_UNSAFE.sub("", part) for part in parts) + ".docx"


def or_empty(text: str | None) -> str:
    """A recorded text, or the mark of an unfilled cell."""
    return text or EMPTY


def coefficient_decimals(audit_file: AuditFile) -> int:
    """The decimals, 2 to 4, with which points × shown mean α gives the shown earned points everywhere."""
    judged = audit_file.specification.judged
    items = audit_file.result.service.indicators
    scored = [item for item in items if item.earned is not None and item.id not in judged]
    for decimals in (2, 3):
        if all(_product_holds(item, decimals) for item in scored):
            return decimals
    return 4


def _product_holds(item: IndicatorResult, decimals: int) -> bool:
    shown = item.points * half_up(item.coefficient or Fraction(0), decimals)
    return rounded(shown) == rounded(item.earned or Fraction(0))
