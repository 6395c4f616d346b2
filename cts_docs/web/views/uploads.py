"""Uploads: files are saved under names of the server; the user's file name is only displayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from cts_docs.errors import Problem, RefusedError
from cts_docs.web.app_state import MEGABYTE, Limits

_LONGEST_NAME = 150


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
) -> list[Path]:
    """Save uploads as numbered files in a folder of the server; returns their paths in order.

    Raises RefusedError where there is none, or one is too large or has no suffix of `suffixes`.
    """
    problems = (*_size_problems(files, limits), *_wrong_type(files, suffixes))
    if problems:
        raise RefusedError(problems)
    folder.mkdir(parents=True)
    paths = []
    for place, file in enumerate(files):
        path = folder / f"{place:03d}{_suffix(file)}"
        await run_in_threadpool(_copy, file, path)
        paths.append(path)
    return paths


def _size_problems(files: Sequence[UploadFile], limits: Limits) -> Iterator[Problem]:
    if not files:
        yield Problem("UPLOAD_NONE")
    for file in files:
        if (file.size or 0) > limits.file:
            expected = str(limits.file // MEGABYTE)
            yield Problem("UPLOAD_TOO_LARGE", found=shown_name(file.filename), values={"expected": expected})


def _wrong_type(files: Sequence[UploadFile], suffixes: Sequence[str]) -> Iterator[Problem]:
    for file in files:
        if _suffix(file) not in suffixes:
            expected = " ".join(suffixes)
            yield Problem("UPLOAD_KIND", found=shown_name(file.filename), values={"expected": expected})


def _suffix(file: UploadFile) -> str:
    return Path(shown_name(file.filename)).suffix.lower()


def _copy(file: UploadFile, path: Path) -> None:
    with path.open("xb") as target:
        while piece := file.file.read(1024 * 1024):
            target.write(piece)
