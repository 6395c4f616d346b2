from __future__ import annotations

import pytest

from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import W, bare, cell_words, controlled_table, page_words, shape, tables

# Copied by hand from the controlled document.
SENTENCES = (
    "附录3 城镇污水处理厂工程施工服务管理要求的成熟度对应分值",
    "成熟度分分值",
    "5.2. 应急准备及响应",
    "说明：1) 根据附件4对成熟度水平进行逐一评价；",
    "2) 将各条成熟度得分累加后，得出管理成熟度总分；",
    "④ 95分 ≤ 总分 < 105分，四级；",
    "⑤ 105分 ≤ 总分 ≤ 145分，五级。",
)


def test_controlled_sentences_stand_in_the_form(tbsc034: Specification) -> None:
    form = page_words(rendered(audit_file(tbsc034), "appendix3"))

    assert [sentence for sentence in SENTENCES if bare(sentence) not in form] == []


@pytest.mark.parametrize("name", ["tbsc034", "fictional"])
def test_each_row_is_the_specification_s_and_the_level_reached_is_marked(
    name: str, request: pytest.FixtureRequest
) -> None:
    specification: Specification = request.getfixturevalue(name)
    rows = _rows(rendered(audit_file(specification, levels=2), "appendix3"))[2:]

    assert [row[1:] for row in rows] == [
        [
            clause.heading,
            str(clause.total),
            *(f"{points} √" if level == 2 else str(points) for level, points in enumerate(clause.points, 1)),
        ]
        for clause in specification.clauses
    ]


def test_marked_points_are_shaded_and_bold_and_no_others(tbsc034: Specification) -> None:
    table = controlled_table(rendered(audit_file(tbsc034, levels=5), "appendix3"), "总分值")
    cells = [cell for row in table.findall(f"{W}tr")[2:] for cell in row.findall(f"{W}tc")]
    shaded = [cell for cell in cells if cell.find(f"{W}tcPr/{W}shd") is not None]
    bold = [cell for cell in cells if cell.find(f".//{W}b") is not None]

    assert [cell_words(cell) for cell in shaded] == [f"{clause.total} √" for clause in tbsc034.clauses]
    assert bold == shaded


def test_subtotals_total_and_level_stand_below(tbsc034: Specification) -> None:
    # Every clause at level 3: three fifths of 20, 15, 10, 40, 20, 30 and 10 points.
    block = tables(rendered(audit_file(tbsc034, levels=3), "appendix3"))[2]

    assert block == [
        ["管理要求", "总分值", "得分"],
        ["1. 组织所处环境", "20", "12"],
        ["2. 领导作用", "15", "9"],
        ["3. 策划", "10", "6"],
        ["4. 支持", "40", "24"],
        ["5. 运行", "20", "12"],
        ["6. 绩效评价", "30", "18"],
        ["7. 改进", "10", "6"],
        ["管理成熟度总分", "145", "87"],
        ["管理成熟度等级", "管理成熟度等级三级"],
    ]


def test_total_of_116_with_every_clause_at_level_four_carries_a_note(tbsc034: Specification) -> None:
    note = (
        "注：管理成熟度总分 116 分按技术规范的分级为管理成熟度等级五级；"
        "全部条款均为管理成熟度等级四级时总分为 116 分。"
    )

    assert bare(note) in page_words(rendered(audit_file(tbsc034, levels=4), "appendix3"))
    assert "时总分为" not in page_words(rendered(audit_file(tbsc034, levels=5), "appendix3"))
    assert "时总分为" not in page_words(rendered(audit_file(tbsc034, levels=3), "appendix3"))


def test_merges_are_the_original_s(tbsc034: Specification) -> None:
    rows = shape(controlled_table(rendered(audit_file(tbsc034), "appendix3"), "总分值"))

    assert rows[0] == [(1, "restart"), (1, "restart"), (1, "restart"), (5, "")]
    assert rows[1] == [(1, "continue")] * 3 + [(1, "")] * 5
    assert [row[0][1] for row in rows[2:6]] == ["restart", "continue", "continue", "continue"]


def _rows(content: bytes) -> list[list[str]]:
    table = controlled_table(content, "总分值")
    return [[cell_words(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
