"""The wheel: complete, and at work from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this source tree without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the unpacked wheel."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as package:
        package.extractall(folder)
    return folder


def ask(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command from a folder that has nothing to do with the source tree."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-P", "-m", "cts_docs", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_wheel_holds_specification_messages_and_templates(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()

    assert "cts_docs/specification/data/CTS-TBSC034-2026_B-0.toml" in names
    assert "cts_docs/messages/command_line.toml" in names
    assert "cts_docs/templates/docx/CTS-TBSC034-2026_B-0/report.docx" in names
    assert "cts_docs/templates/xlsx/CTS-TBSC034-2026_B-0.xlsx" in names
    assert "cts_docs/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "samples/"))]


def test_the_installed_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    sample = str(ROOT / "samples" / "01-grade-1.xlsx")
    config = str(ROOT / "samples" / "cts-docs.toml")

    templates = ask(installed, tmp_path, "templates", "list", "--json")
    rendered = ask(installed, tmp_path, "render", sample, "-o", "out", "--config", config, "--json")

    assert all(one["path"].startswith(str(installed)) for one in json.loads(templates.stdout)["templates"])
    assert rendered.returncode == 0, rendered.stderr
    documents = json.loads(rendered.stdout)["workbooks"][0]["documents"]
    assert all((tmp_path / one["path"]).is_file() for one in documents)
    assert all(Path(one["path"]).parts[:2] == ("out", "01-grade-1") for one in documents)


def test_the_installed_templates_are_fresh(installed: Path, tmp_path: Path) -> None:
    answer = ask(installed, tmp_path, "templates", "check")

    assert answer.returncode == 0, answer.stderr


def test_an_installed_package_does_not_write_templates_into_itself(installed: Path, tmp_path: Path) -> None:
    answer = ask(installed, tmp_path, "templates", "regenerate")

    assert answer.returncode == 2
    assert "TEMPLATES_FOLDER_NEEDED" in answer.stderr


def test_the_python_api_is_there_by_its_names(installed: Path, tmp_path: Path) -> None:
    lines = (
        "import cts_docs",
        "for name in cts_docs.__all__: getattr(cts_docs, name)",
        "print(cts_docs.__file__)",
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-c", "\n".join(lines)]
    answer = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )

    assert answer.stdout.startswith(str(installed))


def test_help_loads_nothing_heavy(installed: Path, tmp_path: Path) -> None:
    """What a cold `--help` must not wait for."""
    heavy = {"docx", "docxtpl", "jinja2", "lxml", "openpyxl", "pypdf", "cts_docs.services"}
    lines = (
        "import sys",
        "from cts_docs.cli import main",
        "try: main(['--help'])",
        "except SystemExit: pass",
        f"print(sorted({heavy!r} & set(sys.modules)))",
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-c", "\n".join(lines)]
    answer = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )

    assert answer.stdout.splitlines()[-1] == "[]"
