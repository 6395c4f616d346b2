"""Faces, sizes and paragraph styles of every document: 宋体 body, 黑体 headings, a matching Latin face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Align = Literal["left", "center", "right", "both"]

TWIPS_PER_MM = 1440 / 25.4
A4_SHORT, A4_LONG = 11906, 16838
"""The sides of the paper in twips."""

TWO, THREE, FOUR, SMALL_FOUR, FIVE, SMALL_FIVE = 44, 32, 28, 24, 21, 18
"""二号, 三号, 四号, 小四, 五号 and 小五 in half-points."""


@dataclass(frozen=True, slots=True)
class Face:
    """A pair of faces: `latin` for Latin letters and digits, `east_asian` for Chinese."""

    latin: str
    east_asian: str


SONG = Face("Times New Roman", "宋体")
HEI = Face("Arial", "黑体")
FANG = Face("Times New Roman", "仿宋")
KAI = Face("Times New Roman", "楷体")


def twips(millimetres: float) -> int:
    """A length in twentieths of a point, the unit of WordprocessingML."""
    return round(millimetres * TWIPS_PER_MM)


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: sizes in half-points, spacing and indents in twips, `line` in 240ths of a line."""

    id: str
    name: str
    face: Face = SONG
    size: int = SMALL_FOUR
    bold: bool = False
    align: Align = "left"
    before: int = 0
    after: int = 0
    line: int = 240
    outline: int | None = None
    keep_next: bool = False
    page_break: bool = False
    left: int = 0
    hanging: int = 0
    first_line_characters: int = 0
    right_tab: int = 0
    based_on: str = "Normal"
    next: str = ""


TEXT_WIDTH = twips(170)
_ITEM = 420

PARAGRAPH_STYLES: tuple[Style, ...] = (
    Style("Normal", "Normal", line=300, based_on=""),
    Style("Body", "Body Text", line=320, align="both", first_line_characters=200),
    Style("Clause", "Clause", line=320, align="both"),
    Style("Label", "Label", HEI, line=320, keep_next=True),
    Style("Value", "Value", line=320, left=2 * _ITEM),
    Style("Item1", "Item 1", line=320, left=2 * _ITEM, hanging=_ITEM),
    Style("Item2", "Item 2", line=320, left=3 * _ITEM, hanging=_ITEM),
    Style("Item3", "Item 3", line=320, left=4 * _ITEM, hanging=_ITEM),
    Style("Title", "Title", HEI, TWO, True, "center", before=240, after=240, line=360),
    Style("Subtitle", "Subtitle", HEI, THREE, align="center", before=120, after=120, line=300),
    Style(
        "Heading1", "heading 1", HEI, FOUR, True, before=240, after=120, line=300, outline=0, keep_next=True
    ),
    Style(
        "Heading2",
        "heading 2",
        HEI,
        SMALL_FOUR,
        True,
        before=160,
        after=80,
        line=300,
        outline=1,
        keep_next=True,
    ),
    Style(
        "Heading3", "heading 3", HEI, SMALL_FOUR, before=120, after=60, line=300, outline=2, keep_next=True
    ),
    Style("Heading4", "heading 4", HEI, SMALL_FOUR, before=80, after=40, line=300, outline=3, keep_next=True),
    Style(
        "AnnexHeading",
        "Annex Heading",
        HEI,
        FOUR,
        True,
        "center",
        after=120,
        line=300,
        outline=0,
        keep_next=True,
        page_break=True,
        based_on="Heading1",
    ),
    Style("Caption", "caption", HEI, FIVE, align="center", before=160, after=60, keep_next=True),
    Style("FigureCaption", "Figure Caption", HEI, FIVE, align="center", before=60, after=160),
    Style("TableText", "Table Text", size=FIVE),
    Style("TableSmall", "Table Small", size=SMALL_FIVE),
    Style("TableHeader", "Table Header", HEI, FIVE, align="center"),
    Style("TableHeaderSmall", "Table Header Small", HEI, SMALL_FIVE, align="center"),
    Style("Note", "Note", size=FIVE, before=60, line=280),
    Style("NoteItem1", "Note Item 1", size=FIVE, line=280, left=2 * _ITEM, hanging=_ITEM),
    Style("NoteItem2", "Note Item 2", size=FIVE, line=280, left=3 * _ITEM, hanging=_ITEM),
    Style("Spacer", "Spacer", size=8),
    Style("Header", "header", size=SMALL_FIVE),
    Style("Footer", "footer", size=SMALL_FIVE),
    Style("TOCHeading", "TOC Heading", HEI, FOUR, True, "center", after=160, keep_next=True),
    Style("TOC1", "toc 1", right_tab=TEXT_WIDTH),
    Style("TOC2", "toc 2", left=_ITEM, right_tab=TEXT_WIDTH),
    Style("TOC3", "toc 3", left=2 * _ITEM, right_tab=TEXT_WIDTH),
)

FACES: Mapping[str, Face] = MappingProxyType({style.id: style.face for style in PARAGRAPH_STYLES})
"""The faces of a paragraph style's runs, by style id."""


def styles_xml() -> str:
    """The part `word/styles.xml`."""
    paragraphs = "".join(_paragraph_style(style) for style in PARAGRAPH_STYLES)
    return (
        f'<w:styles xmlns:w="{NAMESPACE}">{_defaults()}{paragraphs}'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:uiPriority w:val="99"/><w:rPr><w:color w:val="1F3864"/></w:rPr></w:style>'
        f"{_table_styles()}"
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        "</w:styles>"
    )


def _defaults() -> str:
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(SONG)}<w:kern w:val="2"/>{_size(SMALL_FOUR)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
    )


def _paragraph_style(style: Style) -> str:
    default = ' w:default="1"' if style.id == "Normal" else ""
    base = f'<w:basedOn w:val="{style.based_on}"/>' if style.based_on else ""
    following = f'<w:next w:val="{style.next}"/>' if style.next else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f"{base}{following}<w:qFormat/><w:pPr>{''.join(_paragraph_properties(style))}</w:pPr>"
        f"<w:rPr>{_fonts(style.face)}{'<w:b/><w:bCs/>' if style.bold else ''}{_size(style.size)}</w:rPr>"
        "</w:style>"
    )


def _paragraph_properties(style: Style) -> Iterable[str]:
    if style.keep_next:
        yield "<w:keepNext/><w:keepLines/>"
    if style.page_break:
        yield "<w:pageBreakBefore/>"
    if style.id == "Header":
        yield '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>'
    if style.right_tab:
        yield f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{style.right_tab}"/></w:tabs>'
    yield (
        f'<w:spacing w:before="{style.before}" w:after="{style.after}" w:line="{style.line}"'
        ' w:lineRule="auto"/>'
    )
    if style.left:
        yield f'<w:ind w:left="{style.left}" w:hanging="{style.hanging}"/>'
    elif style.first_line_characters:
        # Word reckons with characters; `firstLine` serves programs that know twips only.
        width = style.first_line_characters * style.size // 10
        yield f'<w:ind w:firstLineChars="{style.first_line_characters}" w:firstLine="{width}"/>'
    yield f'<w:jc w:val="{style.align}"/>'
    if style.outline is not None:
        yield f'<w:outlineLvl w:val="{style.outline}"/>'


def _table_styles() -> str:
    margins = (
        '<w:tblCellMar><w:top w:w="{0}" w:type="dxa"/><w:left w:w="{1}" w:type="dxa"/>'
        '<w:bottom w:w="{0}" w:type="dxa"/><w:right w:w="{1}" w:type="dxa"/></w:tblCellMar>'
    )
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"{margins.format(0, 108)}</w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="ControlledTable"><w:name w:val="Controlled Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders>{margins.format(30, 80)}</w:tblPr></w:style>"
    )


def _fonts(face: Face) -> str:
    return (
        f'<w:rFonts w:ascii="{face.latin}" w:hAnsi="{face.latin}" w:eastAsia="{face.east_asian}"'
        f' w:cs="{face.latin}"/>'
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
