"""Searching: any run of characters, in what the register says of an entry and in its report."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx.oxml.ns import nsmap
from sqlalchemy import event

from cts_docs.archive.lifecycle.search import query, search
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.packages.requests import Allocation, Document, IssueRequest, Paperwork, Source
from cts_docs.archive.register.databases import sqlite
from cts_docs.archive.register.migrations import migrate
from cts_docs.archive.register.schema import ENTRIES, TEXTS
from cts_docs.archive.register.search_index import search_row
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.errors import RefusedError
from tests.torture.locations import Homes, alter
from tests.torture.sample_audits import FACTS, TODAY, archive, issue_request, paperwork

ONE, TWO, THREE = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2, 3))
MANY = 10_000


def _named(number: int, client: str, report: str, **facts: object) -> IssueRequest:
    def produce(allocation: Allocation, content_hash: str, draft: bool) -> Paperwork:
        return replace(paperwork(allocation, content_hash, draft), text=report)

    told = replace(FACTS, client=client)
    return replace(issue_request(number), facts=replace(told, **facts), produce=produce)


@pytest.fixture(scope="module")
def named(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three entries of clients with like names; not to be changed."""
    with homes.lent(tmp_path_factory.mktemp("named")) as folder:
        archive(folder).issue(_named(1, "示例江南水务建设有限公司", "抽取污水泵站两座"))
        archive(folder).issue(_named(2, "示例ＡＢＣ环境工程公司", "抽取江南片区管网", grade_name="三级"))
        archive(folder).issue(_named(3, "Example Water (100%) Ltd_", "夜间施工", scope="再生水厂运营服务"))
        yield folder


def _found(folder: Path, words: str) -> list[str]:
    return [one.entry.number for one in search(archive(folder).register, words, TODAY)]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("水务", [ONE]),
        ("南水", [ONE]),
        ("江南", [ONE, TWO]),
        ("abc", [TWO]),
        ("ＡＢＣ", [TWO]),
        ("example water", [THREE]),
        ("再生水", [THREE]),
        ("三级", [TWO]),
        ("BG0003", [THREE]),
        ("2026-0002-R0", [TWO]),
        ("2029-02-28", [ONE, TWO, THREE]),
        ("抽取 泵站", [ONE]),
        ("泵站 三级", []),
        ("100%", [THREE]),
        ("ltd_", [THREE]),
        ("%", [THREE]),
        ("'; DROP TABLE entries; --", []),
    ],
)
def test_every_word_is_found_wherever_it_stands(named: Path, words: str, numbers: list[str]) -> None:
    assert _found(named, words) == numbers


def test_what_the_register_says_comes_before_what_a_report_says(named: Path) -> None:
    found = search(archive(named).register, "江南", TODAY)
    assert [(one.entry.number, one.where) for one in found] == [(ONE, "entry"), (TWO, "report")]


@pytest.mark.parametrize("words", ["", "  \n", " ".join(str(n) for n in range(21))])
def test_without_words_or_with_too_many_nothing_is_searched(named: Path, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        search(archive(named).register, words, TODAY)
    assert refused.value.problems[0].code == "SEARCH_WORDS"


def test_a_renewed_entry_is_found_by_its_new_date(home: Path) -> None:
    archive(home).issue(_named(1, "示例客户", "泵站"))
    renewal = StatusChange("renew", "示例理由", datetime.date(2028, 3, 1))
    archive(home).apply(ONE, renewal, Periods(3, 12))
    assert _found(home, "2031-02-28 泵站") == [ONE]
    assert _found(home, "2029-02-28") == []


@pytest.mark.parametrize("searched", ["示例西山水务", "示例⻄山", "示例 西山", "西\u200b山"])
@pytest.mark.parametrize("client", ["示例⻄山水务", "示例西山水务", "示例 西 山水务"])
def test_characters_that_look_alike_are_searched_alike(home: Path, client: str, searched: str) -> None:
    archive(home).issue(_named(1, client, "泵站"))
    assert _found(home, searched) == [ONE]


def test_texts_that_an_older_program_wrote_are_searched_alike() -> None:
    with sqlite.empty() as connection:
        migrate(connection, up_to=5)
        connection.execute(ENTRIES.insert().values(**entry_row(1)))
        number = entry_row(1)["number"]
        connection.execute(TEXTS.insert().values(number=number, facts="示例⻄山 水务", report="夜间 抽取"))
        migrate(connection)
        found = connection.execute(query(connection, ["西山水务", "夜间抽取"])).scalars().all()
        assert found == [number]


def test_entries_of_an_older_register_are_found_by_their_facts() -> None:
    with sqlite.empty() as connection:
        migrate(connection, up_to=2)
        old = {name: value for name, value in entry_row(1).items() if not name.startswith("audit_")}
        old |= {"audit_type": ""}
        connection.execute(ENTRIES.insert().values(**old))
        migrate(connection)
        assert connection.execute(query(connection, ["水务1有"])).scalars().all() == [entry_row(1)["number"]]


def _word(*lines: str) -> bytes:
    """A Word document of some lines, as far as searching reads one."""
    stream = io.BytesIO()
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{nsmap["w"]}">{body}</w:document>')
    return stream.getvalue()


@pytest.fixture
def unread(home: Path) -> Path:
    """An archive that was issued into by a program that did not look into reports yet."""
    template = Source("inputs/templates/report.docx", _word("每份报告都有的话"))

    def produce(allocation: Allocation, content_hash: str, draft: bool) -> Paperwork:
        del allocation, content_hash, draft
        report = _word("每份报告都有的话", "夜间抽取二号泵站")
        return Paperwork((Document("report", None, "report.docx", report),), {})

    archive(home).issue(replace(issue_request(1), sources=(template,), produce=produce))
    return home


@pytest.mark.parametrize("lost", ["UPDATE texts SET report = ''", "DELETE FROM texts"])
def test_repair_lets_older_entries_be_found_by_their_stored_reports(unread: Path, lost: str) -> None:
    alter(unread, lost)
    assert _found(unread, "二号泵站") == []
    assert archive(unread).repair().indexed == (ONE,)
    assert _found(unread, "二号泵站") == _found(unread, "水务 二号泵站") == [ONE]
    assert _found(unread, "每份报告") == []
    assert archive(unread).repair().indexed == ()


def test_a_report_that_was_altered_is_not_read(unread: Path) -> None:
    alter(unread, "UPDATE texts SET report = ''")
    report = unread / "packages" / ONE / "data/documents/report.docx"
    report.write_bytes(_word("别人写的话"))
    assert archive(unread).repair().indexed == ()


def entry_row(number: int) -> dict[str, object]:
    values = {column.name: None if column.nullable else "" for column in ENTRIES.columns}
    told = {"number": f"BG{number:05d}", "state": "issued", "client": f"示例水务{number}有限公司"}
    return {**values, **told, "scope": FACTS.scope, "issued": "2026-03-02"}


@pytest.fixture(scope="module")
def many() -> Iterator[Snapshot]:
    """A register with ten thousand entries."""
    with sqlite.empty() as connection:
        migrate(connection)
        rows = [entry_row(number) for number in range(MANY)]
        connection.execute(ENTRIES.insert(), rows)
        connection.execute(TEXTS.insert(), [search_row(row, "抽取在建项目") for row in rows])
        yield Snapshot(connection)


def test_among_ten_thousand_entries_one_question_finds_the_one(many: Snapshot) -> None:
    asked: list[str] = []
    event.listen(many.connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
    found = many.connection.execute(query(many.connection, ["水务", "7777有"])).mappings().all()
    assert [row["number"] for row in found] == ["BG07777"]
    assert len(asked) == 1


def test_each_text_is_looked_at_once_and_its_entry_fetched_by_key(many: Snapshot) -> None:
    compiled = query(many.connection, ["水务"]).compile(
        many.connection, compile_kwargs={"literal_binds": True}
    )
    plan = many.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    failpoints = [row[3] for row in plan]
    assert sum(step.startswith("SCAN") for step in failpoints) == 1
    assert any(step.startswith(("SEARCH entries USING", "SEARCH texts USING")) for step in failpoints)


def test_the_index_proves_nothing_and_is_no_table_that_follows(many: Snapshot) -> None:
    with pytest.raises(KeyError):
        many.rows(TEXTS.name)
