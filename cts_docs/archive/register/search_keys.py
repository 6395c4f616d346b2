"""The texts in which entries are found: written alike whatever the width, case or form of their signs.

They are searched as they are, sign by sign: a full-text tokenizer would take a run of Chinese
for one word and miss two characters inside a name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from cts_docs.archive.register.schema import TEXTS

SEARCHED = (
    "number",
    "certificate",
    "client",
    "credit_code",
    "scope",
    "audit_type",
    "specification",
    "grade_name",
    "issued",
    "granted",
    "valid_until",
)


def normalised(text: str) -> str:
    """A text as it is compared: full and half width, upper and lower case are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def index_entry(connection: Connection, entry: Mapping[str, Any], report: str | None = None) -> None:
    """Write the texts of an entry; without `report` those of its report stay as they were."""
    number = entry["number"]
    if report is None:
        asked = select(TEXTS.c.report).where(TEXTS.c.number == number)
        report = connection.execute(asked).scalar() or ""
    connection.execute(TEXTS.delete().where(TEXTS.c.number == number))
    connection.execute(TEXTS.insert().values(**texts_of(entry, report)))


def texts_of(entry: Mapping[str, Any], report: str) -> dict[str, str]:
    """The row of an entry's texts; the facts count that are named in SEARCHED."""
    facts = "\n".join(str(entry[name]) for name in SEARCHED if entry[name] is not None)
    return {"number": str(entry["number"]), "facts": normalised(facts), "report": normalised(report)}
