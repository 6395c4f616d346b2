"""Lint a changed template before it is used: tags, controlled text, unsafe contents, a trial rendering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.embedded_data import stamp_part
from cts_docs.documents.forms import catalogue
from cts_docs.documents.forms.form import Values
from cts_docs.documents.linting.controlled import altered
from cts_docs.documents.linting.dangers import dangers
from cts_docs.documents.linting.reading import Fault, Paragraph, fault_of, paragraphs, roots
from cts_docs.documents.linting.tags import Path, TagReport, read_tags
from cts_docs.documents.linting.trial import trial_audit_files, trial_values
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.documents.rendering import render
from cts_docs.documents.rendering.prepared import unproven_parts
from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import read_package
from cts_docs.specification.model import Specification

_SHORTEST, _LONGEST = "最短", "最长"


@dataclass(frozen=True, slots=True)
class LintRequest:
    """A template to lint: its `name` in messages, the document that it is for, and its specification."""

    name: str
    document: str
    specification: Specification


def lint(content: bytes, request: LintRequest) -> tuple[Fault, ...]:
    """Every fault of a template, errors before warnings.

    Raises RefusedError where the file is no document that can be looked into; then there is
    nothing to place a fault in.
    """
    package = read_package(content, request.name)
    if "word/document.xml" not in package:
        raise RefusedError(Problem("DOCX_UNREADABLE", file=request.name, values={"file": request.name}))
    if any(part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in text for part, text in package.items()):
        return (fault_of("LINT_DOCTYPE", request.name, "word/document.xml"),)
    try:
        read = paragraphs(roots(package))
    except etree.XMLSyntaxError as error:
        return (fault_of("LINT_XML", request.name, "word/document.xml", str(error)),)
    return tuple(sorted(_faults(content, package, read, request), key=_order))


def _faults(
    content: bytes, package: Mapping[str, bytes], read: Sequence[Paragraph], request: LintRequest
) -> Iterator[Fault]:
    form = catalogue.form_named(request.document)
    cases = trial_audit_files(request.specification)
    samples = [values for audit_file in cases for _, values in trial_values(form, audit_file)]
    model = paragraphs(roots(read_package(form.template(request.specification), request.name)))
    modelled = read_tags(model, samples, request.name)
    tags = read_tags(read, samples, request.name, modelled.named)
    yield from tags.faults
    if not tags.faults:
        prepared = paragraphs(roots(read_package(form.prepare(content, {}), request.name)))
        yield from _unused(read_tags(prepared, samples, request.name, modelled.named), modelled, request)
    yield from altered(read, model, request.specification, request.name)
    found = tuple(dangers(package, read, request.name))
    yield from found
    if not tags.faults:
        reported = any(fault.problem.code == "LINT_TAG_PLACE" for fault in found)
        for fault in _trial(content, package, cases, request, read):
            # The trial fails at the same tag, which is reported with its part already.
            if not (reported and fault.problem.code == "TEMPLATE_TAG_PLACE"):
                yield fault


def _unused(tags: TagReport, model: TagReport, request: LintRequest) -> Iterator[Fault]:
    """Values that the generated template shows and this one does not, one fault for each group."""
    groups: dict[str, list[Path]] = {}
    for path in sorted(model.used - tags.used):
        if not any(path[:length] in tags.used for length in range(1, len(path) + 1)):
            groups.setdefault(path[0], []).append(path)
    for name, paths in groups.items():
        inner = "、".join(".".join(path[1:]) for path in paths if len(path) > 1)
        found = f"{name}（{inner}）" if inner else name
        yield fault_of("LINT_VARIABLE_UNUSED", request.name, "word/document.xml", found, "warning")


def _trial(
    content: bytes,
    package: Mapping[str, bytes],
    cases: Iterable[AuditFile],
    request: LintRequest,
    read: Sequence[Paragraph],
) -> Iterator[Fault]:
    """What goes wrong when the template is filled in with made-up data, and what other data could change."""
    form = catalogue.form_named(request.document)
    if EMBEDDED_DATA_PART not in package:
        yield fault_of("TEMPLATE_PART_MISSING", request.name, EMBEDDED_DATA_PART, EMBEDDED_DATA_PART)
        return
    for audit_file, length in zip(cases, (_SHORTEST, _LONGEST), strict=True):
        for item, values in trial_values(form, audit_file):
            try:
                _filled(content, audit_file, item, values, request)
            except RefusedError as refusal:
                yield from (_placed(problem, read, length) for problem in refusal.problems)
                return
    yield from (_placed(problem, read) for problem in unproven_parts(content, request.name))


def _filled(
    content: bytes, audit_file: AuditFile, item: int | None, values: Values, request: LintRequest
) -> bytes:
    form = catalogue.form_named(request.document)
    parts = {**form.parts(audit_file, item), EMBEDDED_DATA_PART: stamp_part("trial")}
    template = form.prepare(content, {})
    return render(template, values, form.properties(audit_file, item), parts, request.name)


def _placed(problem: Problem, read: Sequence[Paragraph], length: str = "") -> Fault:
    """A problem of rendering at the paragraph whose words it quotes; `length` is that of the made-up data."""
    part, words = problem.values.get("part", ""), problem.values.get("text", "").rstrip("…")
    at = next(
        (each for each in read if each.part == part and words and each.text.strip().startswith(words)), None
    )
    values = {**problem.values, "length": length} if length else problem.values
    placed = replace(problem, file=problem.values.get("template", ""), values=values)
    return Fault(placed, part, -1 if at is None else at.number)


def _order(fault: Fault) -> tuple[bool, bool, str, int, str]:
    main = fault.part != "word/document.xml"
    return not fault.problem.is_error, main, fault.part, fault.paragraph, fault.problem.code
