"""Finding one audit among ten thousand, against merely reading what is searched once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.inputs import sample_audit_file
from benchmarks.measuring import Figure, ratio, times
from cts_docs.archive.lifecycle.search import search
from cts_docs.archive.packages.report_text import REPORT, report_text
from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.migrations import migrate
from cts_docs.archive.register.register import Register
from cts_docs.archive.register.schema import ENTRIES, TEXTS
from cts_docs.archive.register.search_index import search_row
from cts_docs.documents import render_documents
from cts_docs.documents.templates import template
from cts_docs.files.writing import Disk, Failpoints
from tests.support.postgresql import database, programs, server
from tests.torture.dice import seeded

ENTRIES_MANY = 10_000
WORDS = {"two characters of a name": "青鸾", "a number": "BG07777", "a word of one report": "七千号泵站"}
_AIM = 1.0
_TODAY = datetime.date(2026, 3, 2)
_SIGNS = range(0x4E00, 0x9FA5)


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """Each kind of word on each kind of register; on PostgreSQL where there is one to start."""
    rows, texts = _many()
    with ExitStack() as stack:
        addresses = {"SQLite": ""}
        if binaries := programs():
            addresses["PostgreSQL"] = database(stack.enter_context(server(binaries)))
        for kind, address in addresses.items():
            register = filled(folder / kind, address, rows, texts)
            yield from _figures(kind, register, rounds)


def filled(folder: Path, address: str, rows: list[dict[str, Any]], texts: list[dict[str, str]]) -> Register:
    """A register with many entries and what they are found by."""
    folder.mkdir()
    register = Register(ArchivePaths(folder), Disk(folder, Failpoints()), url=address)
    with register.locked() as connection:
        migrate(connection)
        connection.execute(ENTRIES.insert(), rows)
        connection.execute(TEXTS.insert(), texts)
    return register


def _figures(kind: str, register: Register, rounds: int) -> Iterator[Figure]:
    sides = {name: lambda word=word: search(register, word, _TODAY) for name, word in WORDS.items()}
    taken = times({"read": lambda: _read(register), **sides}, rounds)
    for name in WORDS:
        label = f"{kind}, {name}: times reading {ENTRIES_MANY} texts"
        yield Figure(label, ratio(taken[name], taken["read"]), _AIM, False)


def _read(register: Register) -> int:
    """A plain SELECT of everything that is searched."""
    with register.reading() as snapshot:
        found = snapshot.connection.exec_driver_sql("SELECT number, facts, report FROM texts")
        return len(found.fetchall())


def _many() -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Entries and their texts, each as long as a real report's and no two alike."""
    dice = seeded(20260302)
    lines = _report_lines()
    rows = [_row(number) for number in range(ENTRIES_MANY)]
    rows[4_321]["client"] = "示例青鸾水务有限公司"
    texts = [search_row(row, "\n".join(_altered(lines, dice))) for row in rows]
    texts[7_000]["report"] += "\n七千号泵站"
    return rows, texts


def _report_lines() -> list[str]:
    """What the report of a sample says and its template does not."""
    audit_file = sample_audit_file("01-grade-1.xlsx")
    (report,) = render_documents(audit_file, [REPORT])
    return report_text(report.content, template(audit_file.specification, REPORT, None)).splitlines()


def _altered(lines: list[str], dice: Random) -> Iterator[str]:
    for line in dice.sample(lines, len(lines)):
        place = dice.randrange(len(line))
        yield f"{line[:place]}{chr(dice.choice(_SIGNS))}{line[place:]}"


def _row(number: int) -> dict[str, Any]:
    empty = {column.name: None if column.nullable else "" for column in ENTRIES.columns}
    return {
        **empty,
        "number": f"CTS-TBSC034-2026-BG{number:05d}",
        "certificate": f"CTS-TBSC034-2026-{number:05d}-R0",
        "state": "issued",
        "client": f"示例水务{number}有限公司",
        "scope": "城镇污水处理厂工程施工服务",
        "granted": "2026-03-01",
        "valid_until": "2029-02-28",
    }
