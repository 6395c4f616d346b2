"""Which face stands in for each that the documents ask for, told to LibreOffice by fontconfig.

Without it 宋体 falls to whatever Chinese, Japanese or Korean face comes first, with
Japanese forms of 直 or 骨. The file written here names simplified-Chinese faces in order
and hides those of other regions from the process.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from cts_docs.documents.pdf.program import run_program
from cts_docs.errors import Problem

State = Literal["installed", "stand_in", "other_style", "missing", "unknown"]

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
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A face that documents ask for, under its names; stand-ins of its style, then of another, best first."""

    names: tuple[str, ...]
    same_style: tuple[str, ...]
    other_style: tuple[str, ...] = ()

    @property
    def in_order(self) -> tuple[str, ...]:
        """Every face that may be used, the wanted one first."""
        return (*self.names, *self.same_style, *self.other_style)


WANTED = (
    Wanted(("宋体", "SimSun", "NSimSun", "新宋体"), _SONG_STAND_INS, _HEI_STAND_INS),
    Wanted(("黑体", "SimHei"), _HEI_STAND_INS, _SONG_STAND_INS),
    Wanted(
        ("仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312"),
        _FANG_STAND_INS,
        (*_SONG_STAND_INS, *_HEI_STAND_INS),
    ),
    Wanted(
        ("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312"),
        _KAI_STAND_INS,
        (*_SONG_STAND_INS, *_HEI_STAND_INS),
    ),
    Wanted(
        ("Times New Roman",),
        ("Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman", "FreeSerif", *_SONG_STAND_INS),
        _HEI_STAND_INS,
    ),
    Wanted(
        ("Arial",),
        ("Liberation Sans", "Arimo", "TeX Gyre Heros", "Nimbus Sans", "FreeSans", *_HEI_STAND_INS),
        _SONG_STAND_INS,
    ),
)
"""The faces of the house style (`documents.typography`), and what may stand in for each."""


@dataclass(frozen=True, slots=True)
class FaceFound:
    """What this machine uses for the face `wanted`.

    `state` is `installed`, `stand_in` (another face of the same style), `other_style` (a
    simplified-Chinese face of another style), `missing` (nothing suitable), or `unknown`
    where the system has no fontconfig to ask.
    """

    wanted: str
    used: str
    state: State


def write_configuration(folder: Path) -> Path:
    """Write the fontconfig file for one process into `folder`; it builds on the system's own."""
    path = folder / "fonts.conf"
    path.write_text("\n".join(_configuration()), encoding="utf-8")
    return path


def with_faces(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """`environment` with the faces of a configuration newly written into `folder`."""
    return {**environment, "FONTCONFIG_FILE": str(write_configuration(folder))}


def faces_found(folder: Path) -> tuple[FaceFound, ...]:
    """What this machine uses for each face that documents ask for; `folder` takes the configuration."""
    program = shutil.which("fc-match")
    environment = with_faces(os.environ, folder)
    return tuple(_face_found(program, wanted, environment) for wanted in WANTED)


def face_problems(found: tuple[FaceFound, ...]) -> tuple[Problem, ...]:
    """A warning for each wanted face without any suitable stand-in."""
    return tuple(
        Problem("PDF_FACE_MISSING", "warning", found=face.used, values={"expected": face.wanted})
        for face in found
        if face.state == "missing"
    )


def _face_found(program: str | None, wanted: Wanted, environment: Mapping[str, str]) -> FaceFound:
    name = wanted.names[0]
    if program is None:
        return FaceFound(name, "", "unknown")
    run = run_program([program, "-f", "%{family}", name], environment=environment, seconds=_SECONDS)
    families = [family.strip() for family in run.said.split(",") if family.strip()]
    for state, faces in _states(wanted):
        for face in faces:
            if face in families:
                return FaceFound(name, face, state)
    return FaceFound(name, families[0] if families else "", "missing")


def _states(wanted: Wanted) -> Iterator[tuple[State, tuple[str, ...]]]:
    yield "installed", wanted.names
    yield "stand_in", wanted.same_style
    yield "other_style", wanted.other_style


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
    for wanted in WANTED:
        for name in wanted.names:
            yield from _preference(name, wanted.in_order)
    yield "</fontconfig>"


def _preference(name: str, faces: tuple[str, ...]) -> Iterator[str]:
    """The rule that replaces `name` by `faces`, of which fontconfig takes the first that is installed."""
    yield f'<match target="pattern"><test qual="first" name="family"><string>{name}</string></test>'
    yield '<edit name="family" mode="assign" binding="same">'
    yield from (f"<string>{face}</string>" for face in faces)
    yield "</edit></match>"
