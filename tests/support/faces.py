"""Stand-ins for 宋体 and 黑体 with other line heights, to lay documents out as other programs would.

LibreOffice's face here is 1.44 em high; 宋体 in Word is 1.3 em. A document whose pages hold under both, and
under a still lower face, does not depend on where one program ends a page.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

SOURCES = {
    "SimSun": Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    "SimHei": Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
}
_SIMPLIFIED = "SC"
_FAMILY_NAMES = (1, 4, 6, 16)


def available() -> bool:
    """Whether the faces that the stand-ins are made of are installed."""
    return all(path.is_file() for path in SOURCES.values())


def write_faces(folder: Path, line_height: float) -> Path:
    """Write the stand-ins, `line_height` in em, and the fontconfig file that adds them; its path."""
    for family, source in SOURCES.items():
        # Without recalculation the outlines, by far the largest part, are copied as they are.
        with TTCollection(source, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as fonts:
            font = next(each for each in fonts if _family(each).endswith(f"CJK {_SIMPLIFIED}"))
            _set_line_height(font, line_height)
            for record in font["name"].names:
                if record.nameID in _FAMILY_NAMES:
                    record.string = family
            font.save(folder / f"{family}.otf")
    configuration = folder / "system.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>'
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return configuration


def _family(font: TTFont) -> str:
    return str(font["name"].getDebugName(1))


def _set_line_height(font: TTFont, line_height: float) -> None:
    unit = font["head"].unitsPerEm
    descent = round(0.2 * unit)
    ascent = round(line_height * unit) - descent
    header, windows = font["hhea"], font["OS/2"]
    header.ascent, header.descent, header.lineGap = ascent, -descent, 0
    windows.sTypoAscender, windows.sTypoDescender, windows.sTypoLineGap = ascent, -descent, 0
    windows.usWinAscent, windows.usWinDescent = ascent, descent
