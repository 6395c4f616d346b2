"""Several documents in one file, the same bytes for the same documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from cts_docs.files.zipping import deflated, packing
from cts_docs.services.workbook_paths import folder_name
from cts_docs.web.jobs.results import Paper, Sheet


def sheet_files(sheet: Sheet) -> tuple[Path, ...]:
    """The files of a document: Word, and PDF where it was printed."""
    pdf = sheet.printed.pdf if sheet.printed else None
    return (Path(sheet.document.path), *((Path(pdf.path),) if pdf else ()))


def write_zip(target: Path, papers: Sequence[Paper]) -> None:
    """All documents of some workbooks, each workbook's in a folder of its name."""
    members = {
        f"{folder}/{path.name}": path
        for folder, paper in zip(folders(papers), papers, strict=True)
        for sheet in paper.sheets
        for path in sheet_files(sheet)
    }
    _write(target, members)


def write_plain_zip(target: Path, files: Sequence[Path]) -> None:
    """Some files under their own names."""
    _write(target, {path.name: path for path in files})


def _write(target: Path, members: Mapping[str, Path]) -> None:
    with target.open("wb") as file:
        file.writelines(packing(deflated(name, path.read_bytes()) for name, path in members.items()))


def folders(papers: Sequence[Paper]) -> Iterator[str]:
    """A folder name for each workbook; those of the same name are told apart by a number."""
    taken: set[str] = set()
    for paper in papers:
        name = folder_name(Path(PurePath(paper.name).name))
        number = 1
        unique = name
        while unique.casefold() in taken:
            number += 1
            unique = f"{name} ({number})"
        taken.add(unique.casefold())
        yield unique
