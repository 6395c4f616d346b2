"""CTS TBSC034-2026 B/0 stands in the data file character by character, white space apart.

`controlled/` holds the controlled text, cleaned of what its extraction left in it
(docs/specification.md lists each removal) and transcribed independently of the data file.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from tests.specification.reading_order import PARTS

CONTROLLED = Path(__file__).parent / "controlled"


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("part", PARTS)
def test_the_words_of_each_part_stand_in_their_order(tbsc034: Specification, part: str) -> None:
    said = bare("".join(PARTS[part](tbsc034)))
    assert said == bare((CONTROLLED / f"{part}.txt").read_text("utf-8"))


def test_no_artefact_of_the_extraction_is_left(tbsc034: Specification) -> None:
    words = "\n".join(text for part in PARTS.values() for text in part(tbsc034))
    for artefact in ("$", "\\", "](", "\t", "\n- "):
        assert artefact not in words


@pytest.mark.parametrize(
    ("slip", "part"),
    [
        ("GB/T 51221-2017", "clauses"),
        ("GB/T 19004-2011", "clauses"),
        ("成熟度分分值", "appendix3"),
        ("附件4", "appendix3"),
        ("实用性", "appendix4"),
        ("3.1.1. 一般要求 中识别的潜在紧急情况", "appendix4"),
        ("5.2. 应急准备及响应", "appendix2"),
        ("5.3. 应急准备和响应", "appendix4"),
        ("降低长期运维费用", "appendix1"),
    ],
)
def test_slips_are_printed_as_issued(tbsc034: Specification, slip: str, part: str) -> None:
    assert slip in "".join(PARTS[part](tbsc034))


def test_every_erratum_quotes_words_that_are_printed(tbsc034: Specification) -> None:
    words = "".join(text for part in PARTS.values() for text in part(tbsc034))
    assert [erratum.printed for erratum in tbsc034.errata if erratum.printed not in words] == []


def test_missing_full_stops_stay_missing(tbsc034: Specification) -> None:
    criterion = next(each for each in tbsc034.indicators if each.id == "5.3").criterion
    assert criterion.endswith("降低长期运维费用")


def test_the_cross_references_of_the_clauses_lead_where_they_say(tbsc034: Specification) -> None:
    links = {link.text: link.to for block in tbsc034.text for link in block.links}
    assert links == {"附录 4": "appendix4", "第 4 章": "clause_4"}


def test_the_cross_references_of_appendix_4_lead_to_its_headings(tbsc034: Specification) -> None:
    blocks = tbsc034.appendix4.blocks
    headings = {block.anchor: block.text for block in blocks if block.anchor}
    links = [(link.text, headings[link.to]) for block in blocks for link in block.links]
    assert links == [
        ("1.1 理解组织及其所处环境", "1.1. 理解组织及其所处的环境"),
        ("3.1. 风险策划", "3.1. 风险策划"),
        ("1.1 理解组织及其所处环境", "1.1. 理解组织及其所处的环境"),
        ("1.2 理解相关方的需求和期望组织应确定", "1.2. 理解相关方的需求和期望组织应确定："),
        ("3.1. 风险策划", "3.1. 风险策划"),
        ("3.2. 目标及实现目标的策划", "3.2. 目标及实现目标的策划"),
        ("第 4 章 支持", "4. 支持"),
        ("第 5 章 运行", "5. 运行"),
        ("6.1. 监视、测量、分析和评价", "6.1. 监视、测量、分析和评价"),
        ("3.1. 风险策划", "3.1. 风险策划"),
        ("3.2. 目标及实现目标的策划", "3.2. 目标及实现目标的策划"),
        ("3.1.1. 一般要求", "3.1.1. 一般要求"),
    ]
