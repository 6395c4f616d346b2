"""What every room's tests share: specifications, outside programs, and the rule on skipping."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification

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


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; tests that need it are skipped where it is missing."""
    return _program("soffice", "LibreOffice")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Poppler's page renderer."""
    return _program("pdftoppm", "poppler-utils")


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
