"""Writes the address of the register's database into the configuration of an archive."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from cts_docs.errors import Problem, RefusedError
from cts_docs.files.writing import write_file

_TABLE, _KEY = "register", "url"
_HEADING = re.compile(r"^\[register\][^\n]*\n?", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*url[ \t]*=[^\n]*\n?", re.MULTILINE)


def name_database(configuration: Path, database: str) -> None:
    """Write the address of the register's database, or remove the line where the address is empty.

    Every other character stays. Raises RefusedError where that is impossible and the line has to be
    written by hand.
    """
    try:
        before = configuration.read_bytes().decode("utf-8-sig") if configuration.is_file() else ""
        after = with_database(before, database)
        right = _without_address(after) == _without_address(before)
        right = right and tomllib.loads(after).get(_TABLE, {}).get(_KEY, "") == database
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RefusedError(_by_hand(configuration, database)) from error
    if not right:
        raise RefusedError(_by_hand(configuration, database))
    write_file(configuration, after.encode())


def with_database(text: str, database: str) -> str:
    """The text of a configuration with the address of another database, or of none."""
    line = f"{_KEY} = {json.dumps(database, ensure_ascii=False)}\n" if database else ""
    heading = _HEADING.search(text)
    if heading is None:
        ended = text if not text or text.endswith("\n") else f"{text}\n"
        return f"{ended}\n[{_TABLE}]\n{line}".lstrip("\n") if line else text
    following = re.compile(r"^\[", re.MULTILINE).search(text, heading.end())
    end = following.start() if following else len(text)
    inside = _LINE.sub("", text[heading.end() : end])
    return f"{text[: heading.end()].rstrip()}\n{line}{inside}{text[end:]}"


def _without_address(text: str) -> dict[str, object]:
    table = tomllib.loads(text)
    kept = {key: value for key, value in table.pop(_TABLE, {}).items() if key != _KEY}
    return {**table, _TABLE: kept}


def _by_hand(configuration: Path, database: str) -> Problem:
    return Problem("MOVE_CONFIGURATION", file=str(configuration), found=database)
