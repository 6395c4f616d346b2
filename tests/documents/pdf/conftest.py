"""What the tests of PDF share."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.support.pdfs import FakeProgram


@pytest.fixture
def fake_soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    """Put a program of the given Python lines on the search path as `soffice`.

    The lines find `folder` (of the PDFs) and `documents` (the paths of the Word documents).
    """
    if sys.platform == "win32":
        pytest.skip("a script is no program here")

    def install(lines: str) -> Path:
        program = tmp_path / "bin" / "soffice"
        program.parent.mkdir()
        program.write_text(
            f"#!{sys.executable}\n"
            "import pathlib, subprocess, sys, time, zipfile\n"
            "folder = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
            "documents = [pathlib.Path(item) for item in sys.argv if item.endswith('.docx')]\n"
            f"{lines}\n",
            encoding="utf-8",
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        return program

    return install
