from __future__ import annotations

import pytest

from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import W, bare, cell_words, controlled_table, page_words, shape, tree, words

# Copied by hand from the controlled document.
SENTENCES = (
    "附录 2 城镇污水处理厂工程施工服务管理等级描述（基于附录 4 的管理要求进行评价）",
    "成熟度等级划分与描述",
    "第五级",
    "① 服务认证管理处于萌芽状态，缺乏系统化和标准化的管理过程。"
    "服务质量和客户满意度往往依赖于个别员工的个人技能和经验。",
    "通过数据分析和客户反馈，精准识别服务中的瓶颈和改进点，并制定针对性地改进措施。",
    "③ 具备强大的服务能力和资源，能够为客户提供卓越的服务体验，并在市场竞争中保持领先地位。",
    "7.1. 争议、投诉、不符合和纠正措施",
)


def test_controlled_sentences_stand_in_the_form(tbsc034: Specification) -> None:
    form = page_words(rendered(audit_file(tbsc034), "appendix2"))

    assert [sentence for sentence in SENTENCES if bare(sentence) not in form] == []


@pytest.mark.parametrize("name", ["tbsc034", "fictional"])
def test_descriptions_stand_once_a_chapter_where_they_are_printed(
    name: str, request: pytest.FixtureRequest
) -> None:
    specification: Specification = request.getfixturevalue(name)
    rows = iter(_rows(rendered(audit_file(specification, levels=2), "appendix2"))[2:])

    for chapter in specification.chapters:
        descriptions = specification.appendix2.descriptions[chapter.description]
        printed = ["\n".join(texts) for texts in descriptions]
        blank = [""] * len(specification.levels)
        for number, clause in enumerate(chapter.clauses):
            row = next(rows)
            assert row[0] == (chapter.heading if number == 0 else "")
            assert row[1].split("\n")[0] == clause.heading
            assert row[2:] == (printed if number == 0 and chapter.description_printed else blank)


def test_level_reached_stands_in_the_clause_s_cell_in_words_and_shaded(tbsc034: Specification) -> None:
    content = rendered(audit_file(tbsc034, levels=[1, 2, 3, 4, 5]), "appendix2")
    rows = _rows(content)[2:]

    assert rows[0][1] == "1.1. 理解组织及其所处的环境\n评定等级：管理成熟度等级一级\n 【一】 二  三  四  五 "
    assert rows[4][1] == "2.1. 领导的作用和承诺\n评定等级：管理成熟度等级五级\n 一  二  三  四 【五】 "
    shaded = [run for run in tree(content).iter(f"{W}r") if run.find(f"{W}rPr/{W}shd") is not None]
    assert [words(run) for run in shaded][:2] == ["【一】", "【二】"]
    assert len(shaded) == len(tbsc034.clauses)


def test_chapter_seven_is_empty_as_issued_with_a_note_below(tbsc034: Specification) -> None:
    content = rendered(audit_file(tbsc034), "appendix2")

    assert _rows(content)[-1][2:] == ["", "", "", "", ""]
    assert bare("注：技术规范本附录第 7 章“改进”的等级描述栏为空") in page_words(content)


def test_fictional_specification_has_no_such_note(fictional: Specification) -> None:
    assert "等级描述栏为空" not in page_words(rendered(audit_file(fictional, levels=2), "appendix2"))


def test_merges_are_the_original_s(tbsc034: Specification) -> None:
    rows = shape(controlled_table(rendered(audit_file(tbsc034), "appendix2"), "管理要求"))

    assert rows[0] == [(2, "restart"), (5, "")]
    assert rows[1] == [(2, "continue")] + [(1, "")] * 5
    assert rows[2] == [(1, "restart"), (1, "")] + [(1, "restart")] * 5
    assert rows[3] == [(1, "continue"), (1, "")] + [(1, "continue")] * 5


def test_pages_lie_on_their_side(tbsc034: Specification) -> None:
    size = tree(rendered(audit_file(tbsc034), "appendix2")).find(f".//{W}pgSz")

    assert (size.get(f"{W}w"), size.get(f"{W}h"), size.get(f"{W}orient")) == ("16838", "11906", "landscape")


def _rows(content: bytes) -> list[list[str]]:
    table = controlled_table(content, "管理要求")
    return [[cell_words(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
