"""Searching entries by words: in client, number, scope, grade and dates, and in the report's text."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from cts_docs.archive.lifecycle.listing import EntrySummary, entry_summary
from cts_docs.archive.register.faults import repeated
from cts_docs.archive.register.history import row_on
from cts_docs.archive.register.integrity import row_faults
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.schema import ENTRIES, TEXTS, row_fits
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import Problem, RefusedError
from cts_docs.text import folded

Where = Literal["entry", "report"]
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An entry with all the words: in its own facts, or only together with the text of its report."""

    entry: EntrySummary
    where: Where


@repeated
def search(
    register: Register, words: str, as_of: datetime.date, *, historic: bool = False
) -> tuple[SearchHit, ...]:
    """The entries with all of some words, separated by white space; those with them in their facts first.

    They are shown as they stand on a day; see `rows_on` for `historic`. A word may be any part of a
    name. Raises RefusedError where no word is given.
    """
    searched = list(dict.fromkeys(filter(None, map(folded, words.split()))))
    if not 0 < len(searched) <= _MOST_WORDS:
        raise RefusedError(Problem("SEARCH_WORDS", found=words, values={"expected": str(_MOST_WORDS)}))
    with register.reading() as snapshot:
        rows = snapshot.connection.execute(query(snapshot.connection, searched)).mappings().all()
        hits = (_hit(snapshot, dict(row), as_of, historic) for row in rows)
        return tuple(hit for hit in hits if hit is not None)


def query(connection: Connection, words: list[str]) -> Select[Any]:
    """The query for all words: each in the facts or in the report's text of an entry."""

    def contains(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
        # SQLite and PostgreSQL name the same function differently.
        position = func.instr if connection.dialect.name == "sqlite" else func.strpos
        return position(column, word) > 0

    facts = and_(*(contains(TEXTS.c.facts, word) for word in words))
    anywhere = and_(*(or_(contains(TEXTS.c.facts, word), contains(TEXTS.c.report, word)) for word in words))
    return (
        select(ENTRIES, facts.label("in_facts"))
        .join(TEXTS, TEXTS.c.number == ENTRIES.c.number)
        .where(anywhere)
        .order_by(facts.desc(), ENTRIES.c.number)
    )


def _hit(snapshot: Snapshot, row: dict[str, Any], as_of: datetime.date, historic: bool) -> SearchHit | None:
    """An entry that was found; None where it did not exist on the day."""
    where: Where = "entry" if row.pop("in_facts") else "report"
    if not row_fits(ENTRIES, row):
        raise RefusedError(Problem("REGISTER_DAMAGED", found=ENTRIES.name))
    number = str(row["number"])
    faults = row_faults(snapshot, (number,)).get(number, ())
    stands = row_on(snapshot, row, as_of, historic=historic)
    return SearchHit(entry_summary(stands, as_of, faults), where) if stands else None
