"""The report of an archive's four-property check in Word: every item, its method and its findings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from cts_docs.documents.forms.shared_template import add_signature
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH, HeaderFooter, set_page
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.ooxml.tables import SHADE, Row, add_table, cell, header_row
from cts_docs.documents.ooxml.text import add_paragraph
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording.common import EMPTY, date
from cts_docs.messages import Language, message

Finding = Literal["pass", "fault", "unseen"]

TITLE = "归档文件四性检测报告"
BASIS = (
    "参照 DA/T 70 的四性（真实性、完整性、可用性、安全性）逐项检测；"
    "该标准为文书类电子档案制定，此处借用其项目。"
)
CLOSING = "“需人工核查”的各项由检查人核查，结果手写在该项的“发现”栏内，并在下面签名。"
NUMBER, BODY, DATE, ENTRIES, HEAD = "文件编号", "归档机构", "检测日期", "检测的条目", "台账最新链值"
CONTROL, SUMMARY, INSPECTOR = "检测信息", "检测结果", "检查人"
FINDINGS: tuple[Finding, ...] = get_args(Finding)
_BY_HAND = "人工检查结果："
_HEIGHT_BY_HAND = 900
"""Room for a handwritten line or two, in twips."""
_HEADINGS = ("项目", "检测对象与方法", "结果", "发现")
_SHARES = (19, 25, 14, 42)
_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A place at which an item fails: a message of the catalogue with its values.

    `item` is the code of a word for `{item}` in it.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    item: str = ""

    def in_words(self, language: Language) -> str:
        """The finding in words, without a full stop."""
        item = {"item": message(self.item, language, {})} if self.item else {}
        return message(self.code, language, {**self.values, **item}).rstrip("。.")


@dataclass(frozen=True, slots=True)
class InspectedItem:
    """One item of the check: what was looked at, the finding and its places.

    `attribute` and `item` are the codes of the words for its property and for itself.
    """

    attribute: str
    item: str
    looked_at: str
    finding: Finding
    found: tuple[Found, ...] = ()

    @property
    def group(self) -> str:
        """The property that it belongs to, in Chinese."""
        return message(self.attribute, "zh", {})

    @property
    def name(self) -> str:
        """What it is called in Chinese."""
        return message(self.item, "zh", {})


def finding_word(finding: Finding, language: Language) -> str:
    """What a finding is called, in the report as in every other answer."""
    return message(f"FINDING_{finding.upper()}", language, {})


def document_number(head: str, as_of: datetime.date) -> str:
    """The number of a report: the day of the check and the beginning of the register's latest chain value."""
    return "-".join(part for part in ("四性检测", f"{as_of:%Y%m%d}", head[:8].upper()) if part)


def inspection_report(
    items: Sequence[InspectedItem], body: str, head: str, entries: int, as_of: datetime.date
) -> bytes:
    """The report as a Word file; the same findings on the same day give the same bytes."""
    number = document_number(head, as_of)
    about = Properties(f"{TITLE} {number}", number, "", body or "cts-docs", date=as_of)
    document = new_document(about)
    set_page(document, HeaderFooter(body, TITLE, f"{NUMBER}：{number}", date(as_of)))
    container = body_of(document)
    add_paragraph(container, TITLE, style="Title")
    check = ((DATE, date(as_of)), (ENTRIES, f"{entries} 个"), (HEAD, head))
    _add_pairs(container, CONTROL, ((NUMBER, number), (BODY, body or EMPTY), *check))
    add_paragraph(container, BASIS, style="Note")
    counts = {finding: sum(item.finding == finding for item in items) for finding in FINDINGS}
    summary = [(finding_word(each, "zh"), f"{counts[each]} 项") for each in FINDINGS]
    _add_pairs(container, SUMMARY, summary)
    widths = [PORTRAIT_WIDTH * share // 100 for share in _SHARES]
    groups = list(dict.fromkeys(item.group for item in items))
    for group in groups:
        # The last table stays with the signature: the last page holds more than that.
        rows = [_row(item, keep_next=group == groups[-1]) for item in items if item.group == group]
        rows.insert(0, header_row(*_HEADINGS))
        add_table(container, widths, rows, title=group)
    add_paragraph(container, CLOSING, style="Note", keep_next=True)
    add_signature(container, INSPECTOR, "")
    return document_bytes(document, about)


def _add_pairs(container: Element, title: str, pairs: Sequence[tuple[str, str]]) -> None:
    """A table of labels and values on one page."""
    label = PORTRAIT_WIDTH * 24 // 100
    rows = [
        Row(
            (cell(name, style="TableHeader", align="left", shade=SHADE), cell(value)),
            keep_next=name != pairs[-1][0],
        )
        for name, value in pairs
    ]
    add_table(container, (label, PORTRAIT_WIDTH - label), rows, title=title)


def _row(item: InspectedItem, *, keep_next: bool) -> Row:
    listed = [each.in_words("zh") for each in item.found[:_MOST_FOUND]]
    if len(item.found) > _MOST_FOUND:
        listed.append(f"……另有 {len(item.found) - _MOST_FOUND} 处")
    by_hand = item.finding == "unseen"
    found = cell(_BY_HAND, vertical="top") if by_hand else cell(*(listed or ["—"]))
    word = cell(finding_word(item.finding, "zh"), align="center")
    cells = (cell(item.name), cell(item.looked_at), word, found)
    splits = len(listed) > 1
    return Row(
        cells, splits=splits, keep_next=keep_next and not splits, height=_HEIGHT_BY_HAND if by_hand else 0
    )
