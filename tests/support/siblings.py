"""Made-up siblings that between them use every structure a specification may name, as data files.

Each is the odd sibling of tests/specifications with some of its tables exchanged.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cts_docs.specification.loading.toml_syntax import parse
from cts_docs.specification.writing import data_file_text
from tests.conftest import ROOT

Tables = dict[str, Any]
ODD = ROOT / "tests" / "specifications" / "odd.toml"
CIRCLED = "①②③④⑤⑥⑦"


def star_rated() -> Tables:
    """Grades by stars; a floor for a characteristic and for a clause, and an indicator that vetoes."""
    tables = _named("EXAMPLE-TBSC911-2026")
    tables["grading"] |= {
        "names": {"1": "五星", "2": "四星", "3": "三星"},
        "names_en": {"1": "Five stars", "2": "Four stars", "3": "Three stars"},
        "tables": {
            "bands": [
                {"lower": 0, "upper": 60},
                {"lower": 60, "upper": 75, "grade": 3, "level": 1},
                {"lower": 75, "upper": 90, "grade": 2, "level": 2},
                {"lower": 90, "upper": 100, "grade": 1, "level": 3},
            ]
        },
    }
    tables["grading"]["printed"]["merged"] = ["●五星：≥90分", "●四星：75-89分", "●三星：60-74分"]
    tables["readings"]["A5"] = _choice("A5", "lower")
    tables["floors"] = [
        {"clause": "6.3", "characteristic": "乙", "least": 70},
        {"clause": "6.1.1", "indicator": "甲", "least": 50},
        {"clause": "6.2.5", "requirement": "Ⅳ.a", "least": 2},
    ]
    return tables


def seven_levels() -> Tables:
    """Seven maturity levels, grades by letters; only the glove box (乙.3) may be not applicable."""
    tables = _levelled("EXAMPLE-TBSC912-2026", 7, {"1": "AAA", "2": "AA"})
    tables["appendix1"]["characteristics"][1]["indicators"][2]["may_not_apply"] = True
    tables["readings"]["B8"]["default"] = "on"
    return tables


def two_levels() -> Tables:
    """Two maturity levels and one grade."""
    return _levelled("EXAMPLE-TBSC913-2026", 2, {"1": "合格"})


SIBLINGS: Mapping[str, Callable[[], Tables]] = {
    "star_rated": star_rated,
    "seven_levels": seven_levels,
    "two_levels": two_levels,
}


def written(tables: Tables) -> bytes:
    """A data file with these tables."""
    return data_file_text(tables, {}, "示例：虚构的技术规范").encode()


def put_siblings(folder: Path) -> Path:
    """A folder with the data file of each sibling."""
    folder.mkdir()
    for name, make in SIBLINGS.items():
        (folder / f"{name}.toml").write_bytes(written(make()))
    return folder


def _named(id: str) -> Tables:
    tables: Tables = copy.deepcopy(dict(parse(ODD.read_bytes())))
    tables["id"] = id
    tables["control"]["number"] = id.replace("-", " ", 1)
    return tables


def _choice(reading: str, only: str) -> Tables:
    choices = {only: {"rule": "示例规则。"}}
    return {"clause": "6.3", "question": f"示例问题 {reading}？", "kind": "choice", "default": only} | {
        "choices": choices
    }


def _levelled(id: str, count: int, grades: Mapping[str, str]) -> Tables:
    """One clause a chapter at 1 to `count` points, so that a level of all four gives 4, 8, 12 … points."""
    tables, numbers = _named(id), range(1, count + 1)
    names = [f"第{number}档" for number in numbers]
    most = 4 * count
    bands = [{"level": n, "lower": 4 * n, "upper": min(4 * n + 4, most)} for n in numbers]
    bands[-2]["upper"] = bands[-1]["lower"] = most - 1
    tables["levels"] = [{"number": n, "name": names[n - 1], "ordinal": names[n - 1]} for n in numbers]
    tables["maturity_model"] |= {"levels": names, "row": ["示例要求", *names]}
    tables["appendix2"]["descriptions"] = {
        key: [[f"① 示例描述 {number}。"] for number in numbers] for key in ("site", "water", "light", "back")
    }
    for chapter in tables["chapters"]:
        chapter["total"] = count
        chapter["clauses"][0] |= {"total": count, "points": list(numbers)}
    tables["level_bands"] = {"as_issued": bands}
    tables["appendix3"]["notes"] = [
        {
            "style": "item2",
            "text": f"{CIRCLED[index]} {band['lower']}分 ≤ 总分 {'≤' if index == count - 1 else '<'} "
            f"{band['upper']}分，{names[index]}。",
        }
        for index, band in enumerate(bands)
    ]
    graded = [{"lower": 60, "upper": 100, "grade": 1, "level": count}]
    if len(grades) > 1:
        graded = [
            {"lower": 60, "upper": 90, "grade": 2, "level": 4},
            {"lower": 90, "upper": 100, "grade": 1, "level": 6},
        ]
    tables["grading"] |= {"names": grades, "tables": {"bands": [{"lower": 0, "upper": 60}, *graded]}}
    tables["readings"]["A8"] = _choice("A8", "level4")
    tables["readings"]["C4"]["parameters"] = {"level": 2}
    return tables
