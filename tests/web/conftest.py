"""Servers and browsers for the tests of the page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pypdfium2 import PdfDocument

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1280, "height": 900}
PHONES = {"width": 360, "height": 740}, {"width": 390, "height": 844}
ZOOMED = {"width": 640, "height": 450}
"""What of the desktop's width is left at 200 %."""
HIDDEN_SIDEWAYS = """[...document.querySelectorAll(".scroll:has(> .cards), .scroll:has(> .problems)")]
    .filter(one => innerWidth <= 640 && one.scrollWidth > one.clientWidth).map(one => one.ariaLabel)"""
"""The lists that are not narrow enough, though they stand as cards."""
LONG = 120_000
OVER = "section[data-poll]"
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
    with serving(place) as address:
        yield address


@pytest.fixture
def served_siblings(tmp_path: Path) -> Iterator[str]:
    """The same with the made-up siblings in force, and no LibreOffice to print with."""
    place = tmp_path / "archive"
    place.mkdir()
    settings = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8")
    folder = (ROOT / "tests" / "specifications").as_posix()
    (place / "cts-docs.toml").write_text(f'specifications = "{folder}"\n{settings}', "utf-8")
    with serving(place, PATH=str(tmp_path)) as address:
        yield address


@contextmanager
def serving(place: Path, **environment: str) -> Iterator[str]:
    """A server as the command line starts it, with some of its environment replaced."""
    command = [sys.executable, "-m", "cts_docs", "serve", "--port", "0", "--archive", str(place)]
    command += ["--lang", "en"]
    server = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert server.stderr is not None
    line = server.stderr.readline()
    found = _ADDRESS.search(line)
    assert found, line
    yield found[0].rstrip("/")
    server.terminate()
    server.wait(30)
    server.stderr.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport=DESKTOP, locale="en-GB", accept_downloads=True)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page on which every complaint of the browser is a failure."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda entry: complaints.append(entry.text) if entry.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.on("close", lambda _: None)
    opened.on("request", lambda sent: complaints.append(sent.url) if _is_outside(sent.url) else None)
    context.complaints = complaints  # type: ignore[attr-defined]
    return opened


def _is_outside(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def wait(page: Page) -> None:
    expect(page.locator(OVER)).to_have_count(0, timeout=LONG)


def hold(page: Page) -> None:
    """What holds for every page: axe finds nothing serious, nor in the dark; a phone is wide enough."""
    found = Axe().run(page).response["violations"]
    grave = [
        (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
    page.emulate_media(color_scheme="dark")
    contrast = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [node["html"] for one in contrast for node in one["nodes"]] == []
    page.emulate_media(color_scheme="light")
    for size in (*PHONES, ZOOMED):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate(HIDDEN_SIDEWAYS) == []
    page.set_viewport_size(DESKTOP)


def printed(page: Page, folder: Path) -> str:
    """The text of the page as it is printed, without white space."""
    target = folder / "printed.pdf"
    page.pdf(path=target)
    with PdfDocument(target) as document:
        text = "".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    return "".join(text.split())
