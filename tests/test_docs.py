"""The pages that people read: generated ones fresh, examples running, every command named."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import make_docs
from cts_docs.cli.app import cts_docs
from tests.conftest import ROOT

LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def command_names() -> list[str]:
    context = click.Context(cts_docs)
    return cts_docs.list_commands(context)


def test_generated_pages_are_fresh() -> None:
    assert make_docs.stale() == ()


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", command_names())
def test_every_command_is_in_the_readmes(readme: str, command: str) -> None:
    assert f"cts-docs {command}" in (ROOT / readme).read_text("utf-8")


@pytest.mark.parametrize("command", ["make demo", "make test", "make check", "bash .ci/run"])
def test_the_readmes_name_what_continuous_integration_runs(command: str) -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        assert command in (ROOT / readme).read_text("utf-8")


def test_the_example_of_the_api_page_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    samples = f"{(ROOT / 'samples').as_posix()}/"
    here = example.replace('"out"', repr(str(tmp_path))).replace("samples/", samples)

    exec(compile(here, "docs/api.md", "exec"), {})  # noqa: S102 - the page's own example is what is tested

    assert "一级" in capsys.readouterr().out
