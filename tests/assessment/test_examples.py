"""The examples in the docstrings of assessment and specification do what they show."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from cts_docs.assessment import credit_code, readings, validity
from cts_docs.assessment.scoring import score
from cts_docs.specification import loader


@pytest.mark.parametrize(
    "module", [credit_code, loader, readings, score, validity], ids=lambda each: each.__name__
)
def test_the_examples_of_a_module_run(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
