"""The page of the certificate: its designs, its type fitted to the content, the logos of the body."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from PIL import Image

from cts_docs.assessment.model import Value
from cts_docs.documents import render_documents
from cts_docs.documents.forms.certificate.fitting import fitted, line_count
from cts_docs.documents.forms.certificate.template import template as build
from cts_docs.documents.forms.certificate.values import qr_text
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.documents.templates import template
from cts_docs.errors import RefusedError
from cts_docs.files.zipping import write_package
from cts_docs.settings import Settings
from cts_docs.settings.model import CERTIFICATE_DESIGNS
from cts_docs.specification.model import Specification
from tests.documents.audit_files import rendered
from tests.documents.forms.test_certificate import BODY, ENGLISH, LARGEST, LONG, SETTINGS, certified
from tests.documents.reading import paragraphs, parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    '<rect width="40" height="20" fill="red"/></svg>'
)


def png(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(stream, "PNG")
    return stream.getvalue()


def sizes(content: bytes) -> dict[str, int]:
    """The type sizes of the certificate's styles in half-points."""
    styles = etree.fromstring(parts(content)["word/styles.xml"])
    found = {style.get(f"{W}styleId"): style.find(f"{W}rPr/{W}sz") for style in styles.iter(f"{W}style")}
    return {
        str(name): int(size.get(f"{W}val"))
        for name, size in found.items()
        if str(name).startswith("Certificate") and size is not None
    }


def pictures(content: bytes) -> dict[str, tuple[int, int]]:
    """The pictures of a document by name, with width and height in EMU."""
    document = etree.fromstring(parts(content)["word/document.xml"])
    found = {}
    for inline in document.iter(f"{WP}inline"):
        extent, about = inline.find(f"{WP}extent"), inline.find(f"{WP}docPr")
        assert extent is not None
        assert about is not None
        found[about.get("name", "")] = int(extent.get("cx", 0)), int(extent.get("cy", 0))
    return found


@pytest.mark.parametrize(
    ("text", "count"),
    [("示" * 10, 1), ("示" * 11, 2), ("示\n示\n\n示", 4), ("word " * 4, 2), ("示例 W", 1), ("", 1)],
)
def test_lines_are_counted_by_the_width_of_characters(text: str, count: int) -> None:
    # 12 points (24 half-points) in 120 points (2400 twips): ten Chinese characters; `word ` takes 2.7 ems.
    assert line_count(text, 24, 2400) == count


def test_a_latin_word_is_not_broken() -> None:
    assert line_count("示示示示示示 construct", 24, 2400) == 2


@pytest.mark.parametrize("design", CERTIFICATE_DESIGNS)
def test_type_is_larger_than_the_template_s_where_there_is_room_and_smaller_where_not(
    tbsc034: Specification, design: str
) -> None:
    def sizes_of(settings: Settings, values: Mapping[str, Value]) -> dict[str, int]:
        chosen = replace(settings, certificate=replace(settings.certificate, design=design))
        return sizes(rendered(certified(tbsc034, chosen, **values), "certificate"))

    of_template = sizes(build(tbsc034, design))
    short, bilingual, longest = sizes_of(SETTINGS, {}), sizes_of(SETTINGS, ENGLISH), sizes_of(LARGEST, LONG)
    value = "CertificateValue"
    assert short[value] > of_template[value] >= bilingual[value] > longest[value]
    assert min(longest.values()) >= 10  # 5 points
    assert short[value] >= 26  # 13 points


@pytest.mark.parametrize("design", CERTIFICATE_DESIGNS)
def test_each_design_has_one_table_and_the_same_text(tbsc034: Specification, design: str) -> None:
    content = build(tbsc034, design)
    assert len(Document(io.BytesIO(content)).tables) == 1
    assert paragraphs(content) == paragraphs(build(tbsc034, CERTIFICATE_DESIGNS[0]))


def test_a_certificate_is_made_in_the_design_that_the_body_chose(tbsc034: Specification) -> None:
    def borders(design: str) -> bool:
        chosen = replace(SETTINGS, certificate=replace(SETTINGS.certificate, design=design))
        document = parts(rendered(certified(tbsc034, chosen), "certificate"))["word/document.xml"]
        return b"<w:pgBorders" in document

    assert [borders(design) for design in CERTIFICATE_DESIGNS] == [True, False, False]


def test_without_logos_there_is_the_qr_code_only(tbsc034: Specification) -> None:
    content = rendered(certified(tbsc034), "certificate")
    assert list(pictures(content)) == ["证书二维码"]
    assert [name for name in parts(content) if "media" in name] == ["word/media/qr.png"]


def with_logos(folder: Path, **names: str) -> Settings:
    (folder / "wide.png").write_bytes(png(400, 100))
    (folder / "high.png").write_bytes(png(50, 100))
    (folder / "mark.svg").write_text(SVG, "utf-8")
    (folder / "text.png").write_text("no picture", "utf-8")
    certificate = replace(SETTINGS.certificate, **names)
    return replace(SETTINGS, certificate=certificate, path=folder / "cts-docs.toml")


def test_logos_stand_in_their_proportions_within_the_same_box(tbsc034: Specification, tmp_path: Path) -> None:
    settings = with_logos(tmp_path, logo="wide.png", accreditation_logo="high.png", scheme_logo="mark.svg")
    content = rendered(certified(tbsc034, settings), "certificate")
    millimetre = 36000
    found = {name: size for name, size in pictures(content).items() if name != "证书二维码"}
    assert {name: (width / millimetre, height / millimetre) for name, (width, height) in found.items()} == {
        "认证机构标志": (34.0, pytest.approx(8.5, abs=0.01)),
        "认可标志": (pytest.approx(8.5, abs=0.01), 17.0),
        "认证制度标志": (34.0, 17.0),
    }
    media = parts(content)
    assert media["word/media/logo.png"] == png(400, 100)
    assert Image.open(io.BytesIO(media["word/media/scheme_logo.png"])).getpixel((5, 5)) == (255, 0, 0, 255)


def test_a_template_with_its_logos_needs_the_files_no_more(tbsc034: Specification, tmp_path: Path) -> None:
    settings = with_logos(tmp_path, logo="wide.png")
    prepared = template(tbsc034, "certificate", None, settings)
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "certificate.docx").write_bytes(prepared)
    assert template(tbsc034, "certificate", tmp_path / "inputs", SETTINGS) == prepared


def test_a_file_that_is_not_a_picture_is_refused_by_its_name(tbsc034: Specification, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        template(tbsc034, "certificate", None, with_logos(tmp_path, logo="text.png"))
    assert [(each.code, each.file) for each in refused.value.problems] == [("PICTURE_UNREADABLE", "text.png")]


@pytest.mark.parametrize("lost", ['<text y="5">示例标志</text>', '<image href="other.png"/>'])
def test_an_svg_that_would_lose_something_is_refused(
    tbsc034: Specification, tmp_path: Path, lost: str
) -> None:
    settings = with_logos(tmp_path, logo="mark.svg")
    (tmp_path / "mark.svg").write_text(SVG.replace("</svg>", f"{lost}</svg>"), "utf-8")
    with pytest.raises(RefusedError) as refused:
        template(tbsc034, "certificate", None, settings)
    assert [each.code for each in refused.value.problems] == ["PICTURE_INCOMPLETE"]


@pytest.mark.parametrize("design", CERTIFICATE_DESIGNS)
def test_a_template_is_the_same_bytes_each_time(tbsc034: Specification, design: str) -> None:
    first, second = build(tbsc034, design), build(tbsc034, design)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert package.testzip() is None
    assert BODY.name not in "".join(paragraphs(first))


def test_a_template_saved_by_a_word_processor_keeps_its_pictures_apart(
    tbsc034: Specification, tmp_path: Path
) -> None:
    """LibreOffice numbers the parts of pictures anew and lets the equal placeholders share one."""
    package = parts(build(tbsc034, "frame"))
    box, code = package["word/media/logo.png"], package.pop("word/media/qr.png")
    for key in ("logo", "accreditation_logo", "scheme_logo"):
        del package[f"word/media/{key}.png"]
    relationships = (
        package["word/_rels/document.xml.rels"].decode().replace("media/qr.png", "media/image2.png")
    )
    for key in ("accreditation_logo", "scheme_logo", "logo"):
        relationships = relationships.replace(f"media/{key}.png", "media/image1.png")
    package["word/_rels/document.xml.rels"] = relationships.encode()
    (tmp_path / "certificate.docx").write_bytes(
        write_package({**package, "word/media/image1.png": box, "word/media/image2.png": code})
    )
    settings = with_logos(tmp_path, accreditation_logo="high.png")
    made = certified(tbsc034, settings)
    (document,) = render_documents(made, ["certificate"], tmp_path)

    media = {name: content for name, content in parts(document.content).items() if "media" in name}
    assert media == {
        "word/media/qr.png": qr_png(qr_text(made)),
        "word/media/accreditation_logo.png": png(50, 100),
    }
    assert list(pictures(document.content)) == ["认可标志", "证书二维码"]


def test_a_template_without_the_styles_of_the_certificate_is_left_as_it_is() -> None:
    content = write_package({"word/document.xml": b"<a/>", "word/styles.xml": b"<a/>"})
    assert fitted(content) == content
