"""Number patterns: how a body composes the numbers of its reports and certificates."""

from __future__ import annotations

import re
from string import Formatter

PLACEHOLDERS = ("body", "year", "scheme", "serial", "cycle")
_WHOLE = frozenset({"year", "serial", "cycle"})
_WIDTH = re.compile(r"0?[1-9]?d?")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def numbered(pattern: str, *, body: str, scheme: str, year: int, serial: int, cycle: int) -> str:
    """The number that a checked pattern makes of its parts: `{body}-{year}-{serial:04d}` and so on."""
    return pattern.format(body=body, scheme=scheme, year=year, serial=serial, cycle=cycle)


def faults(pattern: str, body_code: str) -> tuple[tuple[str, str], ...]:
    """What is wrong with a pattern: message codes, each with the part of the pattern that is meant."""
    try:
        parts = tuple(Formatter().parse(pattern))
    except ValueError:
        return (("PATTERN_BRACES", pattern),)
    named = [(name, spec or "") for _, name, spec, conversion in parts if name is not None]
    found = [
        ("PATTERN_PLACEHOLDER", "{" + name + (f":{spec}" if spec else "") + "}")
        for name, spec in named
        if not _known(name, spec)
    ]
    found += [("PATTERN_PLACEHOLDER", f"!{conversion}") for *_, conversion in parts if conversion]
    found += [("PATTERN_CHARACTER", unsafe) for unsafe in _unsafe(parts)]
    names = {name for name, _ in named}
    if "serial" not in names:
        found.append(("PATTERN_SERIAL", pattern))
    if "body" in names and not body_code:
        found.append(("PATTERN_BODY", "{body}"))
    return tuple(found)


def _known(name: str, spec: str) -> bool:
    if name not in PLACEHOLDERS:
        return False
    return not spec or (name in _WHOLE and _WIDTH.fullmatch(spec) is not None)


def _unsafe(parts: tuple[tuple[str, str | None, str | None, str | None], ...]) -> list[str]:
    """Characters that no file name on Windows may hold: a number names the folder of its package."""
    return sorted({character for literal, *_ in parts for character in _UNSAFE.findall(literal)})
