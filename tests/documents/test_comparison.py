"""Two versions of a document are the same however they are written, and differ where they show otherwise."""

from __future__ import annotations

import pytest

from cts_docs.documents.comparison import differing_parts
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.files.zipping import write_package

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def differing(part: str, before: bytes, after: bytes) -> tuple[str, ...]:
    return differing_parts(write_package({part: before}), write_package({part: after}), "sample.docx")


def workbook(sheet: str) -> bytes:
    return write_package(
        {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>'.encode()}
    )


def chart(inner: str) -> bytes:
    return f'<c:chart xmlns:c="{CHART}">{inner}</c:chart>'.encode()


SAME = [
    ("word/document.xml", b"<a x='1' y='2'><b></b></a>", b'<?xml version="1.0"?><a y="2" x="1"><b/></a>'),
    ("word/document.xml", "<a>甲</a>".encode(), b'<?xml version="1.0"?><a>&#30002;</a>'),
    (
        "word/charts/chart1.xml",
        chart("<c:barChart><c:v>96.49</c:v></c:barChart><c:spPr/>"),
        f'<chart xmlns="{CHART}"><barChart><v>96.49</v></barChart></chart>'.encode(),
    ),
    (
        "word/embeddings/chart1.xlsx",
        workbook('<sheetData><c r="A1"><v>1</v></c></sheetData>'),
        workbook('<cols/><sheetData><c r="A1" s="1"><v>1</v></c><c r="B1"/></sheetData>'),
    ),
]
DIFFERENT = [
    ("word/document.xml", b"<a>x</a>", b"<a>y</a>"),
    ("word/document.xml", b"<a>x</a>", b"<a>x </a>"),
    ("word/document.xml", b"<a/>", b"<a"),
    ("word/charts/chart1.xml", chart("<c:v>1</c:v>"), chart("<c:v>2</c:v>")),
    ("word/charts/chart1.xml", chart("<c:barChart/>"), chart("<c:radarChart/>")),
    (
        "word/embeddings/chart1.xlsx",
        workbook('<sheetData><c r="A1"><v>1</v></c></sheetData>'),
        workbook('<sheetData><c r="A1"><v>2</v></c></sheetData>'),
    ),
    ("word/media/image1.png", qr_png("示例一"), qr_png("示例二")),
    ("word/media/image1.png", qr_png("示例一"), b"no picture"),
    ("word/media/other.bin", b"1", b"2"),
]


@pytest.mark.parametrize(("part", "before", "after"), SAME)
def test_the_same_written_otherwise_is_the_same(part: str, before: bytes, after: bytes) -> None:
    assert differing(part, before, after) == ()


@pytest.mark.parametrize(("part", "before", "after"), DIFFERENT)
def test_something_else_is_another_part(part: str, before: bytes, after: bytes) -> None:
    assert differing(part, before, after) == (part,)


def test_a_part_that_only_one_of_them_has_is_named() -> None:
    one, both = write_package({"a.xml": b"<a/>"}), write_package({"a.xml": b"<a/>", "b.xml": b"<b/>"})

    assert differing_parts(one, both, "sample.docx") == ("b.xml",)
    assert differing_parts(both, one, "sample.docx") == ("b.xml",)
