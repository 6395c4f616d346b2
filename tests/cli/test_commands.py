"""The list of commands and their help: whole, in one language, and cheap to ask for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cts_docs.cli.app import cts_docs
from cts_docs.cli.commands import COMMANDS
from cts_docs.cli.help import wrap
from cts_docs.cli.output import width
from cts_docs.documents.forms.catalogue import document_names
from cts_docs.messages import Language, message
from tests.conftest import ROOT, Run

LANGUAGES: tuple[Language, ...] = ("zh", "en")
NAMES = {
    "cts",
    "docs",
    "Excel",
    "WPS",
    "LibreOffice",
    "Word",
    "PDF",
    "Dask",
    "JSON",
    "CSV",
    "HTML",
    "PostgreSQL",
    "Ctrl",
}
"""Names of programs and formats that a Chinese text may hold."""


def all_commands() -> Iterator[tuple[str, ...]]:
    """The words of every command, groups included."""
    context = click.Context(cts_docs)
    yield ()
    for name in cts_docs.list_commands(context):
        yield (name,)
        command = cts_docs.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.list_commands(context))


EVERY = list(all_commands())


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_chinese_help_is_chinese_throughout(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words, "--help", "--lang", "zh")

    # What users type is the same in both languages: commands, options, files, paths of figures, choices.
    prose = re.sub(r"^    .*$|^用法：.*$", "", answer.out, flags=re.MULTILINE)
    typed = r"-{1,2}[a-z][a-z-]*|[\w.\[\]]*[._*|/@:\[][\w.*|/:\[\]-]*|\b[a-z_0-9]+\b"
    left = set(re.findall("[A-Za-z]{2,}", re.sub(typed, "", prose))) - NAMES

    assert answer.code == 0
    assert answer.out.startswith("用法：")
    assert left == set()


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_english_help_is_english_throughout(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words, "--help", "--lang", "en")

    assert answer.code == 0
    assert answer.out.startswith("Usage: ")
    assert re.findall("[\u3000-\u9fff]", answer.out.replace("一级", "")) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_help_is_whole_and_fits_a_terminal(run: Run, words: tuple[str, ...], language: Language) -> None:
    said = run(*words, "--help", "--lang", language).out

    assert re.findall(r"[a-z。]\.\.\.", said) == []
    assert all(width(line) <= 100 for line in said.splitlines())
    code = "_".join(("HELP", *(words or ("CTS_DOCS",)))).upper().replace("-", "_")
    summary = message(code, language, {}).partition("\n")[0]
    assert re.sub(r"\s", "", summary) in re.sub(r"\s", "", said)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_names_each_by_the_first_line_of_its_help(run: Run, name: str) -> None:
    command = cts_docs.get_command(click.Context(cts_docs), name)
    assert command is not None

    assert command.name == name
    assert re.sub(r"\s", "", command.get_short_help_str()) in re.sub(r"\s", "", run("--help").out)


def test_name_of_no_command_is_none() -> None:
    assert cts_docs.get_command(click.Context(cts_docs), "nothing") is None


def test_render_help_lists_the_names_of_all_documents(run: Run) -> None:
    said = re.split(r"[\s,.:;，。；]+", run("render", "--help", "--lang", "en").out)

    assert set(document_names()) <= set(said)


def test_lines_break_between_chinese_characters_and_never_before_a_stop() -> None:
    assert wrap("检查工作簿，列出问题。", 10) == ["检查工作", "簿，列出问", "题。"]
    assert wrap("see cts-docs spec list", 12) == ["see cts-docs", "spec list"]
    assert wrap("写入 report.docx（草稿）。", 14) == ["写入", "report.docx", "（草稿）。"]


def test_help_loads_no_command() -> None:
    code = (
        "import sys\nfrom cts_docs.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print(sorted(sys.modules), file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert all(name in said.stdout for name in COMMANDS)
    assert "cts_docs.cli.workbooks.check" not in said.stderr
    assert "cts_docs.services" not in said.stderr


SAMPLE = str(ROOT / "samples" / "03-grade-3.xlsx")
UNUSED = {
    "concurrent.futures.process",
    "cryptography",
    "cts_docs.services.templates.templates",
    "cts_docs.archive.lifecycle.issuing",
    "cts_docs.documents.ooxml.package",
    "cts_docs.documents.linting",
    "cts_docs.documents.pdf",
    "cts_docs.documents.rendering.template",
    "docx",
    "docxtpl",
    "importlib.metadata",
    "jinja2",
    "multiprocessing",
    "pypdf",
    "segno",
    "sqlalchemy",
}
"""What makes templates, blank workbooks, PDF files or an archive, and what their libraries bring along."""
MOST_MODULES = 222
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

    filling = {"cts_docs.documents.rendering.template", "docx", "docxtpl", "jinja2"}
    assert found & UNUSED == {*filling, "segno"}, "segno for the certificate's QR code"
    assert len([name for name in found if name.startswith("cts_docs")]) <= MOST_MODULES
