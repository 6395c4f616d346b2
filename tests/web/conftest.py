"""Servers and browsers for the tests of the page."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"http://\S+/")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without any network of its own."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed: there is no program chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The first page's address of a server as the command line starts it, with an archive."""
    place = tmp_path_factory.mktemp("page") / "archive"
    place.mkdir()
    shutil.copyfile(ROOT / "samples" / "cts-docs.toml", place / "cts-docs.toml")
    command = [sys.executable, "-m", "cts_docs", "serve", "--port", "0", "--archive", str(place)]
    command += ["--lang", "en"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT)
    assert server.stderr is not None
    line = server.stderr.readline()
    found = _ADDRESS.search(line)
    assert found, line
    yield found[0].rstrip("/")
    server.terminate()
    server.wait(30)
    server.stderr.close()
