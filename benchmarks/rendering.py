"""One document from its values: plain docxtpl, ours, and the limit that deflating sets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import sample_audit_file
from benchmarks.outcome import Figure
from benchmarks.timing import Work, ratio, times
from cts_docs.documents import templates
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.embedded_data import embedded_data_part
from cts_docs.documents.forms import catalogue
from cts_docs.documents.forms.form import DocumentForm
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.documents.rendering import render
from cts_docs.files.zipping import deflated, pack, read_package

_TIMES, _OF_LIMIT = 20.0, 0.6


@dataclass(frozen=True)
class _Task:
    """A document to make, with its values worked out beforehand, as docxtpl is handed them too."""

    audit_file: AuditFile
    form: DocumentForm
    item: int | None
    template: bytes
    path: Path
    values: Mapping[str, object]

    def ours(self) -> bytes:
        """The finished document: charts, QR code and twin made and included."""
        data = embedded_data_part(self.audit_file, self.form.name, self.item, self.form.shown(self.values))
        parts = {**self.form.parts(self.audit_file, self.item), EMBEDDED_DATA_PART: data}
        about = self.form.properties(self.audit_file, self.item)
        return render(self.template, self.values, about, parts, f"{self.form.name}.docx")

    def by_docxtpl(self) -> bytes:
        """The same page by plain docxtpl, without charts, QR code and twin."""
        from docxtpl import DocxTemplate

        document = DocxTemplate(self.path)
        document.render(dict(self.values), autoescape=True)
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()

    def limit(self) -> Work:
        """The least that has to be done: deflate what changed, copy the rest as it is packed."""
        made, before = read_package(self.ours(), ""), read_package(self.template, "")
        changed = {part: content for part, content in made.items() if before.get(part) != content}
        kept = [deflated(part, content) for part, content in made.items() if part not in changed]
        return lambda: pack((*kept, *(deflated(part, content) for part, content in changed.items())))


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """Appendix 1 and the report, as ratios to plain docxtpl and to the limit."""
    audit_file = sample_audit_file("03-grade-3.xlsx")
    for name, item in (("appendix1", 1), ("report", None), ("certificate", None)):
        form = catalogue.form_named(name)
        template = templates.template(audit_file.specification, name)
        path = folder / f"{name}.docx"
        path.write_bytes(template)
        task = _Task(audit_file, form, item, template, path, form.values(audit_file, item))
        taken = times({"docxtpl": task.by_docxtpl, "ours": task.ours, "limit": task.limit()}, rounds)
        size = zipfile.ZipFile(io.BytesIO(task.ours())).getinfo("word/document.xml").file_size // 1024
        label = f"render {name} ({size} KB)"
        reason = "encoding its QR code takes most of it" if name == "certificate" else ""
        yield Figure(
            f"{label}: times plain docxtpl", ratio(taken["docxtpl"], taken["ours"]), _TIMES, True, reason
        )
        yield Figure(
            f"{label}: share of the limit", ratio(taken["limit"], taken["ours"]), _OF_LIMIT, True, reason
        )
