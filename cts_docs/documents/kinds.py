"""Every kind of document, in the order they are written."""

from __future__ import annotations

from cts_docs.documents import appendix1, appendix2, appendix3, report, report_internal
from cts_docs.documents.forms import file_name
from cts_docs.documents.kind import Kind
from cts_docs.documents.wording import report as report_wording

REPORT = Kind(
    "report",
    report.template,
    lambda case, _form: report.properties(case),
    lambda case, _form: report.values(case),
    lambda _case, _form: file_name(report_wording.TITLE),
    parts=lambda case, _form: report.parts(case),
)
KINDS: tuple[Kind, ...] = (appendix1.KIND, appendix2.KIND, appendix3.KIND, REPORT, report_internal.KIND)

_BY_NAME = {kind.name: kind for kind in KINDS}


def named(name: str) -> Kind:
    """The kind of document of a name; KeyError for no such name."""
    return _BY_NAME[name]


def document_names() -> tuple[str, ...]:
    """The names of all kinds of documents, in the order they are written."""
    return tuple(_BY_NAME)
