"""The documents of an audit file: rendered one after the other, and recognised again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents import templates
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.embedded_data import embedded_data_of, embedded_data_part
from cts_docs.documents.forms import catalogue
from cts_docs.documents.forms.case_file.case_form import CaseRecords
from cts_docs.documents.forms.form import DocumentForm
from cts_docs.documents.forms.notices.notice import (
    NOTICES,
    NoticeFacts,
    notice_file_name,
    notice_properties,
    notice_values,
)
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.documents.rendering import is_rendered_part, render
from cts_docs.errors import RefusedError
from cts_docs.files.zipping import MAX_PACKAGE


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A finished document: its `name`, evaluation `form` (None for the whole audit), file name and bytes."""

    name: str
    form: int | None
    filename: str
    content: bytes


def render_documents(
    audit_file: AuditFile, only: Collection[str] | None = None, folder: Path | None = None
) -> Iterator[RenderedDocument]:
    """The documents that an audit file has data for, or those named in `only`.

    A document that does not exist under its specification is not made.

    Templates are taken from `folder` where it has them.

    Raises RefusedError where a template does not take the audit file's values.
    """
    for form in catalogue.FORMS:
        if not form.exists(audit_file.specification):
            continue
        if form.has_data(audit_file) if only is None else form.name in only:
            for item in form.items(audit_file):
                yield _rendered(audit_file, form, item, folder)


def _rendered(
    audit_file: AuditFile, form: DocumentForm, item: int | None, folder: Path | None
) -> RenderedDocument:
    values = form.values(audit_file, item)
    parts = {
        **form.parts(audit_file, item),
        EMBEDDED_DATA_PART: embedded_data_part(audit_file, form.name, item, form.shown(values)),
    }
    template = templates.template(audit_file.specification, form.name, folder, audit_file.settings)
    content = render(template, values, form.properties(audit_file, item), parts, f"{form.name}.docx")
    return RenderedDocument(form.name, item, form.filename(audit_file, item), form.finish(content))


def render_site_forms(records: CaseRecords, folder: Path | None = None) -> Iterator[RenderedDocument]:
    """The forms that are taken to the site, with what is recorded already; templates as above.

    Raises RefusedError where a template does not take the values.
    """
    for form in catalogue.SITE_FORMS:
        template = templates.template(records.specification, form.name, folder, records.settings)
        content = render(template, form.filled(records), form.properties(records), name=f"{form.name}.docx")
        yield RenderedDocument(form.name, None, form.filename(records), content)


def render_notice(facts: NoticeFacts, template: bytes) -> RenderedDocument:
    """A notice on a certificate; raises RefusedError where the template does not take its values."""
    form = NOTICES[facts.name]
    values = notice_values(facts)
    parts = {EMBEDDED_DATA_PART: embedded_data_part(facts, facts.name, None, form.shown(values))}
    content = render(template, values, notice_properties(facts), parts, f"{facts.name}.docx")
    return RenderedDocument(facts.name, None, notice_file_name(facts), content)


def is_as_rendered(
    path: Path, audit_file: AuditFile, document: RenderedDocument, folder: Path | None = None
) -> bool:
    """Whether an existing document is what its own embedded data renders to: nobody has edited its text.

    `document` is what the audit file would put in its place; values that are not embedded, as they
    are not printed, are the audit file's. Templates are as for `render_documents`.
    """
    # Imported here: only comparing documents needs what it brings.
    from cts_docs.documents.comparison import differing_parts

    form = catalogue.form_named(document.name)
    with path.open("rb") as stream:
        content = stream.read(MAX_PACKAGE + 1)
    try:
        embedded = embedded_data_of(content, path.name).get("values")
        if not isinstance(embedded, dict):
            return False
        values = {**form.values(audit_file, document.form), **embedded}
        template = templates.template(audit_file.specification, document.name, folder, audit_file.settings)
        about = form.properties(audit_file, document.form)
        again = form.finish(render(template, values, about, name=path.name))
        return not any(map(is_rendered_part, differing_parts(content, again, path.name)))
    except (RefusedError, ValueError):
        return False
