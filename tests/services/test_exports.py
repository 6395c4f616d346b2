"""The names that the package and its services export can all be loaded."""

from __future__ import annotations

from types import ModuleType

import pytest

import cts_docs
from cts_docs import services


@pytest.mark.parametrize("package", [cts_docs, services], ids=lambda package: package.__name__)
def test_every_exported_name_is_there(package: ModuleType) -> None:
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = services.nonsense
