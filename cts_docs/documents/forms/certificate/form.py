"""The certificate: a draft until it is issued; one page, Chinese, with English where all of it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.certificate import values as audit_values
from cts_docs.documents.forms.certificate.values import unconfigured
from cts_docs.documents.forms.form import DocumentForm, Values, document_date
from cts_docs.documents.forms.shared_values import file_name
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.documents.wording import certificate as wording
from cts_docs.documents.wording.common import PENDING
from cts_docs.documents.wording.report import VERSION_DRAFT, VERSION_ISSUED
from cts_docs.settings.model import CERTIFICATE_DESIGNS
from cts_docs.specification.model import Specification

__all__ = ["FORM", "unconfigured", "values"]


def values(audit_file: AuditFile, _item: int | None = None) -> Values:
    """The values of the template's tags; `english` is empty on a certificate in Chinese only."""
    chinese, english = audit_values.chinese(audit_file), audit_values.english(audit_file)
    number, signatory = chinese.pop("number"), chinese.pop("signatory")
    if english and not audit_file.certificate_number:
        number = f"{number} / {wording.PENDING_EN}"
    return {
        "_draft": audit_file.draft,
        "_sample": audit_file.sample,
        "lines": wording.lines(number, signatory, bilingual=bool(english)),
        "chinese": chinese,
        "english": english,
        "extras": audit_values.extras(audit_file),
    }


def parts(audit_file: AuditFile, _item: int | None = None) -> Mapping[str, bytes]:
    """The QR code of the audit in the place of the template's."""
    # Imported here, as below: only rendering a certificate needs what python-docx brings.
    from cts_docs.documents.forms.certificate.designs import QR_PART

    return {QR_PART: qr_png(audit_values.qr_text(audit_file))}


def _items(audit_file: AuditFile) -> Sequence[int | None]:
    """Without a grade there is no certificate."""
    return (None,) if audit_file.certificate_due else ()


def _properties(audit_file: AuditFile, _item: int | None) -> Properties:
    control = audit_file.specification.control
    body = audit_file.settings.body.name or control.body
    number, day = audit_file.certificate_number, document_date(audit_file)
    if audit_file.is_first_edition:
        return Properties(wording.TITLE, number, control.version, body, date=day)
    title = f"{wording.TITLE} {audit_file.assessment.text('client_name') or PENDING}"
    version = VERSION_DRAFT if audit_file.draft else VERSION_ISSUED
    return Properties(title, number or PENDING, version, body, date=day)


def _filename(_audit_file: AuditFile, _item: int | None) -> str:
    return file_name(wording.TITLE)


def _template(specification: Specification, design: str = CERTIFICATE_DESIGNS[0]) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.certificate.template import template

    return template(specification, design)


def _with_pictures(template: bytes, files: Mapping[str, Path]) -> bytes:
    from cts_docs.documents.forms.certificate.pictures import with_pictures

    return with_pictures(template, files)


def _fitted(content: bytes) -> bytes:
    from cts_docs.documents.forms.certificate.fitting import fitted

    return fitted(content)


FORM = DocumentForm(
    "certificate",
    _template,
    _properties,
    values,
    _filename,
    _items,
    parts,
    designs=CERTIFICATE_DESIGNS[1:],
    design_template=_template,
    prepare=_with_pictures,
    finish=_fitted,
)
