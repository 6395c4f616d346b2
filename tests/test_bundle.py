"""The folder for installing without a network: its scripts, tried with a stand-in for the wheels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from bundle.licences import copy_licences
from tests.conftest import ROOT

BUNDLE = ROOT / "bundle"
WINDOWS_SCRIPTS = sorted(BUNDLE.glob("*.cmd"))
VERSIONS = ["3.11", "3.12", "3.13", "3.14"]
METADATA = """Metadata-Version: 2.4
Name: cts-docs
Version: 9.9
License-Expression: MIT
Provides-Extra: all
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder with a wheel that holds a command and a licence only."""
    made = tmp_path / "offline folder"
    wheels = made / "wheels"
    wheels.mkdir(parents=True)
    files = {
        "stand_in.py": "import sys\ndef main(): print('stand-in', *sys.argv[1:])\n",
        "cts_docs-9.9.dist-info/METADATA": METADATA,
        "cts_docs-9.9.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "cts_docs-9.9.dist-info/entry_points.txt": "[console_scripts]\ncts-docs = stand_in:main\n",
        "cts_docs-9.9.dist-info/licenses/LICENSE": "示例许可\n",
        "cts_docs-9.9.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(wheels / "cts_docs-9.9-py3-none-any.whl", "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
    for script in ("install.sh", *(path.name for path in WINDOWS_SCRIPTS)):
        shutil.copy(BUNDLE / script, made)
    return made


def test_the_script_for_linux_installs_from_the_folder_alone(folder: Path, tmp_path: Path) -> None:
    sh = shutil.which("sh")
    if sh is None:
        pytest.skip("there is no sh on this system: install.sh is for Linux")
    home = tmp_path / "home"
    home.mkdir()
    # A proxy that does not exist: whatever asked the network would fail.
    environment = {
        **os.environ,
        "HOME": str(home),
        "LC_ALL": "zh_CN.UTF-8",
        "https_proxy": "http://127.0.0.1:9",
    }
    made = subprocess.run(
        [sh, str(folder / "install.sh")],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )

    assert made.returncode == 0, made.stderr
    assert "stand-in doctor" in made.stdout
    assert f"已安装：{home}/.local/bin/cts-docs。" in made.stdout
    run = subprocess.run(
        [str(home / ".local" / "bin" / "cts-docs"), "check"], capture_output=True, text=True, check=True
    )
    assert run.stdout == "stand-in check\n"


def test_the_licences_of_all_wheels_are_beside_them(folder: Path, tmp_path: Path) -> None:
    assert copy_licences(folder / "wheels", tmp_path / "licences") == ("cts-docs 9.9: MIT",)

    assert (tmp_path / "licences" / "LICENCES.txt").read_text("utf-8") == "cts-docs 9.9: MIT\n"
    assert (tmp_path / "licences" / "cts-docs-9.9" / "LICENSE").read_text("utf-8") == "示例许可\n"


@pytest.mark.parametrize("script", WINDOWS_SCRIPTS, ids=lambda path: path.name)
def test_scripts_for_windows_are_ascii_with_windows_line_ends(script: Path) -> None:
    content = script.read_bytes()

    assert content.isascii()
    assert content.count(b"\r\n") == content.count(b"\n") > 0


def test_windows_starts_what_its_installation_writes() -> None:
    texts = {path.name: path.read_text("ascii") for path in WINDOWS_SCRIPTS}

    assert sorted(texts) == ["cts-docs-prompt.cmd", "cts-docs-serve.cmd", "install.cmd"]
    for name in ("cts-docs-prompt.cmd", "cts-docs-serve.cmd"):
        assert r"%LOCALAPPDATA%\cts-docs\Scripts" in texts[name]
    assert r'set "TARGET=%LOCALAPPDATA%\cts-docs"' in texts["install.cmd"]
    labels = set(re.findall(r"^:(\w+)", texts["install.cmd"], re.MULTILINE))
    assert set(re.findall(r"goto (\w+)", texts["install.cmd"])) == labels


def test_all_scripts_are_for_the_same_versions_of_python() -> None:
    assert f"({' '.join(VERSIONS)})" in (BUNDLE / "install.cmd").read_text("ascii")
    assert f"${{*:-{' '.join(VERSIONS)}}}" in (BUNDLE / "make.sh").read_text("ascii")
    assert "(3, 11) <= sys.version_info[:2] <= (3, 14)" in (BUNDLE / "install.sh").read_text("utf-8")
