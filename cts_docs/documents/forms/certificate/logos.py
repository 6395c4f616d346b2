"""The logos that a body configured, put into the template in the place of its placeholders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from docx.image.exceptions import UnrecognizedImageError
from docx.image.image import Image
from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.wording import certificate as wording
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.zipping import read_package, write_package

_MAIN_PART = "word/document.xml"
_RELATIONSHIPS = "word/_rels/document.xml.rels"
_SVG_PIXELS = 1200
"""The width at which an SVG picture is drawn: 34 mm at some 900 dots an inch."""


def with_logos(template: bytes, files: Mapping[str, Path]) -> bytes:
    """A template with the pictures of `files`, by their key in the configuration, for its placeholders.

    A placeholder without a picture is taken out. Each picture keeps its proportions within the
    placeholder's box. Raises RefusedError for a file that is not a picture, CannotRunError where it
    cannot be read.
    """
    pictures = {key: (path.name, _content(path)) for key, path in files.items()}
    return _replaced(template, tuple(sorted((key, *picture) for key, picture in pictures.items())))


@lru_cache(maxsize=8)
def _replaced(template: bytes, pictures: tuple[tuple[str, str, bytes], ...]) -> bytes:
    parts = read_package(template, "certificate.docx")
    names = {f"{wording.PLACEHOLDER}{name}": key for key, name in wording.LOGO_NAMES.items()}
    contents = {key: (name, content) for key, name, content in pictures}
    root = parse_strictly(parts[_MAIN_PART])
    placeholders = [each for each in root.iter(qn("wp:docPr")) if each.get("name") in names]
    if not placeholders:
        return template
    relationships = parse_strictly(parts[_RELATIONSHIPS])
    by_id = {each.get("Id", ""): each for each in relationships}
    for properties in placeholders:
        key = names[properties.get("name", "")]
        drawing = next(properties.iterancestors(qn("w:drawing")))
        run = next(drawing.iterancestors(qn("w:r")))
        (blip,) = drawing.iter(qn("a:blip"))
        relationship = by_id[blip.get(qn("r:embed"), "")]
        part = f"word/{relationship.get('Target')}"
        if key not in contents:
            _remove(run)
            relationships.remove(relationship)
            del parts[part]
            continue
        name, content = contents[key]
        picture = _as_png(name, content)
        properties.set("name", wording.LOGO_NAMES[key])
        _fit(drawing, _proportions(name, picture))
        parts[part] = picture
    for name, changed in ((_MAIN_PART, root), (_RELATIONSHIPS, relationships)):
        parts[name] = etree.tostring(changed, xml_declaration=True, encoding="UTF-8", standalone=True)
    return write_package(parts)


def _remove(run: Element) -> None:
    """Take a run out, and its paragraph where nothing is left in it."""
    paragraph = run.getparent()
    if paragraph is None:
        return
    paragraph.remove(run)
    above = paragraph.getparent()
    if above is not None and paragraph.find(qn("w:r")) is None:
        above.remove(paragraph)


def _fit(drawing: Element, proportions: float) -> None:
    """Set the size of a picture: as large as its box allows; `proportions` is width by height."""
    for extent in (*drawing.iter(qn("wp:extent")), *drawing.iter(qn("a:ext"))):
        width, height = int(extent.get("cx", 0)), int(extent.get("cy", 0))
        if width and height:
            extent.set("cx", str(min(width, round(height * proportions))))
            extent.set("cy", str(min(height, round(width / proportions))))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        values = {"file": str(path)}
        raise CannotRunError(Problem("PICTURE_MISSING", file=str(path), values=values)) from error


def _as_png(name: str, content: bytes) -> bytes:
    """The picture as PNG; an SVG is drawn, without fetching anything that it refers to."""
    if not name.lower().endswith(".svg"):
        return content
    # Loaded here: few certificates carry an SVG.
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=content.decode("utf-8-sig"), width=_SVG_PIXELS))
    except (ValueError, UnicodeDecodeError) as error:
        raise _not_a_picture(name, str(error)) from error


def _proportions(name: str, picture: bytes) -> float:
    try:
        image = Image.from_file(BytesIO(picture))
        return float(image.px_width) / float(image.px_height)
    except (UnrecognizedImageError, ZeroDivisionError, ValueError, EOFError, OSError) as error:
        raise _not_a_picture(name, type(error).__name__) from error


def _not_a_picture(name: str, reason: str) -> RefusedError:
    return RefusedError(Problem("PICTURE_UNREADABLE", file=name, found=reason, values={"file": name}))
