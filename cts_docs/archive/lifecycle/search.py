"""Finding entries by words: in client, number, scope, grade and dates, and in the report's text."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from cts_docs.archive.lifecycle.listing import Listed, listed
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.schema import ENTRIES, TEXTS, fits
from cts_docs.archive.register.search_keys import normalised
from cts_docs.errors import Problem, RefusedError

Where = Literal["entry", "report"]
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that holds all the words: in its own facts, or only with the text of its report."""

    listed: Listed
    where: Where


def search(register: Register, words: str, as_of: datetime.date) -> tuple[Found, ...]:
    """The entries that hold every one of some words, parted by white space; facts before texts.

    A word is any run of characters, also inside a name. Raises RefusedError where none is given.
    """
    asked = list(dict.fromkeys(normalised(words).split()))
    if not 0 < len(asked) <= _MOST_WORDS:
        raise RefusedError(Problem("SEARCH_WORDS", found=words, values={"expected": str(_MOST_WORDS)}))
    with register.reading() as snapshot:
        rows = snapshot.connection.execute(query(snapshot.connection, asked)).mappings().all()
    return tuple(_found(dict(row), as_of) for row in rows)


def query(connection: Connection, words: list[str]) -> Select[Any]:
    """One question for all words: each in the facts or in the report's text of an entry."""

    def inside(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
        # SQLite and PostgreSQL have the same function under two names.
        place = func.instr if connection.dialect.name == "sqlite" else func.strpos
        return place(column, word) > 0

    facts = and_(*(inside(TEXTS.c.facts, word) for word in words))
    anywhere = and_(*(or_(inside(TEXTS.c.facts, word), inside(TEXTS.c.report, word)) for word in words))
    return (
        select(ENTRIES, facts.label("in_facts"))
        .join(TEXTS, TEXTS.c.number == ENTRIES.c.number)
        .where(anywhere)
        .order_by(facts.desc(), ENTRIES.c.number)
    )


def _found(row: dict[str, Any], as_of: datetime.date) -> Found:
    where: Where = "entry" if row.pop("in_facts") else "report"
    if not fits(ENTRIES, row):
        raise RefusedError(Problem("REGISTER_DAMAGED", found=ENTRIES.name))
    return Found(listed(row, as_of), where)
