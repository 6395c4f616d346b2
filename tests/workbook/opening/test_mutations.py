"""Mutated XML in a workbook: refused or read, never a traceback (`make fuzz` does more of it)."""

from __future__ import annotations

import random

import pytest

from tests.fuzzing.mutation import mutated
from tests.fuzzing.target import Target

TIMES = 6


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    return Target(tmp_path_factory.mktemp("mutations"))


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet",
        "xl/worksheets/_rels/",
        "xl/_rels/",
        "[Content_Types].xml",
        "xl/comments",
        "xl/drawings/",
    ],
)
def test_a_mutated_part_is_refused_or_read_and_annotated(target: Target, part: str) -> None:
    seeds = [seed for name, seed in target.seeds().items() if name.startswith(part)]
    assert seeds
    chance = random.Random(part)  # noqa: S311 - repeatable cases, no secret
    for seed in seeds * TIMES if len(seeds) == 1 else seeds:
        target.look(target.packed(seed[:1] + mutated(chance, seed[1:].decode()).encode("utf-8", "replace")))
