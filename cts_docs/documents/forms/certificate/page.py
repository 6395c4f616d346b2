"""How the certificate's one page is divided: its fixed lines, and the room left for the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cts_docs.documents.forms.certificate.density import Value, lines
from cts_docs.documents.ooxml.styles import A4_LONG, A4_SHORT, HEI, SONG, Align, Face, twips
from cts_docs.documents.wording import certificate as wording

QR_PART = "word/media/image1.png"
"""The part that rendering puts the audit's own QR code into."""

SIDE, TOP, BOTTOM = twips(22), twips(18), twips(13)
WIDTH = A4_SHORT - 2 * SIDE
LABEL_WIDTH = twips(40)
NARROW_VALUE_WIDTH = twips(46)
GRID = (
    LABEL_WIDTH,
    NARROW_VALUE_WIDTH,
    WIDTH - LABEL_WIDTH - 2 * NARROW_VALUE_WIDTH,
    NARROW_VALUE_WIDTH,
)
WIDE_ROWS = ("client", "address", "scope", "specification", "grade")
NARROW_ROWS = (("granted", "until"), ("first", "cycle"))
_MARGINS = twips(4)
SEAL_HEIGHT = twips(44)
_HEIGHT = A4_LONG - TOP - BOTTOM
_SLACK = twips(8)


@dataclass(frozen=True, slots=True)
class Line:
    """A fixed line of the page: `size` in half-points, `height` of each of its lines in twips.

    `key` names the value it prints, where it prints one; English lines stand on bilingual
    certificates only.
    """

    words: str
    size: int
    height: int
    key: str = ""
    english: bool = False
    face: Face = SONG
    before: int = 0
    align: Align = "center"


HEADING = (
    Line("{{ chinese.body }}", 30, 460, "body", face=HEI),
    Line("{{ english.body }}", 22, 300, "body", english=True),
    Line("{{ chinese.body_address }}", 18, 240, "body_address"),
    Line("{{ english.body_address }}", 16, 210, "body_address", english=True),
    Line(wording.TITLE, 56, 800, face=HEI, before=160),
    Line(wording.TITLE_EN, 26, 340, english=True),
    Line("{{ number_line }}", 21, 320, before=60),
    Line(wording.STATEMENT, 18, 260, before=80, align="left"),
    Line(wording.STATEMENT_EN, 16, 200, english=True, align="left"),
)
NOTES = (
    Line("{{ chinese.surveillance }}", 18, 250, "surveillance", before=40, align="left"),
    Line("{{ english.surveillance }}", 16, 190, "surveillance", english=True, align="left"),
    Line(wording.NOT_A_SYSTEM, 18, 250, before=40, align="left"),
    Line(wording.NOT_A_SYSTEM_EN, 16, 190, english=True, align="left"),
    Line(wording.PREVAILS, 18, 250, english=True, before=40, align="left"),
    Line(wording.PREVAILS_EN, 16, 190, english=True, align="left"),
)
EXTRA = Line("{{ line.label }}：{{ line.value }}", 18, 240, align="left")


def rows(chinese: Mapping[str, str], english: Mapping[str, str]) -> list[list[Value]]:
    """The rows of values with the widths of their columns."""
    wide = WIDTH - LABEL_WIDTH - _MARGINS
    narrow = NARROW_VALUE_WIDTH - _MARGINS

    def value(key: str, width: int) -> Value:
        return Value(chinese[key], english.get(key, ""), width)

    return [
        *([value(key, wide)] for key in WIDE_ROWS),
        *([value(key, narrow) for key in pair] for pair in NARROW_ROWS),
    ]


def room(chinese: Mapping[str, str], english: Mapping[str, str], extras: Sequence[Mapping[str, str]]) -> int:
    """The height in twips that is left for the values between heading and notes."""
    fixed = sum(
        _height(line, (english if line.english else chinese).get(line.key, line.words))
        for line in (*HEADING, *NOTES)
        if english or not line.english
    )
    fixed += sum(_height(EXTRA, f"{extra['label']}：{extra['value']}") for extra in extras)
    return _HEIGHT - SEAL_HEIGHT - _SLACK - fixed


def _height(line: Line, words: str) -> int:
    return line.before + lines(words, line.size, WIDTH) * line.height
