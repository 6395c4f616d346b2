"""An archive with a few entries, copied for each test that changes it; its register in either kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.damage import reference
from tests.torture.locations import Homes
from tests.torture.sample_audits import archive, issue_request


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The socket of a PostgreSQL server that the tests start for themselves."""
    postgresql = pytest.importorskip("tests.support.postgresql", reason="psycopg is not installed")
    binaries = postgresql.programs()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: there is no program initdb")
    with postgresql.server(binaries) as socket:
        yield socket


@pytest.fixture
def database(database_server: str) -> str:
    """The address of an empty place in a database that other registers share."""
    from tests.support.postgresql import schema

    return schema(database_server)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def homes(request: pytest.FixtureRequest) -> Homes:
    """Archives of each kind in turn: every test that uses this, or what follows, runs on both."""
    embedded = request.param == "sqlite"
    return Homes("" if embedded else request.getfixturevalue("database_server"))


@pytest.fixture
def home(homes: Homes, tmp_path: Path) -> Iterator[Path]:
    """The folder of a new archive, empty."""
    folder = tmp_path / "home"
    folder.mkdir()
    with homes.lent(folder) as lent:
        yield lent


@pytest.fixture(scope="session")
def whole(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three issued entries, one of them without certificate, an attachment and a draft; not to be changed."""
    with homes.lent(tmp_path_factory.mktemp("archive") / "whole") as folder:
        reference(folder)
        yield folder


@pytest.fixture
def place(homes: Homes, whole: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the whole archive to do with as one likes."""
    folder = homes.copy(whole, tmp_path / "place")
    yield folder
    homes.forget(folder)


@pytest.fixture(scope="session")
def embedded_whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole archive with its register as a file; not to be changed."""
    folder = tmp_path_factory.mktemp("embedded") / "whole"
    reference(folder)
    return folder


@pytest.fixture
def embedded(embedded_whole: Path, tmp_path: Path) -> Path:
    """A copy of the whole archive with its register as a file, for tests of that file itself."""
    return Homes().copy(embedded_whole, tmp_path / "embedded")


@pytest.fixture
def office(database_server: str, tmp_path: Path) -> Iterator[Path]:
    """An archive with one entry and its register in a database, for tests of that database itself."""
    with Homes(database_server).lent(tmp_path / "office") as folder:
        archive(folder).issue(issue_request(1))
        yield folder
