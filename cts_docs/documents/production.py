"""All documents of one case, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents import templates
from cts_docs.documents.audit_file import Case
from cts_docs.documents.embedded_data import TWIN_PART, twin_part
from cts_docs.documents.forms import catalogue as kinds
from cts_docs.documents.forms.form import Kind
from cts_docs.documents.rendering import render


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A finished document: its kind's `name`, its `form` (None for the whole), file name and bytes."""

    name: str
    form: int | None
    filename: str
    content: bytes


def render_documents(
    case: Case, only: Collection[str] | None = None, folder: Path | None = None
) -> Iterator[RenderedDocument]:
    """The documents of a case, or those of the names in `only`; templates from `folder` where it has them.

    Raises RefusedError where a template does not take the case's values.
    """
    for kind in kinds.KINDS:
        if only is None or kind.name in only:
            for form in kind.forms(case):
                yield _rendered(case, kind, form, folder)


def _rendered(case: Case, kind: Kind, form: int | None, folder: Path | None) -> RenderedDocument:
    values = kind.values(case, form)
    parts = {**kind.parts(case, form), TWIN_PART: twin_part(case, kind.name, form, kind.shown(values))}
    template = templates.template(case.specification, kind.name, folder)
    plan_file = templates.plan_file(case.specification, kind.name)
    content = render(template, values, kind.properties(case, form), parts, f"{kind.name}.docx", plan_file)
    return RenderedDocument(kind.name, form, kind.filename(case, form), content)
