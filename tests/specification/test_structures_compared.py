"""What `spec diff` and `spec show` say of structures that TBSC034 does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.specification.compare import changes
from cts_docs.specification.loader import load_specification
from tests.conftest import ROOT, Run

SIBLINGS = ROOT / "tests" / "specifications"


def edited(tmp_path: Path, sibling: str, *exchanged: tuple[str, str]) -> Path:
    text = (SIBLINGS / f"{sibling}.toml").read_text("utf-8")
    for old, new in exchanged:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "edited.toml"
    path.write_text(text, "utf-8")
    return path


def test_scoring_step_and_weights_of_groups_are_compared(tmp_path: Path) -> None:
    after = edited(
        tmp_path,
        "hall",
        ('points = 10, scoring = "points", step = 0.5', 'points = 10, scoring = "points", step = 0.1'),
        ('points = 8, criterion = "主题', 'points = 8, scoring = "points", criterion = "主题'),
        ("weight = 70", "weight = 60"),
        ("weight = 30", "weight = 40"),
    )
    found = changes(load_specification(SIBLINGS / "hall.toml"), load_specification(after))
    assert [(each.place, each.before, each.after) for each in found] == [
        ("测评员类别“观众”的权重", "70%", "60%"),
        ("测评员类别“专家”的权重", "30%", "40%"),
        ("服务过程质量指标 一.2 评分方式", "体验系数 α", "评判打分，每 1 分为一档"),
        ("服务过程质量指标 一.3 评分方式", "评判打分，每 0.5 分为一档", "评判打分，每 0.1 分为一档"),
    ]


def test_the_weights_of_a_composite_score_are_compared(tmp_path: Path) -> None:
    after = edited(tmp_path, "care", ("service = 60", "service = 70"), ("management = 40", "management = 30"))
    found = changes(load_specification(SIBLINGS / "care.toml"), load_specification(after))
    assert [(each.place, each.before, each.after) for each in found] == [
        ("合成得分中服务特性测评得分的权重", "60%", "70%"),
        ("合成得分中管理得分率的权重", "40%", "30%"),
    ]


@pytest.mark.parametrize(("before", "after"), [("care", "hall"), ("hall", "care")])
def test_a_maturity_part_on_one_side_only_leaves_no_empty_title_and_no_fraction(
    before: str, after: str
) -> None:
    found = changes(*(load_specification(SIBLINGS / f"{name}.toml") for name in (before, after)))
    assert any(each.part == "appendix3" for each in found)
    for each in found:
        assert each.place.strip()
        for text in (each.before, each.after):
            assert text is None or text.strip(), each
        if "分值" in each.place:
            assert "/" not in f"{each.before}{each.after}".replace(" / ", ""), each


def test_show_prints_judged_indicators_and_groups_and_nothing_of_maturity(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "body.toml"
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8")
    config.write_text(f'specifications = "{SIBLINGS.as_posix()}"\n{text}', "utf-8")
    for name, words, absent in (
        ("EXAMPLE-TBSC908-2026", ("judged in steps of 0.5", "观众  70 %"), ("maturity", "成熟度")),
        ("EXAMPLE-TBSC907-2026", ("综合得分", "management score"), ("Fraction",)),
    ):
        shown = run("spec", "show", name, "--lang", "en", "--config", config)
        assert shown.code == 0, shown.err
        assert all(word in shown.out for word in words), shown.out
        assert not any(word in shown.out for word in absent)
    hall = run("spec", "show", "EXAMPLE-TBSC908-2026", "--config", config, "--json").json
    assert hall["evaluator_groups"] == [{"name": "观众", "weight": 70}, {"name": "专家", "weight": 30}]
    assert hall["characteristics"][0]["indicators"][2] == {
        "id": "一.3",
        "name": "互动",
        "points": 10,
        "scoring": "points",
        "step": "0.5",
    }
    assert (hall["chapters"], "composite" in hall) == ([], False)
    care = run("spec", "show", "EXAMPLE-TBSC907-2026", "--config", config, "--json").json
    assert care["composite"] == {"name": "综合得分", "service": 60, "management": 40}
