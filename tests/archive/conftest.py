"""An archive with a few entries, copied for each test that changes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.damage import reference
from tests.torture.orders import DATABASES, archive


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three issued entries, one of them without certificate, an attachment and a draft; not to be changed."""
    folder = tmp_path_factory.mktemp("archive") / "whole"
    reference(folder)
    return folder


@pytest.fixture
def place(whole: Path, tmp_path: Path) -> Path:
    """A copy of the whole archive to do with as one likes."""
    return shutil.copytree(whole, tmp_path / "place")


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
    """The address of an empty database."""
    from tests.support.postgresql import schema

    return schema(database_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The folder of a new archive, its register in the folder or in a database."""
    folder = tmp_path / "home"
    if request.param == "postgresql":
        DATABASES[folder] = request.getfixturevalue("database")
    yield folder
    DATABASES.pop(folder, None)


@pytest.fixture
def office(home: Path, whole: Path) -> Path:
    """The whole archive, its register in the folder or moved to a database."""
    shutil.copytree(whole, home)
    if database := DATABASES.pop(home, ""):
        archive(home).move(database, lambda: None)
        DATABASES[home] = database
    return home
