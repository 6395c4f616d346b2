"""What every room's tests share: specifications, outside programs, and the rule on skipping."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cts_docs.cli import main
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification

WAITED_FOR = {"chromium", "database_server", "soffice", "validator"}
"""The fixtures of programs that take long to start or to answer."""
NOTHING_MAY_SKIP = "CTS_DOCS_REQUIRE_ALL"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def tbsc034() -> Specification:
    """The delivered specification, CTS TBSC034-2026 B/0."""
    return load_specification()


@pytest.fixture(scope="session")
def fictional() -> Specification:
    """A sibling of the same family with other counts, points, bands and chapters."""
    return load_specification(ROOT / "tests" / "specifications" / "fictional.toml")


SIBLINGS = ("care", "fictional", "hall", "home", "large", "odd")


@pytest.fixture(scope="session", params=SIBLINGS)
def sibling(request: pytest.FixtureRequest) -> Specification:
    """Each of the fictional siblings in turn."""
    return load_specification(ROOT / "tests" / "specifications" / f"{request.param}.toml")


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; tests that need it are skipped where it is missing."""
    return _program("soffice", "LibreOffice")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Poppler's page renderer."""
    return _program("pdftoppm", "poppler-utils")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait for other programs are begun first: none is left to one worker at the end."""
    waits = {item.path for item in items if WAITED_FOR & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in waits)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CTS_DOCS_REQUIRE_ALL=1, as in continuous integration, a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get(NOTHING_MAY_SKIP) == "1" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{NOTHING_MAY_SKIP}=1 and this test was skipped: {reason}"
    return report


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{package} is not installed: there is no program {name}")
    return found


@dataclass(frozen=True)
class Answer:
    """What a command line answered: its exit code, its data and its messages."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The data as JSON."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command line in this process, under an English locale."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def ask(*arguments: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        code = leaving.value.code
        return Answer(int(code or 0), said.out, said.err)

    return ask
