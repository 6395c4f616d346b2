"""Cases for the documents' tests, scored by the package itself from complete assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cts_docs.assessment.model import Assessment, Value
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.documents import AuditFile, RenderedDocument, render_documents
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification
from tests.support.assessments import assessment


def audit_file(
    specification: Specification,
    coefficients: Sequence[str | Sequence[str]] = ("0.9",),
    levels: int | Sequence[int] = 3,
    *,
    readings: Mapping[str, str] | None = None,
    **values: Value | None,
) -> AuditFile:
    """An audit file with one form for each item of `coefficients`; see `tests.support.assessments`."""
    return audit_file_of(specification, assessment(specification, coefficients, levels, **values), readings)


def audit_file_of(
    specification: Specification, recorded: Assessment, readings: Mapping[str, str] | None = None
) -> AuditFile:
    """The audit file of an assessment."""
    chosen = choose(specification, readings or {})
    return AuditFile(
        specification,
        chosen,
        recorded,
        score(specification, chosen, recorded),
        Settings(),
        content_hash="ab" * 32,
        toolkit_version="0.0.1",
    )


def rendered(made: AuditFile, name: str, form: int | None = None) -> bytes:
    """The bytes of one document."""
    return document(made, name, form).content


def document(made: AuditFile, name: str, form: int | None = None) -> RenderedDocument:
    """One document of an audit file."""
    return next(each for each in render_documents(made, [name]) if each.form == form)


def with_values(made: AuditFile, **values: Value) -> AuditFile:
    """The same audit file with other single fields; the result stands."""
    recorded = replace(made.assessment, values={**made.assessment.values, **values})
    return replace(made, assessment=recorded)
