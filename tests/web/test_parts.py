"""The small parts of the page: languages, names, the geometry of charts."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from starlette.requests import Request

from cts_docs.services.workbooks.overview import PartOverview, SpreadOverview
from cts_docs.web.i18n import request_language
from cts_docs.web.jobs.page_images import page_image, page_sizes
from cts_docs.web.jobs.results import JobItem
from cts_docs.web.views.charts import percent, radar, spread_range
from cts_docs.web.views.uploads import shown_name
from cts_docs.web.views.zipping import folders


def asking(header: str = "", query: str = "", cookie: str = "") -> Request:
    headers = [(b"accept-language", header.encode()), (b"cookie", cookie.encode())]
    return Request({"type": "http", "headers": headers, "query_string": query.encode(), "path": "/"})


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr,en;q=0.2,zh;q=0.7", "zh"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        ("en;q=nonsense,zh", "zh"),
        ("EN-us", "en"),
    ],
)
def test_the_language_is_the_browsers_first_that_there_is(header: str, language: str) -> None:
    assert request_language(asking(header)) == language


def test_what_was_chosen_counts_before_the_browser_and_what_is_asked_before_that() -> None:
    assert request_language(asking("zh", cookie="cts_docs_language=en")) == "en"
    assert request_language(asking("zh", query="lang=zh", cookie="cts_docs_language=en")) == "zh"
    assert request_language(asking("en", query="lang=fr")) == "en"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("审核 1.xlsx", "审核 1.xlsx"),
        ("C:\\Users\\x\\审核.xlsx", "审核.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\nc.xlsx", "abc.xlsx"),
        ("..", "—"),
        ("", "—"),
        (None, "—"),
        ("长" * 300 + ".xlsx", "长" * 145 + ".xlsx"),
    ],
)
def test_the_name_of_an_upload_is_its_last_part(sent: str | None, shown: str) -> None:
    assert shown_name(sent) == shown


def test_workbooks_of_one_name_get_folders_of_their_own() -> None:
    names = ["a.xlsx", "A.xlsx", "a.xlsx", "con.xlsx", "b:c.xlsx"]
    assert list(folders([JobItem(name) for name in names])) == ["a", "A (2)", "a (3)", "con_", "b_c"]


def part(share: Fraction | None) -> PartOverview:
    return PartOverview("1", "功能性", "—", 10, share)


def test_the_first_axis_points_up_and_a_full_share_reaches_its_ring() -> None:
    picture = radar([part(Fraction(1)), part(Fraction(1, 2)), part(None), part(Fraction(0))])
    up, right, *_ = picture.axes
    assert picture.dots[0] == up == (200, 50)
    assert right == (315, 165)
    assert picture.dots[1] == (257.5, 165)
    assert picture.dots[2] == picture.dots[3] == picture.centre
    assert [label.anchor for label in picture.labels] == ["middle", "start", "middle", "end"]


def test_any_number_of_parts_makes_a_radar() -> None:
    for count in (1, 2, 9):
        picture = radar([part(Fraction(1, 2))] * count)
        assert len(picture.axes) == len(picture.labels) == count


def test_a_range_of_one_point_is_still_seen() -> None:
    same = Fraction(4, 5)
    assert spread_range(SpreadOverview("1", "人员", same, same, same, same, ())).width == 1
    wide = spread_range(SpreadOverview("1", "人员", Fraction(0), same, Fraction(1), same, ()))
    assert (wide.low, wide.width, wide.median) == (0, 100, 80)


@pytest.mark.parametrize(
    ("share", "shown"), [(None, "—"), (Fraction(1), "100.0%"), (Fraction(1, 8), "12.5%")]
)
def test_a_share_is_shown_in_percent(share: Fraction | None, shown: str) -> None:
    assert percent(share) == shown


def test_a_damaged_pdf_has_no_pages(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7 and nothing more")
    assert page_sizes([damaged, damaged]) == ((), ())
    assert page_image(damaged, 1) is None


def test_a_drawing_process_that_ends_badly_gives_no_picture(tmp_path: Path) -> None:
    """A missing file is a fault of the work itself, which ends with its process, not with the server."""
    assert page_image(tmp_path / "missing.pdf", 1) is None


def test_the_server_itself_loads_nothing_that_opens_pdf_files() -> None:
    loaded = "import sys, cts_docs.web.serving; print('pypdfium2' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
