"""The page designs of the certificate: colours, faces, edges, and the styles of its paragraphs.

All have the same content in the same table; a body chooses one by `[certificate] design`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from cts_docs.documents.ooxml.elements import Attributes
from cts_docs.documents.ooxml.styles import FANG, HEI, KAI, NAMESPACE, SONG, Align, Face, twips
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.settings.model import CERTIFICATE_DESIGNS

STYLE_PREFIX = "Certificate"
QR_PART = "word/media/qr.png"
"""The part that rendering replaces by the QR code of the audit."""
_NAVY, _GOLD, _TEAL, _BLACK, _WHITE = "1F3864", "9C7A3C", "17594A", "000000", "FFFFFF"
_GREY, _PALE = "595959", "BFBFBF"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: `size` in half-points; `before` and `after` in twips, `line` too and exact.

    Without `line` a line is as high as what stands in it.
    """

    face: Face
    size: int
    line: int
    before: int = 0
    after: int = 0
    align: Align = "left"
    bold: bool = False
    colour: str = _BLACK
    shade: str = ""
    outdent: int = 0

    def element(self, role: str) -> Element:
        """The style as `word/styles.xml` holds it."""
        # Imported here: filling a template needs nothing of what building it needs.
        from docx.oxml.parser import parse_xml

        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shade}"/>' if self.shade else ""
        outdent = f'<w:ind w:left="-{self.outdent}" w:right="-{self.outdent}"/>' if self.outdent else ""
        return parse_xml(
            f'<w:style xmlns:w="{NAMESPACE}" w:type="paragraph" w:customStyle="1"'
            f' w:styleId="{STYLE_PREFIX}{role}"><w:name w:val="{STYLE_PREFIX} {role}"/>'
            f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{shade}'
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line or 240}"'
            f' w:lineRule="{"exact" if self.line else "auto"}"/>{outdent}<w:jc w:val="{self.align}"/>'
            "</w:pPr><w:rPr>"
            f'<w:rFonts w:ascii="{self.face.latin}" w:hAnsi="{self.face.latin}"'
            f' w:eastAsia="{self.face.east_asian}" w:cs="{self.face.latin}"/>'
            f"{'<w:b/><w:bCs/>' if self.bold else ''}"
            f'<w:color w:val="{self.colour}"/><w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>'
            "</w:rPr></w:style>"
        )


def _styles(title: Face, text: Face, accent: str) -> dict[str, Style]:
    """The styles by role, at the size of the most generous certificate; `English` ones are smaller."""
    return {
        "Marks": Style(SONG, 16, 0, after=120, align="center"),
        "Picture": Style(SONG, 16, 0, align="center"),
        "Body": Style(title, 34, 520, align="center", colour=accent),
        "BodyEnglish": Style(SONG, 24, 320, align="center", colour=accent),
        "Address": Style(text, 18, 260, align="center", colour=_GREY),
        "AddressEnglish": Style(SONG, 17, 220, align="center", colour=_GREY),
        "Title": Style(title, 68, 960, before=200, align="center", colour=accent),
        "TitleEnglish": Style(SONG, 30, 420, align="center", colour=accent),
        "Number": Style(text, 22, 320, before=80, align="center"),
        "Statement": Style(text, 25, 420, before=160, after=40),
        "StatementEnglish": Style(SONG, 20, 270, after=100),
        "Label": Style(HEI, 21, 380, before=70, colour=accent),
        "LabelEnglish": Style(SONG, 17, 230, after=50, colour=_GREY),
        "Value": Style(text, 26, 400, before=70),
        "ValueStrong": Style(HEI, 28, 420, before=70),
        "ValueEnglish": Style(SONG, 22, 290, after=50),
        "Note": Style(text, 18, 260, before=40),
        "NoteEnglish": Style(SONG, 16, 200),
        "End": Style(SONG, 8, 20),
        "Caption": Style(text, 15, 200, align="center", colour=_GREY),
        "CaptionEnglish": Style(SONG, 13, 170, align="center", colour=_GREY),
        "Sign": Style(text, 22, 340, before=200),
    }


@dataclass(frozen=True, slots=True)
class Design:
    """A page design: its styles by role, the edges of the page and of the table, margins in twips."""

    styles: Mapping[str, Style]
    page_edge: Attributes | None
    row_edge: Attributes
    outer_edge: Attributes
    side: int = twips(22)
    top: int = twips(20)
    bottom: int = twips(15)


def _edge(style: str, eighths: int, colour: str, space: int = 0) -> Attributes:
    return {"w:val": style, "w:sz": eighths, "w:space": space, "w:color": colour}


def _frame() -> Design:
    """A gold double frame around the page, heading and title centred in navy."""
    styles = _styles(HEI, SONG, _NAVY)
    return Design(
        styles,
        page_edge=_edge("thinThickSmallGap", 24, _GOLD, 22),
        row_edge=_edge("single", 4, "D9CDB4"),
        outer_edge=_edge("single", 8, _GOLD),
    )


def _band() -> Design:
    """The body's name in white on a coloured band across the page."""
    side = twips(22)
    styles = _styles(HEI, SONG, _TEAL)
    for role in ("Body", "BodyEnglish", "Address", "AddressEnglish"):
        styles[role] = replace(styles[role], colour=_WHITE, shade=_TEAL, outdent=side)
    return Design(
        styles,
        page_edge=None,
        row_edge=_edge("single", 4, _PALE),
        outer_edge=_edge("single", 12, _TEAL),
        side=side,
        top=twips(14),
    )


def _plain() -> Design:
    """Black on white in 楷体 and 仿宋, with a rule above and below: for printed certificate paper."""
    styles = _styles(KAI, FANG, _BLACK)
    return Design(
        styles,
        page_edge=None,
        row_edge=_edge("nil", 0, "auto"),
        outer_edge=_edge("double", 6, _BLACK),
        side=twips(23),
        top=twips(24),
        bottom=twips(20),
    )


DESIGNS: Mapping[str, Design] = MappingProxyType(
    dict(zip(CERTIFICATE_DESIGNS, (_frame(), _band(), _plain()), strict=True))
)
