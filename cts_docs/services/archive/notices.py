"""The notices of an archive's acts: their numbers, their Word and PDF files, and rendering them again."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cts_docs.archive.lifecycle.listing import EntryDetails
from cts_docs.archive.lifecycle.notices import TEMPLATE
from cts_docs.archive.packages.requests import Document, NoticeEvent, NoticeRequest, NumberRequest
from cts_docs.archive.paths import ArchivePaths
from cts_docs.documents.comparison import differing_parts
from cts_docs.documents.embedded_data import embedded_data_of
from cts_docs.documents.forms.notices.notice import NOTICES, NoticeFacts
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.production import render_notice
from cts_docs.documents.rendering import is_rendered_part, render
from cts_docs.documents.templates import template
from cts_docs.documents.wording.common import date
from cts_docs.errors import CtsDocsError, Problem, RefusedError
from cts_docs.services.archive.issue_request import Warn, printed_files, scheme_of
from cts_docs.services.context import ServiceContext, toolkit_version
from cts_docs.services.templates.in_use import changed_templates
from cts_docs.services.workbook_paths import word_folder
from cts_docs.specification.loader import load_packaged
from cts_docs.specification.model import Specification


def notice_request(context: ServiceContext, paths: ArchivePaths, warn: Warn) -> NoticeRequest:
    """How notices are numbered and made; `warn` receives warnings of making their files."""

    def number(event: NoticeEvent) -> NumberRequest | None:
        settings = context.settings
        if not settings.notices.number_pattern:
            return None
        scheme = scheme_of(str(event.entry["specification"]), settings.body.code)
        pattern, code = settings.notices.number_pattern, settings.body.code
        return NumberRequest("notice", pattern, code, scheme, event.issued.year, 0)

    def produce(event: NoticeEvent, allocated: str) -> tuple[Document, ...]:
        try:
            specification = _specification(context, paths, event.entry)
        except CtsDocsError:
            named = f"{event.entry['specification']} {event.entry['specification_version']}"
            values = {"number": str(event.entry["number"])}
            warn(Problem("NOTICE_NOT_MADE", severity="warning", found=named, values=values))
            return ()
        facts = _facts(context, specification, event, allocated)
        home = context.settings.templates
        form = NOTICES[event.name]
        if changed := tuple(changed_templates(facts.specification, context.settings, home, forms=(form,))):
            raise RefusedError(changed)
        used = template(facts.specification, event.name, word_folder(home), context.settings)
        made = render_notice(facts, used)
        printed = printed_files([(made.filename, made.content)], context.settings, facts.client, warn)
        pdf = str(Path(made.filename).with_suffix(".pdf"))
        return (
            Document(event.name, None, made.filename, made.content),
            *(Document(event.name, None, pdf, content) for content in printed.values()),
            Document("", None, TEMPLATE, used),
        )

    return NoticeRequest(number, produce)


def _facts(
    context: ServiceContext, specification: Specification, event: NoticeEvent, allocated: str
) -> NoticeFacts:
    entry = event.entry
    return NoticeFacts(
        name=event.name,
        specification=specification,
        settings=context.settings,
        client=str(entry["client"]),
        certificate=str(entry["certificate"]),
        scope=str(entry["scope"]),
        grade=str(entry["grade_name"] or ""),
        granted=_day(entry["granted"]),
        valid_until=_day(entry["valid_until"]),
        reason=event.reason,
        effective=event.date,
        issued=event.issued,
        number=allocated,
        content_hash=str(entry["content_hash"]),
        toolkit_version=toolkit_version(),
    )


def _specification(context: ServiceContext, paths: ArchivePaths, entry: Mapping[str, Any]) -> Specification:
    """The specification of an entry: the available one, else the one in its package."""
    wanted = (str(entry["specification"]), str(entry["specification_version"]))
    found = context.find(*wanted)
    if found is not None and (found.id, found.control.version) == wanted:
        return found
    package = paths.bag("package", str(entry["number"]), 0)
    return load_packaged(package / "data" / "inputs" / "specification.toml")


def _day(recorded: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(recorded) if recorded else None


def rerender_notices(shown: EntryDetails) -> Iterator[Problem]:
    """What differs between the notices of an entry and those made again from the archive alone.

    The pages are made from the data in the notice and its archived template; number, certificate, reason
    and date in them are compared with the event.
    """
    recorded = {
        file["sha256"]: event["payload"]["notice"]
        for event in shown.events
        if event["kind"] == "attached" and event["payload"].get("notice")
        for file in event["payload"]["bag"]["files"]
        if file["document"] and file["path"].endswith(".docx")
    }
    for bag in shown.bags if recorded else ():
        for file in bag.files:
            if notice := recorded.get(file["sha256"]):
                path = bag.folder / file["path"]
                try:
                    yield from _differences(bag.folder / "data" / TEMPLATE, path, notice, shown.entry)
                except (CtsDocsError, OSError, ValueError) as error:
                    yield Problem("RERENDER_IMPOSSIBLE", file=str(bag.folder))
                    yield from error.problems if isinstance(error, CtsDocsError) else ()


def _differences(
    used: Path, path: Path, notice: Mapping[str, Any], entry: Mapping[str, Any]
) -> Iterator[Problem]:
    stored = path.read_bytes()
    values = embedded_data_of(stored, path.name)["values"]
    if not isinstance(values, dict):
        raise ValueError(path.name)
    expected = {
        "number": notice["number"],
        "certificate_number": entry["certificate"],
        "client_name": entry["client"],
        "reason": notice["reason"],
        "effective": date(datetime.date.fromisoformat(notice["date"])),
    }
    wrong = [key for key, value in expected.items() if values.get(key) != value]
    made = render(used.read_bytes(), values, Properties("", "", "", ""), name=path.name)
    parts = [part for part in differing_parts(stored, made, path.name) if is_rendered_part(part)]
    if wrong or parts:
        yield Problem("RERENDER_DIFFERS", file=str(path), found="、".join((*wrong, *parts)))
