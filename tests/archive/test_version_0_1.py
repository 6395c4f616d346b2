"""What version 0.1 issued stays good: see version-0.1/README.md."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cts_docs.documents import pdf
from cts_docs.files.zipping import read_package, write_package
from cts_docs.services.archive.rerender import rerender
from tests.conftest import ROOT, Run

ARCHIVE = Path(__file__).parent / "version-0.1" / "archive.zip"
CONFIG = ROOT / "samples" / "cts-docs.toml"
CERTIFIED, REFUSED = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-BG0002"
HEAD = "2ecf738ace4337f5e797eda018d00637a1cf5076400f4e343ae13da318c361d8"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the archive."""
    with zipfile.ZipFile(ARCHIVE) as package:
        package.extractall(tmp_path / "place")
    return tmp_path / "place"


@pytest.fixture
def _without_soffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF files are compared only where LibreOffice is; each of its versions lays pages out otherwise."""
    monkeypatch.setattr(pdf, "find_soffice", lambda: None)


def verified(run: Run, place: Path, *options: str) -> tuple[int, dict[str, object]]:
    answer = run("archive", "verify", *options, "--archive", place, "--config", CONFIG, "--json")
    return answer.code, json.loads(answer.out)


def test_it_lists(run: Run, place: Path) -> None:
    answer = run("archive", "list", "--archive", place, "--config", CONFIG, "--json")
    keys = ("number", "certificate", "client", "grade", "status")

    assert answer.code == 0
    assert [tuple(each[key] for key in keys) for each in json.loads(answer.out)["entries"]] == [
        (CERTIFIED, "CTS-TBSC034-2026-0001-R0", "示例市政工程有限公司", "一级", "withdrawn"),
        (REFUSED, None, "示例清源建设有限公司", None, "no_certificate"),
    ]


def test_it_verifies(run: Run, place: Path) -> None:
    code, answer = verified(run, place, "--digest", HEAD)

    assert code == 0
    assert answer["chain"] == {"head": HEAD, "faults": []}


@pytest.mark.usefixtures("_without_soffice")
def test_it_renders_again_clean(run: Run, place: Path) -> None:
    code, answer = verified(run, place, "--rerender")

    assert code == 0
    assert [(each["number"], each["intact"], each["faults"]) for each in answer["entries"]] == [
        (CERTIFIED, True, []),
        (REFUSED, True, []),
    ]


@pytest.mark.usefixtures("_without_soffice")
@pytest.mark.parametrize(
    ("document", "part", "old", "new"),
    [
        ("服务认证审核报告.docx", "word/document.xml", "示例市政工程有限公司", "示例市政工程无限公司"),
        ("服务认证审核报告.docx", "word/charts/chart1.xml", "96.49", "99.49"),
        ("附录3.docx", "word/header1.xml", "江西腾标", "江西滕标"),
    ],
)
def test_an_altered_document_is_reported(place: Path, document: str, part: str, old: str, new: str) -> None:
    package = place / "packages" / CERTIFIED
    path = package / "data" / "documents" / document
    parts = read_package(path.read_bytes(), document)
    assert old.encode() in parts[part]
    altered = write_package({**parts, part: parts[part].replace(old.encode(), new.encode())})
    path.write_bytes(altered)

    assert [(each.code, each.found) for each in rerender(package)] == [("RERENDER_DIFFERS", part)]


def test_a_result_that_the_workbook_does_not_give_is_reported(place: Path) -> None:
    package = place / "packages" / CERTIFIED
    path = package / "data" / "result.json"
    path.write_text(path.read_text("utf-8").replace('"total": 126', '"total": 127'), "utf-8")

    assert [(each.code, each.found) for each in rerender(package)] == [
        ("RERENDER_DIFFERS", "management.total: 127 → 126")
    ]
