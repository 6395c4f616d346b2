"""What fuzzing found once stays mended: every kept workbook is answered without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzzing.target import FOUND, Target

CASES = sorted(FOUND.glob("*.xlsx"))


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    return Target(tmp_path_factory.mktemp("found"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_find_stays_mended(target: Target, path: Path) -> None:
    target.look(path.read_bytes())
