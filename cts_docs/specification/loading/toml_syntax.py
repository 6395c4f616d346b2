"""TOML text to tables, with the line of a fault and the key path of a doubled key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal

from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.loading.table_reader import shown

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_KEY = re.compile(r"""^\s*([\w."'-]+)\s*=""")
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_INLINE = re.compile(r"^Duplicate inline table key '(.+?)'")
_DOUBLED = ("Cannot overwrite", "Cannot declare", "Duplicate inline table key")


def parse(content: bytes) -> Mapping[str, object]:
    """The tables of a TOML file, decimals exact.

    Raises RefusedError: SPEC_ENCODING, SPEC_SYNTAX, or SPEC_KEY_DOUBLED with the key path.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RefusedError(Problem("SPEC_ENCODING", values={"line": str(line)})) from None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise RefusedError(_syntax("—", "", "nested too deeply")) from None
    except (ValueError, ArithmeticError) as error:
        raise RefusedError(_fault(text, str(error))) from None


def _fault(text: str, error: str) -> Problem:
    lines = text.split("\n")
    place = _LINE.search(error)
    number = min(int(place.group(1)), len(lines)) if place else len(lines)
    detail = error.partition(" (at ")[0]
    if detail.startswith(_DOUBLED):
        path = _doubled_path(lines[:number], detail)
        return Problem("SPEC_KEY_DOUBLED", field=path, found=path, values={"line": str(number)})
    return _syntax(str(number), lines[number - 1].strip(), detail)


def _syntax(line: str, found: str, detail: str) -> Problem:
    return Problem("SPEC_SYNTAX", found=shown(found), values={"line": line, "detail": detail})


def _doubled_path(lines: list[str], detail: str) -> str:
    """The path of the key that the last of `lines` gives a second time.

    The parser names a line only. The path is its table's header, the key at the start of the
    line (or of the list that the line belongs to), and the place in that list.
    """
    table = _table_path(lines)
    starts = [index for index, line in enumerate(lines) if _KEY.match(line)]
    if not starts or _HEADER.match(lines[-1]):
        return table
    start = starts[-1]
    path = ".".join(part for part in (table, lines[start].partition("=")[0].strip()) if part)
    inline = _INLINE.match(detail)
    if inline is None:
        return path
    entry = sum(line.lstrip().startswith("{") for line in lines[start + 1 :]) - 1
    return f"{path}[{entry}].{inline.group(1)}" if entry >= 0 else f"{path}.{inline.group(1)}"


def _table_path(lines: list[str]) -> str:
    headers = [match for match in map(_HEADER.match, lines) if match is not None]
    if not headers:
        return ""
    bracket, name = headers[-1].groups()
    if bracket == "[":
        return name
    return f"{name}[{sum(header.group(2) == name for header in headers) - 1}]"
