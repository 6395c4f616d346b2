"""The pictures of a certificate's template: the place of the QR code, and the logos that the body configured.

They are found by the names of their drawings: word processors rename the parts of pictures, and let
equal pictures share one part.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from docx.image.exceptions import UnrecognizedImageError
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.forms.certificate.designs import QR_PART
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.wording import certificate as wording
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.zipping import read_package, write_package

_MAIN_PART = "word/document.xml"
_RELATIONSHIPS = "word/_rels/document.xml.rels"
_KEYS = {f"{wording.PLACEHOLDER}{name}": key for key, name in wording.LOGO_NAMES.items()}
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_SVG_PIXELS = 1200
"""The width at which an SVG picture is drawn: 34 mm at some 900 dots an inch."""


def with_pictures(template: bytes, files: Mapping[str, Path]) -> bytes:
    """A template ready for rendering: its QR code has a part of its own, its placeholders are replaced.

    `files` are pictures by their key in the configuration; a placeholder without one is taken out.
    Each picture keeps its proportions within the placeholder's box. Raises RefusedError for a file
    that is not a picture, CannotRunError where it cannot be read.
    """
    contents = {key: (path.name, _content(path)) for key, path in files.items()}
    return _prepared(template, tuple(sorted((key, *content) for key, content in contents.items())))


@lru_cache(maxsize=8)
def _prepared(template: bytes, pictures: tuple[tuple[str, str, bytes], ...]) -> bytes:
    parts = read_package(template, "certificate.docx")
    package = _Package(parts)
    given = {key: (name, content) for key, name, content in pictures}
    for properties in list(package.document.iter(qn("wp:docPr"))):
        drawing = next(properties.iterancestors(qn("w:drawing")), None)
        if drawing is None:
            continue
        key = _KEYS.get(properties.get("name", ""), "")
        if properties.get("name") == wording.QR_NAME:
            package.move(drawing, QR_PART)
        elif key in given:
            picture = _as_png(*given[key])
            properties.set("name", wording.LOGO_NAMES[key])
            _fit(drawing, _proportions(given[key][0], picture))
            package.move(drawing, f"word/media/{key}.png", picture)
        elif key:
            _remove(drawing)
    return package.saved()


class _Package:
    """The parts of a template whose pictures are moved to parts of their own."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts
        self.document = parse_strictly(parts[_MAIN_PART])
        self._relationships = parse_strictly(parts[_RELATIONSHIPS])

    def move(self, drawing: Element, part: str, content: bytes | None = None) -> None:
        """Give the picture of a drawing a part of its own; with other content where there is some."""
        (blip,) = drawing.iter(qn("a:blip"))
        embedded = blip.get(qn("r:embed"), "")
        (old,) = (each for each in self._relationships if each.get("Id") == embedded)
        self._parts[part] = self._parts[f"word/{old.get('Target')}"] if content is None else content
        identifier = f"picture_{Path(part).stem}"
        blip.set(qn("r:embed"), identifier)
        for each in [each for each in self._relationships if each.get("Id") == identifier]:
            self._relationships.remove(each)
        target = {"Id": identifier, "Type": RELATIONSHIP_TYPE.IMAGE, "Target": part.removeprefix("word/")}
        etree.SubElement(self._relationships, old.tag, target)

    def saved(self) -> bytes:
        """The package without the pictures that nothing shows any more."""
        shown = {blip.get(qn("r:embed")) for blip in self.document.iter(qn("a:blip"))}
        images = [each for each in self._relationships if each.get("Type") == RELATIONSHIP_TYPE.IMAGE]
        for each in images:
            if each.get("Id") not in shown:
                self._relationships.remove(each)
        kept = {f"word/{each.get('Target')}" for each in self._relationships}
        for each in images:
            if (part := f"word/{each.get('Target')}") not in kept:
                self._parts.pop(part, None)
        for name, root in ((_MAIN_PART, self.document), (_RELATIONSHIPS, self._relationships)):
            self._parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return write_package(self._parts)


def _remove(drawing: Element) -> None:
    """Take a drawing's run out, and its paragraph where nothing is left in it."""
    run = next(drawing.iterancestors(qn("w:r")))
    paragraph = next(run.iterancestors(qn("w:p")))
    above = paragraph.getparent()
    holder = run.getparent()
    if holder is not None:
        holder.remove(run)
    if above is not None and next(paragraph.iter(qn("w:r")), None) is None:
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
        if lost := _lost_when_drawn(content):
            raise RefusedError(Problem("PICTURE_INCOMPLETE", file=name, found=lost, values={"file": name}))
        return bytes(resvg_py.svg_to_bytes(svg_string=content.decode("utf-8-sig"), width=_SVG_PIXELS))
    except (ValueError, UnicodeDecodeError, etree.XMLSyntaxError) as error:
        raise _not_a_picture(name, str(error)) from error


def _lost_when_drawn(svg: bytes) -> str:
    """What of an SVG would be missing in silence: text where its font is not installed, other files."""
    for element in parse_strictly(svg).iter(f"{_SVG}text", f"{_SVG}image", f"{_SVG}foreignObject"):
        links = (element.get("href", ""), element.get(f"{_XLINK}href", ""))
        if not any(link.startswith("data:") for link in links):
            return f"<{etree.QName(element).localname}>"
    return ""


def _proportions(name: str, picture: bytes) -> float:
    try:
        image = Image.from_file(BytesIO(picture))
        return float(image.px_width) / float(image.px_height)
    except (UnrecognizedImageError, ZeroDivisionError, ValueError, EOFError, OSError) as error:
        raise _not_a_picture(name, type(error).__name__) from error


def _not_a_picture(name: str, reason: str) -> RefusedError:
    return RefusedError(Problem("PICTURE_UNREADABLE", file=name, found=reason, values={"file": name}))
