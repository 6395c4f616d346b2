"""Whatever isolation level a server takes by default, a waiting writer sees what the one before committed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.listing import list_entries
from cts_docs.archive.register import faults
from cts_docs.archive.register.faults import RetryableError, coded_errors, repeated
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.files.writing import Failpoints
from tests.support.postgresql import isolate
from tests.torture.concurrency import crowd
from tests.torture.invariants import faults as wrong
from tests.torture.invariants import files
from tests.torture.locations import Homes
from tests.torture.sample_audits import DATABASES, TODAY, archive, issue_request

ONE, TWO = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-BG0002"


def connected(folder: Path) -> psycopg.Connection:
    """A connection to the database of an archive, each of whose statements is committed by itself."""
    address = make_url(DATABASES[folder]).set(drivername="postgresql")
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)


@pytest.fixture(params=["read committed", "repeatable read", "serializable"])
def server_default(request: pytest.FixtureRequest, database_server: str, tmp_path: Path) -> Iterator[Path]:
    """An archive in a database whose default is one of the isolation levels."""
    with Homes(database_server).lent(tmp_path / "archive") as folder:
        isolate(database_server, make_url(DATABASES[folder]).database or "", request.param)
        yield folder


class Died(BaseException):
    """A writer that ends without any of its own cleaning up."""


class DyingWriter(Failpoints):
    """Dies between its commit and the storing of its bag, once another writer waits for its lock."""

    def __init__(self, folder: Path, waiting: threading.Thread) -> None:
        self.folder, self.waiting = folder, waiting

    def reach(self, point: str) -> None:
        if point == "register.commit":
            self.waiting.start()
            query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            with connected(self.folder) as connection:
                while connection.execute(query).fetchone() == (0,):
                    pass
        if point == "register.committed":
            raise Died


def test_a_writer_that_dies_after_its_commit_loses_no_bag_to_the_one_that_waits(server_default: Path) -> None:
    numbers: list[str] = []
    waiting = threading.Thread(
        target=lambda: numbers.append(archive(server_default).issue(issue_request(2)).number)
    )
    with pytest.raises(Died):
        archive(server_default, failpoints=DyingWriter(server_default, waiting)).issue(issue_request(1))
    waiting.join()
    assert numbers == [TWO]
    verified = verify(archive(server_default).register, VerifyRequest(TODAY))
    assert (verified.ok, verified.notes) == (True, ())
    assert [one.number for one in list_entries(archive(server_default).register, TODAY)] == [ONE, TWO]
    assert not list(server_default.glob("quarantine/*"))


def test_a_crowd_under_any_default(server_default: Path) -> None:
    assert crowd(server_default, processes=3, issues=2) == []
    assert list(wrong(server_default)) == []


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_what_the_server_asks_to_repeat_is_repeated(tmp_path: Path, state: str) -> None:
    calls: list[int] = []

    @repeated
    def work(failures: int) -> str:
        calls.append(failures)
        with coded_errors(tmp_path):
            if len(calls) <= failures:
                raise OperationalError("", None, psycopg.errors.lookup(state)("示例"))
        return "done"

    assert (work(2), len(calls)) == ("done", 3)
    calls.clear()
    with pytest.raises(CannotRunError) as refused:
        work(3)
    assert (refused.value.problems[0].code, len(calls)) == ("ARCHIVE_BUSY", 3)


def test_an_issue_is_repeated_whole(home: Path) -> None:
    failed: list[str] = []

    class Failing(Failpoints):
        def reach(self, point: str) -> None:
            if point == "register.commit" and not failed:
                failed.append(point)
                raise RetryableError(faults.Problem("ARCHIVE_BUSY"))

    used: Archive = archive(home, failpoints=Failing())
    assert used.issue(issue_request(1)).number == ONE
    assert failed
    assert list(wrong(home, [ONE])) == []


def test_an_attachment_to_a_rolled_back_register_is_refused(homes: Homes, home: Path, tmp_path: Path) -> None:
    """The folder is newer than the register, which does not know the bag in the attachment's place."""
    archive(home).issue(issue_request(1))
    older = homes.copy(home, tmp_path / "older")
    archive(home).attach(ONE, "scan.pdf", b"the only scan")
    (older / "attachments").rmdir()
    (home / "attachments").rename(older / "attachments")
    before = files(older / "attachments")
    with pytest.raises(RefusedError) as refused:
        archive(older).attach(ONE, "scan.pdf", b"another scan")
    assert refused.value.problems[0].code == "REGISTER_ROLLED_BACK"
    assert files(older / "attachments") == before
    homes.forget(older)
