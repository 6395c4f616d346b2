"""Packages of earlier versions of the program, compared with what their own contents give today.

Forms change from version to version: templates, the values that they name, the wording of values. A
package keeps its templates, and each document its values as embedded data. So a document of an earlier
version must be its own template filled with its own values, and its figures must be those that the
packaged workbook gives today.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml.etree import XMLSyntaxError

from cts_docs.assessment.figures import exact
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.comparison import chart_figures, differing_parts
from cts_docs.documents.embedded_data import embedded_data_of
from cts_docs.documents.forms import catalogue
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.rendering import is_rendered_part, render
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import read_package

_LARGEST_RESULT = 20_000_000
_DENSITIES = range(10)
"""Version 0.1 chose one of ten certificate layouts by the length of the texts and did not embed which."""


def differences_of_earlier_version(package: Path, audit_file: AuditFile) -> Iterator[Problem]:
    """What differs in the documents and the result of a package made by an earlier version.

    `audit_file` is what its workbook gives today. PDF files are not compared.
    """
    yield from _result_differences(package / "data" / "result.json", audit_file)
    for path in sorted((package / "data" / "documents").glob("*.docx")):
        try:
            found = tuple(_differing(path, package / "data" / "inputs" / "templates", audit_file))
        except (RefusedError, XMLSyntaxError, OSError, ValueError, KeyError):
            # Its embedded data or its template is not readable, or the one does not fit the other.
            found = (path.name,)
        if found:
            yield Problem("RERENDER_DIFFERS", file=str(path), found="、".join(found))


def _differing(path: Path, templates: Path, audit_file: AuditFile) -> Iterator[str]:
    """The parts of a document that are not its template filled with its values, and other charts."""
    content = path.read_bytes()
    embedded = embedded_data_of(content, path.name)
    name, item, values = embedded["document"], embedded["form"], embedded["values"]
    if not isinstance(name, str) or not isinstance(item, int | None) or not isinstance(values, dict):
        raise ValueError(path.name)
    if embedded["content_hash"] != audit_file.content_hash:
        yield "content_hash"
    form = catalogue.form_named(name)
    template = (templates / f"{form.name}.docx").read_bytes()
    known = {**form.values(audit_file, item), **values}
    layouts = _DENSITIES if form.name == "certificate" else (0,)
    tried = [_parts_of_text(content, template, {**known, "_density": each}, path.name) for each in layouts]
    yield from min(tried, key=len)
    yield from _other_charts(read_package(content, path.name), form.parts(audit_file, item))


def _parts_of_text(content: bytes, template: bytes, values: Mapping[str, object], name: str) -> list[str]:
    """The parts of a document's text that differ where its template is filled with some values."""
    again = render(template, values, Properties("", "", "", ""), name=name)
    return [part for part in differing_parts(content, again, name) if is_rendered_part(part)]


def _other_charts(stored: Mapping[str, bytes], drawn: Mapping[str, bytes]) -> Iterator[str]:
    """The charts of a document whose figures are not those that would be drawn today."""
    for name, content in drawn.items():
        part = name.removeprefix("/")
        is_chart = part.startswith("word/charts/") and part.endswith(".xml") and part in stored
        if is_chart and chart_figures(stored[part]) != chart_figures(content):
            yield part


def _result_differences(path: Path, audit_file: AuditFile) -> Iterator[Problem]:
    """A problem where scores, management total or grade of a package are not what its workbook gives."""
    result = audit_file.result
    now = {"service.score": exact(result.service.score), "grade.grade": str(result.grade.grade)}
    if audit_file.specification.has_maturity:
        now["management.total"] = exact(result.management.total)
    if result.composite is not None:
        now["composite.score"] = exact(result.composite.score)
    try:
        with path.open("rb") as file:
            stored = json.loads(file.read(_LARGEST_RESULT))
        then = {figure: str(stored[figure.split(".")[0]][figure.split(".")[1]]) for figure in now}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(Problem("RERENDER_RECORD", file=str(path))) from error
    changed = [f"{figure}: {then[figure]} → {now[figure]}" for figure in now if then[figure] != now[figure]]
    if changed:
        yield Problem("RERENDER_DIFFERS", file=str(path), found="、".join(changed))
