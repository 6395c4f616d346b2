"""One document from its values: this program against plain docxtpl and other template engines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs import sample_audit_file
from benchmarks.measuring import Figure, Skipped, Work, ratio, times
from benchmarks.peers import PeerMissingError, easy_template_x, flat_values, rust_docxtpl
from cts_docs.documents import templates
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.embedded_data import embedded_data_part
from cts_docs.documents.forms import catalogue
from cts_docs.documents.forms.form import DocumentForm
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.documents.rendering import render

_TIMES_DOCXTPL, _TIMES_PEERS = 30.0, 8.0
_MEASURED = (("appendix1", 1), ("report", None))


@dataclass(frozen=True)
class _Document:
    """A document to make, its values worked out beforehand for every engine alike."""

    audit_file: AuditFile
    form: DocumentForm
    number: int | None
    template: bytes
    values: Mapping[str, object]

    def by_this_program(self, values: Mapping[str, object] | None = None) -> bytes:
        """The finished document: charts, QR code and embedded data made and included."""
        shown = self.values if values is None else values
        data = embedded_data_part(self.audit_file, self.form.name, self.number, self.form.shown(shown))
        parts = {**self.form.parts(self.audit_file, self.number), EMBEDDED_DATA_PART: data}
        properties = self.form.properties(self.audit_file, self.number)
        rendered = render(self.template, shown, properties, parts, f"{self.form.name}.docx")
        return self.form.finish(rendered)

    def by_docxtpl(self) -> bytes:
        """The same page by plain docxtpl, without charts, QR code and embedded data."""
        from docxtpl import DocxTemplate

        document = DocxTemplate(io.BytesIO(self.template))
        document.render(dict(self.values), autoescape=True)
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()


def figures(rounds: int, folder: Path) -> Iterator[Figure | Skipped]:
    """Appendix 1 and the report."""
    audit_file = sample_audit_file("03-grade-3.xlsx")
    for name, number in _MEASURED:
        form = catalogue.form_named(name)
        template = templates.template(audit_file.specification, name)
        document = _Document(audit_file, form, number, template, form.values(audit_file, number))
        yield from _figures(document, rounds, folder)


def _figures(document: _Document, rounds: int, folder: Path) -> Iterator[Figure | Skipped]:
    finished = zipfile.ZipFile(io.BytesIO(document.by_this_program()))
    label = f"{document.form.name} ({finished.getinfo('word/document.xml').file_size // 1024} KB)"
    sides: dict[str, Work] = {"this": document.by_this_program, "docxtpl": document.by_docxtpl}
    with ExitStack() as stack:
        flat: dict[str, str] = {}
        flat_template = document.by_this_program(_mapping(flat_values(document.values, flat)))
        peers = {
            "rust-docxtpl": lambda: rust_docxtpl(folder, document.template, document.values),
            "easy-template-x": lambda: easy_template_x(folder, flat_template, flat),
        }
        for name, start in peers.items():
            try:
                sides[name] = stack.enter_context(start())
            except PeerMissingError as missing:
                yield Skipped(f"{label}: times {name}", str(missing))
        taken = times(sides, rounds)
    for name in sides:
        if name != "this":
            aim = _TIMES_DOCXTPL if name == "docxtpl" else _TIMES_PEERS
            yield Figure(f"{label}: times {name}", ratio(taken[name], taken["this"]), aim, True)


def _mapping(values: object) -> Mapping[str, object]:
    if not isinstance(values, Mapping):
        raise TypeError("the values of a document are a mapping")
    return values
