"""The faces that replace those of the house style where they are not installed, as a fontconfig file.

Without it 宋体 is replaced by whatever Chinese, Japanese or Korean face comes first, with
Japanese forms of 直 or 骨. The file written here names simplified-Chinese faces in order
and hides those of other regions from LibreOffice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

_SONG_STAND_INS = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "思源宋体",
    "Songti SC",
    "STSong",
    "华文宋体",
    "AR PL UMing CN",
)
_HEI_STAND_INS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "思源黑体",
    "Microsoft YaHei",
    "PingFang SC",
    "Heiti SC",
    "STHeiti",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
_FANG_STAND_INS = ("STFangsong", "华文仿宋", "Zhuque Fangsong (technical preview)")
_KAI_STAND_INS = ("STKaiti", "华文楷体", "Kaiti SC", "LXGW WenKai", "AR PL UKai CN")
_REGIONS = ("JP", "KR", "TC", "HK")
_FOREIGN = (
    *(f"Noto {style} CJK {region}" for style in ("Sans", "Serif", "Sans Mono") for region in _REGIONS),
    *(f"Noto {style} {region}" for style in ("Sans", "Serif") for region in _REGIONS),
    # Source Han without a suffix is the Japanese one.
    *("Source Han Sans", "Source Han Serif", "IPAGothic", "IPAMincho", "IPAPGothic", "IPAPMincho"),
    *("TakaoGothic", "TakaoMincho", "TakaoPGothic", "TakaoPMincho", "VL Gothic", "VL PGothic"),
    *("MS Gothic", "MS Mincho", "MS PGothic", "MS PMincho", "Hiragino Sans", "Hiragino Mincho ProN"),
)
_SYSTEM = "/etc/fonts/fonts.conf"


@dataclass(frozen=True, slots=True)
class FaceRequest:
    """A face that documents ask for, under its names; stand-ins of its style, then of another, best first."""

    names: tuple[str, ...]
    same_style: tuple[str, ...]
    other_style: tuple[str, ...] = ()

    @property
    def in_order(self) -> tuple[str, ...]:
        """Every face that may be used, the wanted one first."""
        return (*self.names, *self.same_style, *self.other_style)


FACE_REQUESTS = (
    FaceRequest(("宋体", "SimSun", "NSimSun", "新宋体"), _SONG_STAND_INS, _HEI_STAND_INS),
    FaceRequest(("黑体", "SimHei"), _HEI_STAND_INS, _SONG_STAND_INS),
    FaceRequest(
        ("仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312"),
        _FANG_STAND_INS,
        (*_SONG_STAND_INS, *_HEI_STAND_INS),
    ),
    FaceRequest(
        ("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312"),
        _KAI_STAND_INS,
        (*_SONG_STAND_INS, *_HEI_STAND_INS),
    ),
    FaceRequest(
        ("Times New Roman",),
        ("Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman", "FreeSerif", *_SONG_STAND_INS),
        _HEI_STAND_INS,
    ),
    FaceRequest(
        ("Arial",),
        ("Liberation Sans", "Arimo", "TeX Gyre Heros", "Nimbus Sans", "FreeSans", *_HEI_STAND_INS),
        _SONG_STAND_INS,
    ),
)
"""The faces of the house style (`ooxml.styles`), and what may stand in for each."""


def write_configuration(folder: Path) -> Path:
    """Write the fontconfig file for one process into `folder`; it builds on the system's own."""
    path = folder / "fonts.conf"
    path.write_text("\n".join(_configuration()), encoding="utf-8")
    return path


def with_faces(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """`environment` with the faces of a configuration newly written into `folder`."""
    return {**environment, "FONTCONFIG_FILE": str(write_configuration(folder))}


def _configuration() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    yield "<fontconfig>"
    system = os.environ.get("FONTCONFIG_FILE") or _SYSTEM
    yield f'<include ignore_missing="yes">{escape(system)}</include>'
    yield "<selectfont><rejectfont>"
    for family in _FOREIGN:
        yield f'<pattern><patelt name="family"><string>{family}</string></patelt></pattern>'
    yield "</rejectfont></selectfont>"
    for wanted in FACE_REQUESTS:
        for name in wanted.names:
            yield from _preference(name, wanted.in_order)
    yield "</fontconfig>"


def _preference(name: str, faces: tuple[str, ...]) -> Iterator[str]:
    """The rule that replaces `name` by `faces`, of which fontconfig takes the first that is installed."""
    yield f'<match target="pattern"><test qual="first" name="family"><string>{name}</string></test>'
    yield '<edit name="family" mode="assign" binding="same">'
    yield from (f"<string>{face}</string>" for face in faces)
    yield "</edit></match>"
