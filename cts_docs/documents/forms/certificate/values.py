"""What a certificate says of one case; nothing that the body has to supply is invented."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from cts_docs.assessment.validity import valid_until
from cts_docs.documents.audit_file import Case
from cts_docs.documents.ooxml.qr import MOST_BYTES
from cts_docs.documents.wording import certificate as wording
from cts_docs.documents.wording import following
from cts_docs.documents.wording.common import PENDING, date, date_en, day_of

_MOST_LINES = 6
_MOST_BYTES_EACH = 4
"""The most bytes of a character in UTF-8."""


def is_bilingual(case: Case) -> bool:
    """Whether English stands beside the Chinese: all of it is given, by the client and by the body."""
    client = ("client_name_en", "client_address_en", "certification_scope_en")
    settings = case.settings
    body = (settings.body.name_en, settings.certificate.specification_name_en)
    return all(case.assessment.text(name) for name in client) and all(body)


def unconfigured(case: Case) -> tuple[str, ...]:
    """The keys of `cts-docs.toml` that a certificate needs and the body has not supplied."""
    settings = case.settings
    needed: dict[str, object] = {
        "body.name": settings.body.name,
        "body.address": settings.body.address,
        "certificate.number_pattern": settings.certificate.number_pattern,
        "certificate.validity_years": settings.certificate.validity_years,
        "certificate.surveillance_months": settings.certificate.surveillance_months,
        "certificate.signatory": settings.certificate.signatory,
    }
    if is_bilingual(case):
        needed["body.address_en"] = settings.body.address_en
    return tuple(key for key, value in needed.items() if not value)


def granted(case: Case) -> datetime.date | None:
    """The grant date: the one allotted at issue, else the one entered."""
    return case.grant_date or case.assessment.date("grant_date")


def chinese(case: Case) -> dict[str, str]:
    """The values in Chinese by their key."""
    control, body = case.specification.control, case.settings.body
    return {
        "body": body.name or wording.missing("机构名称"),
        "body_address": body.address or wording.missing("机构地址"),
        "number": case.certificate_number or PENDING,
        "client": _entered(case, "client_name"),
        "address": _entered(case, "client_address"),
        "scope": _entered(case, "certification_scope"),
        "specification": wording.specification(
            control.title, control.number, control.version, _issued(control.issue_date, date)
        ),
        "grade": following.outcome(case.result),
        "granted": date(granted(case), PENDING),
        "until": _until_words(case),
        "first": date(_first_granted(case), PENDING),
        "cycle": _cycle(case),
        "surveillance": wording.surveillance(_months(case)),
        "signatory": case.settings.certificate.signatory or wording.missing("签发人"),
    }


def english(case: Case) -> dict[str, str]:
    """The values in English by their key; none where the certificate is in Chinese only."""
    if not is_bilingual(case):
        return {}
    control, settings = case.specification.control, case.settings
    grade = case.result.grade.grade
    return {
        "body": settings.body.name_en,
        "body_address": settings.body.address_en or wording.missing("机构英文地址"),
        "client": _entered(case, "client_name_en"),
        "address": _entered(case, "client_address_en"),
        "scope": _entered(case, "certification_scope_en"),
        "specification": wording.specification_en(
            settings.certificate.specification_name_en,
            control.number,
            control.version,
            _issued(control.issue_date, date_en),
        ),
        "grade": "" if grade is None else wording.grade_en(grade, len(case.specification.grading.names)),
        "granted": _day_en(granted(case)),
        "until": _until_words_en(case),
        "first": _day_en(_first_granted(case)),
        "surveillance": wording.surveillance_en(_months(case)),
    }


def _issued(written: str, form: Callable[[datetime.date], str]) -> str:
    """The specification's date as the certificate writes its other dates; as it stands where it is none."""
    day = day_of(written)
    return written if day is None else form(day)


def extras(case: Case) -> list[dict[str, str]]:
    """The lines that stand only where the body configured them: query page, approval, mark."""
    settings = case.settings.certificate
    lines = (
        (wording.QUERY, wording.QUERY_EN, settings.query_address),
        (wording.APPROVAL, wording.APPROVAL_EN, settings.approval_number),
        (wording.MARK, wording.MARK_EN, settings.accreditation_mark),
    )
    between = " / " if is_bilingual(case) else ""
    return [
        {"label": f"{label}{between}{label_en}" if between else label, "value": value}
        for label, label_en, value in lines
        if value
    ]


def qr_text(case: Case) -> str:
    """What the QR code holds: number, client, grade, scope, validity and content hash.

    A scope that no QR code can hold is cut; the page has the whole of it.
    """
    scope = chinese(case)["scope"]
    text = _qr_text(case, scope)
    while len(text.encode()) > MOST_BYTES:
        over = len(text.encode()) - MOST_BYTES
        scope = scope[: -max(1, over // _MOST_BYTES_EACH)]
        text = _qr_text(case, f"{scope}…")
    return text


def _qr_text(case: Case, scope: str) -> str:
    said = chinese(case)
    lines = wording.qr_lines(
        said["number"],
        said["client"],
        said["grade"],
        scope,
        wording.validity(said["granted"], said["until"]),
        case.content_hash or PENDING,
    )
    return "\n".join([wording.QR_DRAFT, *lines] if case.draft else lines)


def _entered(case: Case, name: str) -> str:
    """An entered text; more lines than the page has room for are run together."""
    text = case.assessment.text(name) or PENDING
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(lines) if len(lines) <= _MOST_LINES else " ".join(lines)


def _until(case: Case) -> datetime.date | None:
    years, day = case.settings.certificate.validity_years, granted(case)
    if case.valid_until is not None:
        return case.valid_until
    return valid_until(day, years) if years and day else None


def _until_words(case: Case) -> str:
    until = _until(case)
    if until is None and not case.settings.certificate.validity_years:
        return wording.missing("有效期年数")
    return date(until, PENDING)


def _until_words_en(case: Case) -> str:
    until = _until(case)
    return _until_words(case) if until is None else date_en(until)


def _first_granted(case: Case) -> datetime.date | None:
    """The first grant: as entered, or this one where the cycle is the first."""
    entered = case.assessment.date("first_grant_date")
    if entered is not None:
        return entered
    first = case.assessment.text("audit_type") == "初次认证" or case.assessment.number("cycle") == 0
    return granted(case) if first else None


def _cycle(case: Case) -> str:
    number = case.assessment.number("cycle")
    if number is not None:
        return wording.cycle(int(number))
    return wording.cycle(0) if case.assessment.text("audit_type") == "初次认证" else PENDING


def _months(case: Case) -> str:
    months = case.settings.certificate.surveillance_months
    return str(months) if months else wording.missing("监督间隔月数")


def _day_en(day: datetime.date | None) -> str:
    return PENDING if day is None else date_en(day)
