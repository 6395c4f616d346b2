"""Uploads: files are saved under names of the server; the user's file name is only displayed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from cts_docs.errors import Problem, RefusedError
from cts_docs.web.app_state import MEGABYTE, Limits

_LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class SavedUpload:
    """One uploaded file: its display name, and its path here, None where it has problems."""

    name: str
    path: Path | None
    problems: tuple[Problem, ...] = ()


def uploads(form: FormData, field: str) -> tuple[UploadFile, ...]:
    """The files of a field; browsers send an empty one where none was chosen."""
    found = (one for one in form.getlist(field) if isinstance(one, UploadFile))
    return tuple(one for one in found if one.filename)


def text(form: FormData, field: str) -> str:
    """A text field, empty where it is missing or a file."""
    value = form.get(field)
    return value.strip() if isinstance(value, str) else ""


def shown_name(filename: str | None) -> str:
    """The last part of the user's file name, without characters that a page or a zip cannot hold."""
    last = (filename or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:]
    return name.strip(". ") or "—"


async def save_uploads(
    files: Sequence[UploadFile], folder: Path, suffixes: Sequence[str], limits: Limits
) -> tuple[SavedUpload, ...]:
    """Save uploads as numbered files in a new folder of the server, each with its own problems.

    Raises RefusedError, and leaves no folder, where there is no file or none without problems.
    """
    if not files:
        raise RefusedError(Problem("UPLOAD_NONE"))
    problems = [tuple(_problems(file, suffixes, limits)) for file in files]
    if all(problems):
        raise RefusedError(problem for found in problems for problem in found)
    folder.mkdir(parents=True)
    saved = []
    try:
        for position, (file, found) in enumerate(zip(files, problems, strict=True)):
            path = None if found else folder / f"{position:03d}{_suffix(file)}"
            if path is not None:
                await run_in_threadpool(_copy, file, path)
            saved.append(SavedUpload(shown_name(file.filename), path, found))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return tuple(saved)


async def save_upload(
    files: Sequence[UploadFile], folder: Path, suffixes: Sequence[str], limits: Limits
) -> tuple[str, Path]:
    """Save the first upload; its display name and its path. Raises RefusedError as `save_uploads` does."""
    (saved,) = await save_uploads(files[:1], folder, suffixes, limits)
    if saved.path is None:
        raise RefusedError(saved.problems)
    return saved.name, saved.path


def _problems(file: UploadFile, suffixes: Sequence[str], limits: Limits) -> Iterator[Problem]:
    name = shown_name(file.filename)
    if (file.size or 0) > limits.file:
        expected = str(limits.file // MEGABYTE)
        yield Problem("UPLOAD_TOO_LARGE", found=name, values={"expected": expected})
    if _suffix(file) not in suffixes:
        yield Problem("UPLOAD_KIND", found=name, values={"expected": " ".join(suffixes)})


def _suffix(file: UploadFile) -> str:
    return Path(shown_name(file.filename)).suffix.lower()


def _copy(file: UploadFile, path: Path) -> None:
    with path.open("xb") as target:
        while piece := file.file.read(MEGABYTE):
            target.write(piece)
