"""Workbook arguments: the files they name, the output folder of each, and the folder of Word templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cts_docs.errors import CannotRunError, Problem
from cts_docs.services.summary_mark import is_summary

SUFFIXES = (".xlsx", ".xlsm")
_HIDDEN = ("~$", ".")
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
_FORBIDDEN = frozenset('<>:"/\\|?*')


def find_workbooks(named: Iterable[Path]) -> tuple[Path, ...]:
    """The named files, and the workbooks directly inside each named folder.

    A file named twice counts once; the summary of an earlier batch in a folder is left out.
    Raises CannotRunError naming every path that does not exist and every folder without workbooks.
    """
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in named:
        try:
            for workbook in _workbooks_of(path):
                found.setdefault(workbook.absolute(), workbook)
        except CannotRunError as error:
            problems += error.problems
    if problems:
        raise CannotRunError(problems)
    return tuple(found.values())


def folder_name(workbook: Path) -> str:
    """The name of the output folder of a workbook, safe on Windows as elsewhere."""
    name = "".join("_" if sign in _FORBIDDEN or not sign.isprintable() else sign for sign in workbook.stem)
    name = name.rstrip(". ")
    if not name or name.split(".")[0].casefold() in _RESERVED:
        name += "_"
    return name


def output_folders(workbooks: Iterable[Path], output: Path) -> dict[Path, Path]:
    """The output folder of each workbook; raises CannotRunError where two would share one."""
    folders: dict[Path, Path] = {}
    taken: dict[str, Path] = {}
    problems: list[Problem] = []
    for workbook in workbooks:
        name = folder_name(workbook)
        # Windows and macOS take names that differ in case for one.
        other = taken.setdefault(name.casefold(), workbook)
        if other != workbook:
            problems.append(
                Problem("WORKBOOK_SAME_NAME", file=str(workbook), found=name, values={"other": str(other)})
            )
        folders[workbook] = output / name
    if problems:
        raise CannotRunError(problems)
    return folders


def word_folder(folder: Path | None) -> Path | None:
    """The folder of Word templates inside a template folder: its `docx` where there is one."""
    if folder is not None and (folder / "docx").is_dir():
        return folder / "docx"
    return folder


def _workbooks_of(path: Path) -> Iterator[Path]:
    try:
        is_folder = path.is_dir()
        exists = is_folder or path.exists() or path.is_symlink()
        workbooks = _inside(path) if is_folder else (path,)
    except (OSError, ValueError) as error:
        raise CannotRunError(Problem("PATH_UNREADABLE", file=str(path), found=str(error))) from error
    if not exists:
        raise CannotRunError(Problem("PATH_MISSING", file=str(path)))
    if not workbooks:
        raise CannotRunError(Problem("FOLDER_WITHOUT_WORKBOOKS", file=str(path)))
    yield from workbooks


def _inside(folder: Path) -> tuple[Path, ...]:
    return tuple(
        sorted(
            item
            for item in folder.iterdir()
            if item.suffix.lower() in SUFFIXES and not item.name.startswith(_HIDDEN) and not is_summary(item)
        )
    )
