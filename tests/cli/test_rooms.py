"""The list of commands, which is kept apart from the commands themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cts_docs.cli.app import cts_docs
from cts_docs.cli.commands import ROOMS
from tests.conftest import ROOT

CONTEXT = click.Context(cts_docs)


@pytest.mark.parametrize("name", ROOMS)
def test_each_line_of_the_list_is_its_command_s_own(name: str) -> None:
    command = cts_docs.get_command(CONTEXT, name)

    assert command is not None
    assert command.name == name
    assert ROOMS[name][1] == command.get_short_help_str(500)


@pytest.mark.parametrize("name", ROOMS)
def test_each_line_of_the_list_is_chinese_and_english(name: str) -> None:
    chinese, _, english = ROOMS[name][1].partition(" — ")

    assert not chinese.isascii()
    assert english.isascii()
    assert english


def test_name_of_no_command_is_none() -> None:
    assert cts_docs.get_command(CONTEXT, "nothing") is None


def test_help_loads_no_command() -> None:
    code = (
        "import sys\nfrom cts_docs.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print(sorted(sys.modules), file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert all(name in said.stdout for name in ROOMS)
    assert "cts_docs.cli.workbooks.check" not in said.stderr
    assert "cts_docs.services" not in said.stderr


SAMPLE = str(ROOT / "samples" / "03-grade-3.xlsx")
UNUSED = {
    "PIL",
    "concurrent.futures.process",
    "cryptography",
    "cts_docs.services.templates.templates",
    "cts_docs.archive.lifecycle.issuing",
    "cts_docs.documents.ooxml.package",
    "cts_docs.documents.linting",
    "cts_docs.documents.pdf",
    "cts_docs.documents.rendering.checked",
    "cts_docs.documents.rendering.working_out",
    "cts_docs.workbook.writing.blank",
    "docx",
    "docxtpl",
    "importlib.metadata",
    "jinja2",
    "multiprocessing",
    "openpyxl",
    "pypdf",
    "segno",
    "sqlalchemy",
}
"""What makes templates, blank workbooks, PDF files or an archive, and what their libraries bring along."""
MOST_ROOMS = 160
"""The modules of this program that a render may load, a few more than it does."""


def loaded(*arguments: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    code = (
        "import json, sys\nfrom cts_docs.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as left: assert left.code == 0, left.code\n"
        "finally: print(json.dumps(sorted(sys.modules)))"
    )
    command = [sys.executable, "-c", code, *arguments]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return set(json.loads(said.stdout.splitlines()[-1]))


@pytest.mark.parametrize("command", ["check", "score"])
def test_reading_a_workbook_loads_only_what_reading_needs(command: str) -> None:
    assert loaded(command, SAMPLE) & UNUSED == set()


def test_a_render_loads_only_what_filling_templates_needs(tmp_path: Path) -> None:
    found = loaded("render", SAMPLE, "-o", str(tmp_path))

    assert found & UNUSED == {"segno"}, "the certificate's QR code"
    assert len([name for name in found if name.startswith("cts_docs")]) <= MOST_ROOMS
