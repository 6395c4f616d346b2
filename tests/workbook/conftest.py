"""A filled workbook that the tests of this room start from."""

from __future__ import annotations

import pytest

from cts_docs.specification.model import Specification
from tests.support.workbooks import workbook


@pytest.fixture(scope="session")
def filled(tbsc034: Specification) -> bytes:
    """A workbook complete for every stage, with two forms."""
    return workbook(tbsc034)
