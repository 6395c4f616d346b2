"""The sub-items of Appendix 4 under the numbers that the specification prints."""

from __future__ import annotations

from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements


def test_an_id_is_made_from_the_printed_numbers(tbsc034: Specification) -> None:
    texts = {item.id: item.text for item in requirements(tbsc034)}
    assert texts["1.1"] == "组织应确定影响城镇污水处理厂工程施工服务管理的内部因素和外部因素。"
    assert texts["3.1.2-2"] == "2) 特殊或紧急情况。"
    assert texts["2.2-5-3"] == "③ 可为相关方获取。"
    assert texts["4.4.2"].startswith("4.4.2. 组织应有效控制管理内部信息交流")
    assert texts["7.1.2-2-3-a"] == "a. 实施任何所需的措施;"
    assert texts["7.1.2-2-5-2"] == "②任何纠正措施的结果。"
    assert texts["7"].startswith("组织应确定改进的机会")


def test_headings_and_introducing_lines_are_no_sub_items(tbsc034: Specification) -> None:
    found = {item.id: item for item in requirements(tbsc034)}
    assert not {"1.2", "2.2-5", "3.1.3-2", "6.2-1", "7.1.2-2-5"} & set(found)
    assert [block.text for block in found["1.2-1"].introduction] == [
        "1.2. 理解相关方的需求和期望组织应确定："
    ]
    assert [block.text for block in found["6.2-1-1"].introduction][1:] == [
        "组织应定期实施内部审核，以提供下列关于体系的信息：",
        "1) 是否符合",
    ]


def test_a_sentence_that_also_introduces_items_is_a_sub_item(tbsc034: Specification) -> None:
    found = {item.id: item.text for item in requirements(tbsc034)}
    assert found["3.2.1"] == "组织应针对其相关职能和层次建立目标，并保持其文件化信息。"
    assert found["7.1.2-2-3"] == "③ 确定是否存在或是否可能发生类似的不符合;"


def test_clause_5_2_of_the_appendix_details_the_scored_clause_5_1(tbsc034: Specification) -> None:
    clauses = {item.id: item.clause for item in requirements(tbsc034)}
    assert (clauses["5.2-1"], clauses["5.3-1"], clauses["7"]) == ("5.1", "5.2", "")


def _all_printed(specification: Specification) -> None:
    found = requirements(specification)
    printed = [block for item in found for block in (*item.introduction, item.block)]
    assert tuple(printed) == specification.appendix4.blocks
    assert len({item.id for item in found}) == len(found)


def test_nothing_of_the_appendix_is_left_out(tbsc034: Specification) -> None:
    _all_printed(tbsc034)


def test_nothing_of_a_siblings_appendix_is_left_out(sibling: Specification) -> None:
    _all_printed(sibling)
