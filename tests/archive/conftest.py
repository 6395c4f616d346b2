"""An archive with a few entries, copied for each test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.torture.damage import reference


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
