"""Take the pictures of docs/page.md anew; run as a program, with Chromium and LibreOffice.

The samples are uploaded to a page with an archive of its own, one is issued, and the pages are
photographed on a desktop's and a phone's width, one of them in the dark.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
SAMPLES = ROOT / "samples"
DESKTOP, PHONE = {"width": 1200, "height": 800}, {"width": 390, "height": 780}
LONG = 300_000
COLOURS = 64


def main() -> None:
    """Serve, go through the job, and take the pictures."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        archive = Path(folder) / "archive"
        archive.mkdir()
        shutil.copyfile(SAMPLES / "cts-docs.toml", archive / "cts-docs.toml")
        command = [sys.executable, "-m", "cts_docs", "serve", "--port", "0", "--archive", str(archive)]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            line = server.stderr.readline() if server.stderr else ""
            found = re.search(r"http://\S+/", line)
            if found is None:
                sys.exit(line)
            take(browser, found[0].rstrip("/"))
        finally:
            browser.close()
            server.terminate()
            server.wait()


def take(browser: Browser, address: str) -> None:
    """Go through the job in one browser."""
    page = browser.new_context(viewport=DESKTOP, locale="en-GB", reduced_motion="reduce").new_page()
    page.set_default_timeout(LONG)
    page.set_default_navigation_timeout(LONG)
    upload(page, address, SAMPLES / "09-mistakes.xlsx")
    picture(page, "page-problems", "#problems")
    picture(page, "page-corrections", "#correct")
    upload(page, address, SAMPLES / "01-grade-1.xlsx")
    picture(page, "page-result")
    page.get_by_role("button", name="Issue", exact=True).click()
    finished(page)
    picture(page, "page-decision")
    page.get_by_role("button", name="Issue", exact=True).click()
    finished(page)
    page.get_by_role("link", name="Open the entry").click()
    picture(page, "page-entry")
    page.goto(f"{address}/archive")
    picture(page, "page-archive")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.reload()
    picture(page, "page-archive-phone-dark")


def upload(page: Page, address: str, workbook: Path) -> None:
    """Upload a workbook and wait for its result."""
    page.goto(f"{address}/")
    page.set_input_files("#workbooks", str(workbook))
    page.get_by_role("button", name="Check and render the documents").click()
    page.wait_for_url("**/results/**")
    finished(page)


def finished(page: Page) -> None:
    """Wait until the page has followed its job to the end."""
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("section[data-poll]", state="detached", timeout=LONG)
    page.wait_for_load_state("networkidle")


def picture(page: Page, name: str, part: str = "") -> None:
    """One screen of a page, from a part of it on, in few colours so that the file is small."""
    if part:
        page.locator(part).evaluate("element => element.scrollIntoView()")
    else:
        page.evaluate("window.scrollTo(0, 0)")
    for drawn in page.locator("img:not([loading=lazy])").all():
        drawn.evaluate("one => one.decode()")
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target)
    with Image.open(target) as image:
        image.convert("RGB").quantize(COLOURS).save(target, optimize=True)


if __name__ == "__main__":
    main()
