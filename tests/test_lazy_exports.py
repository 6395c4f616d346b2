"""Packages whose exports are loaded at their first use."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module

import pytest

import cts_docs

PACKAGES = ["cts_docs", "cts_docs.services", "cts_docs.workbook"]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_export_is_there(package: str) -> None:
    module = import_module(package)
    assert module.__all__
    for name in module.__all__:
        assert getattr(module, name) is not None, name
    assert dir(module) == module.__all__


def test_an_export_is_what_its_module_defines() -> None:
    from cts_docs.batch import render_workbooks
    from cts_docs.errors import Problem

    assert cts_docs.Problem is Problem
    assert cts_docs.render is render_workbooks


def test_a_name_that_is_only_imported_for_an_alias_is_no_export() -> None:
    with pytest.raises(AttributeError, match=r"^module 'cts_docs' has no attribute 'render_workbooks'$"):
        getattr(cts_docs, "render_" + "workbooks")


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = "import json, sys, cts_docs; print(json.dumps(list(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name for name in json.loads(run.stdout) if name.startswith("cts_docs")]
    assert sorted(loaded) == ["cts_docs", "cts_docs.lazy_exports"]
