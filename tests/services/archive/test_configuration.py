"""The one line that a move writes into the archive's configuration; all else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.errors import RefusedError
from cts_docs.services.archive.configuration import name_database, with_database

ADDRESS = "postgresql://cts@示例主机/cts"
BODY = '# 机构\n[body]\nname = "示例机构"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f'[register]\nurl = "{ADDRESS}"\n'),
        (BODY, f'{BODY}\n[register]\nurl = "{ADDRESS}"\n'),
        ("[register]\n", f'[register]\nurl = "{ADDRESS}"\n'),
        (f'[register]\nurl = "old"\n\n{BODY}', f'[register]\nurl = "{ADDRESS}"\n\n{BODY}'),
    ],
)
def test_the_address_is_written(before: str, after: str) -> None:
    assert with_database(before, ADDRESS) == after


def test_the_address_is_taken_away_and_all_else_stays(tmp_path: Path) -> None:
    file = tmp_path / "cts-docs.toml"
    file.write_text(BODY, "utf-8")
    name_database(file, ADDRESS)
    name_database(file, "")
    assert file.read_text("utf-8") == f"{BODY}\n[register]\n"


@pytest.mark.parametrize("before", ["register = {url = 'x'}\n", "no toml"])
def test_what_cannot_be_rewritten_is_left_to_a_person(tmp_path: Path, before: str) -> None:
    file = tmp_path / "cts-docs.toml"
    file.write_text(before, "utf-8")
    with pytest.raises(RefusedError) as refused:
        name_database(file, ADDRESS)
    assert refused.value.problems[0].code == "MOVE_CONFIGURATION"
    assert file.read_text("utf-8") == before
