"""The list of commands, which is kept apart from the commands themselves."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from cts_docs.cli.app import cts_docs
from cts_docs.cli.rooms import ROOMS

CONTEXT = click.Context(cts_docs)


@pytest.mark.parametrize("name", ROOMS)
def test_each_line_of_the_list_is_its_command_s_own(name: str) -> None:
    command = cts_docs.get_command(CONTEXT, name)

    assert command is not None
    assert command.name == name
    assert ROOMS[name][1] == command.get_short_help_str(500)


@pytest.mark.parametrize("name", ROOMS)
def test_each_line_of_the_list_is_chinese_and_english(name: str) -> None:
    chinese, _, english = ROOMS[name][1].partition(" — ")

    assert not chinese.isascii()
    assert english.isascii()
    assert english


def test_name_of_no_command_is_none() -> None:
    assert cts_docs.get_command(CONTEXT, "nothing") is None


def test_help_loads_no_command() -> None:
    code = (
        "import sys\nfrom cts_docs.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print(sorted(sys.modules), file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert all(name in said.stdout for name in ROOMS)
    assert "cts_docs.cli.workbooks" not in said.stderr
    assert "cts_docs.actions" not in said.stderr
