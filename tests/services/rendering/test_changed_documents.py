"""`render` replaces a document only where it is as the program wrote it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from cts_docs.files.hashing import sha256
from cts_docs.services import RenderRequest, open_context
from cts_docs.services.context import ServiceContext
from cts_docs.services.rendering.record import RECORD_NAME, read_record
from cts_docs.services.rendering.render import render_workbook
from cts_docs.services.results import Rendered
from tests.conftest import ROOT

SAMPLE = ROOT / "samples" / "03-grade-3.xlsx"
OTHER = ROOT / "samples" / "02-grade-2.xlsx"
EDITED = "附录2.docx"


@pytest.fixture(scope="module")
def context() -> ServiceContext:
    return open_context(ROOT / "samples" / "cts-docs.toml")


def render(folder: Path, context: ServiceContext, workbook: Path = SAMPLE, **options: object) -> Rendered:
    return render_workbook(workbook, folder, RenderRequest(folder.parent, **options), context)  # type: ignore[arg-type]


def edit(path: Path) -> bytes:
    """Change a document as a person does in Word."""
    document = docx.Document(str(path))
    document.add_paragraph("示例补充说明")
    document.save(str(path))
    return path.read_bytes()


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()) for path in folder.iterdir()}


def codes(rendered: Rendered) -> list[tuple[str, str]]:
    return [(one.code, Path(one.file).name) for one in rendered.problems if one.is_error]


def test_every_render_records_what_it_wrote(tmp_path: Path, context: ServiceContext) -> None:
    folder = tmp_path / "out"
    rendered = render(folder, context)
    record = read_record(folder)

    assert rendered.ok
    assert record is not None
    assert record.files == {name: value for name, value in hashes(folder).items() if name != RECORD_NAME}


@pytest.mark.parametrize("resume", [False, True])
def test_an_edited_document_is_kept_and_nothing_is_written(
    tmp_path: Path, context: ServiceContext, resume: bool
) -> None:
    folder = tmp_path / "out"
    render(folder, context)
    edit(folder / EDITED)
    (folder / "附录3.docx").unlink()
    before = hashes(folder)

    again = render(folder, context, OTHER, resume=resume)

    assert codes(again) == [("OUTPUT_CHANGED", EDITED)]
    assert again.documents == ()
    assert hashes(folder) == before


def test_an_edited_document_is_replaced_where_that_is_asked_for(
    tmp_path: Path, context: ServiceContext
) -> None:
    folder = tmp_path / "out"
    render(folder, context)
    before = hashes(folder)
    edit(folder / EDITED)

    assert render(folder, context, overwrite=True).ok
    assert hashes(folder) == before


def test_what_the_program_wrote_is_replaced_without_a_word(tmp_path: Path, context: ServiceContext) -> None:
    folder = tmp_path / "out"
    render(folder, context)
    before = hashes(folder)

    again = render(folder, context, OTHER)

    assert again.ok
    assert hashes(folder)[EDITED] != before[EDITED]


def test_a_document_that_this_render_does_not_write_may_be_edited(
    tmp_path: Path, context: ServiceContext
) -> None:
    folder = tmp_path / "out"
    render(folder, context)
    edited = edit(folder / EDITED)

    assert render(folder, context, OTHER, only=("appendix3",)).ok
    assert (folder / EDITED).read_bytes() == edited
    assert codes(render(folder, context, OTHER)) == [("OUTPUT_CHANGED", EDITED)]


def test_a_document_without_a_record_is_known_by_its_embedded_data(
    tmp_path: Path, context: ServiceContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As version 0.1 left them: their values, filled in again, give the same text."""
    folder = tmp_path / "out"
    render(folder, context)
    before = hashes(folder)
    (folder / RECORD_NAME).unlink()
    monkeypatch.setattr("cts_docs.services.workbooks.check.toolkit_version", lambda: "9.9")

    assert render(folder, context).ok
    assert {name for name, value in hashes(folder).items() if value == before[name]} == set()

    (folder / RECORD_NAME).unlink()
    edit(folder / EDITED)
    assert codes(render(folder, context)) == [("OUTPUT_CHANGED", EDITED)]


@pytest.mark.parametrize("content", [b"", b"no document", b"PK\x03\x04"])
def test_a_file_of_another_program_is_kept(tmp_path: Path, context: ServiceContext, content: bytes) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / EDITED).write_bytes(content)

    assert codes(render(folder, context)) == [("OUTPUT_CHANGED", EDITED)]
    assert (folder / EDITED).read_bytes() == content
    assert list(folder.iterdir()) == [folder / EDITED]
