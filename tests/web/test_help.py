"""Help and settings; and pages in English are in English, but for what is Chinese by nature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from tests.torture.sample_audits import archive, issue_request
from tests.web.visiting import Place, Visitor, serving

_CHINESE = re.compile("[\u4e00-\u9fff]")
PAGES = (
    "/",
    "/archive",
    "/archive?client=x",
    "/archive/due?within=365",
    "/archive/verify?code={number}",
    "/archive/entries/{number}",
    "/archive/approval",
    "/templates",
    "/help",
    "/settings",
    "/nothing",
)
PEOPLE = re.compile("示例甲|示例账户甲")
NUMBER = "CTS-TBSC034-2026-BG0001"
CONFIG = """\
[body]
name = "示例认证有限公司"
[issuing]
second_person = true
grant_days_ahead = 7
[register]
url = ""
"""


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder: Path = tmp_path_factory.mktemp("help")
    archive(folder / "archive").issue(issue_request(1))
    (folder / "cts-docs.toml").write_text(CONFIG, "utf-8")
    with serving(Place(config=folder / "cts-docs.toml", archive=folder / "archive")) as (_, visitor):
        yield visitor()


@pytest.mark.parametrize("path", PAGES)
def test_english_is_wholly_english(one: Visitor, path: str) -> None:
    address = path.format(number=NUMBER)
    page = one.get(f"{address}{'&' if '?' in address else '?'}lang=en").text
    root = html.fromstring(page.encode())
    for element in root.xpath("//*[@lang='zh-CN'] | //*[@class='account'] | //style"):
        element.drop_tree()
    texts = (PEOPLE.sub("", text) for text in root.itertext())
    found = [text for text in texts if _CHINESE.search(text)]
    labels = [value for value in root.xpath("//@aria-label | //@title | //@alt") if _CHINESE.search(value)]
    assert (found, labels) == ([], [])


def test_the_settings_in_force_are_shown_with_what_they_do(one: Visitor) -> None:
    page = one.get("/settings?lang=en").text
    rows = {
        re.findall(r"<code>(.*?)</code>", row)[0]: " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
    }
    assert " 7 How" in rows["issuing.grant_days_ahead"]
    assert "after the day of issue" in rows["issuing.grant_days_ahead"]
    assert "(default)" not in rows["issuing.grant_days_ahead"]
    assert "(default)" in rows["archive.retention_years"]
    assert "<input" not in page
    meanings = [row.rpartition("(default)")[2] for row in rows.values() if "(default)" in row]
    assert [one for one in meanings if len(one.split()) < 3] == []
    assert sorted(meanings) == sorted(set(meanings))


def test_help_explains_every_status_and_every_input(one: Visitor) -> None:
    page = one.get("/help?lang=en").text
    for text in ("The certificate may not be used for now", "成熟度等级", "one of a list", "before issuing"):
        assert text in page, text
