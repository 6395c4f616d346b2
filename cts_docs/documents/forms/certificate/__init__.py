"""The certificate: a draft until it is issued; one page, Chinese, with English where all of it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cts_docs.documents.audit_file import Case
from cts_docs.documents.forms.certificate import values as said
from cts_docs.documents.forms.certificate.density import choose
from cts_docs.documents.forms.certificate.page import QR_PART, room, rows
from cts_docs.documents.forms.certificate.values import unconfigured
from cts_docs.documents.forms.form import Kind, Values, document_date
from cts_docs.documents.forms.values import file_name
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.documents.wording import certificate as wording
from cts_docs.specification.model import Specification

__all__ = ["KIND", "unconfigured", "values"]


def values(case: Case, _form: int | None = None) -> Values:
    """What the template's tags stand for; `english` is empty on a certificate in Chinese only."""
    chinese, english, extras = said.chinese(case), said.english(case), said.extras(case)
    return {
        "_draft": case.draft,
        "_density": choose(rows(chinese, english), room(chinese, english, extras)),
        "number_line": wording.number_line(chinese["number"], bilingual=bool(english)),
        "chinese": {key: value for key, value in chinese.items() if key != "number"},
        "english": english,
        "extras": extras,
    }


def parts(case: Case, _form: int | None = None) -> Mapping[str, bytes]:
    """The QR code of one case in the place of the template's."""
    return {QR_PART: qr_png(said.qr_text(case))}


def _forms(case: Case) -> Sequence[int | None]:
    """Without a grade there is no certificate."""
    return () if case.result.grade.grade is None else (None,)


def _properties(case: Case, _form: int | None) -> Properties:
    control = case.specification.control
    body = case.settings.body.name or control.body
    return Properties(wording.TITLE, case.certificate_number, control.version, body, date=document_date(case))


def _filename(_case: Case, _form: int | None) -> str:
    return file_name(wording.TITLE)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.certificate.template import template

    return template(specification)


KIND = Kind("certificate", _template, _properties, values, _filename, _forms, parts)
