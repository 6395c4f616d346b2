"""Which keys `cts-docs.toml` may hold, of which type and range."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cts_docs.errors import Problem

Kind = Literal["text", "whole", "switch", "pattern", "folder"]
TomlValue = object


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its kind, the most characters of a text, the least and greatest whole number."""

    kind: Kind
    limit: int = 200
    least: int = 0
    most: int = 0

    @property
    def expected(self) -> str:
        """What may stand here, as a problem says it (the same in both languages)."""
        match self.kind:
            case "whole":
                return f"{self.least}–{self.most}"
            case "switch":
                return "true / false"
            case _:
                return '"…"'


TABLES: Mapping[str, Mapping[str, Key]] = {
    "body": {
        "name": Key("text", 60),
        "name_en": Key("text", 120),
        "address": Key("text", 100),
        "address_en": Key("text", 200),
        "code": Key("text", 30),
        "telephone": Key("text", 50),
    },
    "certificate": {
        "number_pattern": Key("pattern", 100),
        "validity_years": Key("whole", least=1, most=10),
        "surveillance_months": Key("whole", least=1, most=60),
        "specification_name_en": Key("text", 200),
        "signatory": Key("text", 50),
        "query_address": Key("text", 100),
        "approval_number": Key("text", 50),
        "accreditation_mark": Key("text", 50),
    },
    "report": {
        "number_pattern": Key("pattern", 100),
        "internal_annex": Key("switch"),
    },
    "issuing": {
        "second_person": Key("switch"),
        "pdf": Key("switch"),
        "signing_key": Key("text", 1000),
        "public_key": Key("text", 1000),
    },
    "documents": {
        "footer": Key("text", 40),
    },
    "archive": {
        "retention_years": Key("whole", least=2, most=100),
    },
    "register": {
        "url": Key("text", 1000),
    },
    "serve": {
        "user_header": Key("text", 100),
        "proxy": Key("text", 50),
        "public_host": Key("text", 260),
    },
}
FOLDERS: Mapping[str, Key] = {"specifications": Key("folder", 1000), "templates": Key("folder", 1000)}
READINGS = "readings"


def fault(path: str, key: Key, value: TomlValue) -> Problem | None:
    """What is wrong with a value by its own type and range; None where nothing is."""
    match key.kind:
        case "switch":
            right = isinstance(value, bool)
        case "whole":
            right = isinstance(value, int) and not isinstance(value, bool)
        case _:
            right = isinstance(value, str)
    if not right:
        return Problem("SETTINGS_TYPE", field=path, found=written(value), values={"expected": key.expected})
    if isinstance(value, str):
        return _text_fault(path, key, value)
    if key.kind == "whole" and not (isinstance(value, int) and key.least <= value <= key.most):
        return Problem("SETTINGS_RANGE", field=path, found=written(value), values={"expected": key.expected})
    return None


def written(value: TomlValue) -> str:
    """A value of the file about as it is written there, shortened."""
    match value:
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "{…}"
        case list():
            return "[…]"
        case datetime.date() | datetime.time():
            return value.isoformat()
        case str():
            return value if len(value) <= 80 else value[:79] + "…"
        case _:
            return str(value)


def _text_fault(path: str, key: Key, value: str) -> Problem | None:
    if len(value) > key.limit:
        expected = str(key.limit)
        return Problem(
            "SETTINGS_TEXT_LENGTH", field=path, found=str(len(value)), values={"expected": expected}
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        return Problem("SETTINGS_TEXT_CONTROL", field=path, found=repr(value)[1:-1][:80])
    return None
