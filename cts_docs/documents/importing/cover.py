"""The cover of a controlled document as data: the control block, and the revision record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cts_docs.documents.importing.appendices import Doubt, Entry, text_of
from cts_docs.documents.importing.content import Paragraph, Table
from cts_docs.documents.importing.parts import Content
from cts_docs.documents.wording.controlled_forms import CONTROL_LABELS, REVISIONS_HEADER
from cts_docs.specification.model import PENDING

_TITLE = re.compile(r"(规范|规程|细则|准则|标准|要求|规则)$")
_BODY = re.compile(r"(公司|中心|机构|院|所|社|会)$")
_SERVICE = re.compile(r"(?P<service>.+?)(认证)?(技术)?(规范|规程|细则|准则|标准|要求|规则)$")
_LABELS = {"".join(label.split()).rstrip("：:"): name for name, label in CONTROL_LABELS.items()}


def control_of(cover: Content, doubts: list[Doubt]) -> Entry:
    """The control block; what the cover does not say is 待定 and is to be checked."""
    values = dict(_labelled(cover))
    lines = [each.text for each in cover if isinstance(each, Paragraph)]
    title = next((line for line in lines if _TITLE.search(line)), "")
    body = next((line for line in lines if _BODY.search(line) and line != title), "")
    service = _SERVICE.match(title)
    found: Entry = {
        "body": body or PENDING,
        "title": title or PENDING,
        "service": service["service"] if service else title or PENDING,
        **{name: values.get(name) or PENDING for name in CONTROL_LABELS},
    }
    doubts += [
        Doubt(f"control.{name}", "IMPORT_CONTROL") for name, value in found.items() if value == PENDING
    ]
    doubts.append(Doubt("control.service", "IMPORT_SERVICE", str(found["service"])))
    return found


def revisions_of(cover: Content) -> list[Entry]:
    """The entries of the revision record, none where the document has no such table."""
    for table in cover:
        if isinstance(table, Table) and _is_revisions(table):
            return [
                {"version": text_of(row[0]), "date": text_of(row[1]), "what": text_of(row[2])}
                for row in table.rows[1:]
            ]
    return []


def _is_revisions(table: Table) -> bool:
    return bool(table.rows) and tuple(map(text_of, table.rows[0])) == REVISIONS_HEADER


def _texts(table: Table) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in table.rows]


def _labelled(cover: Content) -> Iterator[tuple[str, str]]:
    """The values of the control block: in the cell after the label, or after its colon."""
    for each in cover:
        rows = [] if isinstance(each, Paragraph) or _is_revisions(each) else _texts(each)
        for row in rows:
            for place, cell in enumerate(row):
                name = _LABELS.get("".join(cell.split()).rstrip("：:"))
                value = next((other for other in row[place + 1 :] if other and other != cell), "")
                if name and value:
                    yield name, value
        if isinstance(each, Paragraph):
            label, colon, value = each.text.replace(":", "：").partition("：")
            name = _LABELS.get("".join(label.split()))
            if name and colon and value.strip():
                yield name, value.strip()
