"""The texts in which entries are searched, under the key in which characters that look alike are equal.

They are searched as substrings: a full-text tokenizer would take a run of Chinese for one word and
miss two characters inside a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from cts_docs.archive.register.schema import TEXTS
from cts_docs.text import folded

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


def folded_lines(text: str) -> str:
    """A text as it is searched: each line folded, so that no word is found across two of them."""
    return "\n".join(map(folded, text.splitlines()))


def index_entry(connection: Connection, entry: Mapping[str, Any], report: str | None = None) -> None:
    """Write the search texts of an entry; without `report` the text of its report is kept."""
    number = entry["number"]
    if report is None:
        asked = select(TEXTS.c.report).where(TEXTS.c.number == number)
        report = connection.execute(asked).scalar() or ""
    connection.execute(TEXTS.delete().where(TEXTS.c.number == number))
    connection.execute(TEXTS.insert().values(**search_row(entry, report)))


def search_row(entry: Mapping[str, Any], report: str) -> dict[str, str]:
    """The row of `texts` for an entry; its facts are the columns named in SEARCHED."""
    facts = "\n".join(str(entry[name]) for name in SEARCHED if entry[name] is not None)
    return {"number": str(entry["number"]), "facts": folded_lines(facts), "report": folded_lines(report)}
