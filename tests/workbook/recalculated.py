"""Workbooks recalculated by LibreOffice, and what their results sheets then say."""

from __future__ import annotations

import io
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl

TIME_LIMIT = 240


def recalculated(soffice: str, folder: Path, workbooks: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same workbooks as LibreOffice saves them, in one start of the program."""
    return converted(soffice, folder, workbooks, "xlsx", "xlsx")


def converted(
    soffice: str, folder: Path, workbooks: Mapping[str, bytes], source: str, target: str
) -> dict[str, bytes]:
    """Workbooks converted from one format to another, in one start of LibreOffice."""
    before, after = folder / f"before.{source}", folder / f"after.{target}"
    for each in (before, after):
        each.mkdir()
    for name, content in workbooks.items():
        (before / f"{name}.{source}").write_bytes(content)
    profile = (folder / "profile").as_uri()
    command = [soffice, "--headless", f"-env:UserInstallation={profile}", "--convert-to", target]
    command += ["--outdir", str(after), *sorted(str(path) for path in before.iterdir())]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(TIME_LIMIT)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    return {name: (after / f"{name}.{target}").read_bytes() for name in workbooks}


def figures(content: bytes, *names: str) -> dict[str, object]:
    """The saved values of single named cells."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    found: dict[str, object] = {}
    for name in names:
        sheet, cell = next(iter(book.defined_names[name].destinations))
        found[name] = book[sheet][cell.replace("$", "")].value
    return found
