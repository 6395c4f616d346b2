"""The commands by name, found without loading any of them: asking for help loads no command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from cts_docs.cli.options import Common, common

ROOMS: dict[str, tuple[str, str]] = {
    "new": ("workbooks.check", "生成空白评分工作簿 — Write a blank score workbook."),
    "check": ("workbooks.check", "逐格列出工作簿的全部问题 — Name every problem of workbooks, by cell."),
    "score": ("workbooks.check", "计算得分、管理成熟度等级与认证级别 — Scores, maturity level and grade."),
    "render": (
        "workbooks.render",
        "生成评分表、报告和证书草稿 — Write the filled forms, the report and the certificate draft.",
    ),
    "explain": (
        "workbooks.explain",
        "说明一个数值的来历 — A figure of `score`, its formula, cells, clauses and readings.",
    ),
    "compare": (
        "workbooks.explain",
        "比较两份工作簿 — Two workbooks: the inputs and the results that differ.",
    ),
    "templates": ("controlled.templates", "由技术规范生成的模板 — Templates made from the specification."),
    "show": (
        "controlled.templates",
        "显示文档内的机器可读数据 — Print the machine-readable twin inside a document.",
    ),
    "spec": ("controlled.specifications", "可用的技术规范 — Controlled specifications at hand."),
    "issue": (
        "archive.commands",
        "编号、定稿、签发并归档 — Issue workbooks into an archive: numbered, final, kept.",
    ),
    "approve": (
        "archive.commands",
        "批准他人起草的文件并签发 — Approve what another account drafted, and issue it.",
    ),
    "archive": (
        "archive.commands",
        "查看、办理、验证与维护归档 — What was issued: its list, its life over the years, its proof.",
    ),
    "serve": ("serve", "在本机浏览器中完成全部工作 — The whole job on a local page."),
    "doctor": ("doctor", "检查本机环境 — Tell what this machine has and lacks."),
}
"""Each command's module and its line in the list; a test holds the lines against the commands."""


class Rooms(click.Group):
    """A group whose commands are loaded when they run."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The commands in the order of a list."""
        return sorted(ROOMS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """A command, loaded now; None for no such name."""
        if name not in ROOMS:
            return None
        room = import_module(f"cts_docs.cli.{ROOMS[name][0]}")
        found: dict[str, click.Command] = {each.name: each for each in room.COMMANDS}
        return found[name]

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the options before the command's name; what is wrong is told in the asked language."""
        with _in_words(extra.get("obj")):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, context: click.Context) -> Any:
        """Run a command; what is wrong with its options is told in the asked language."""
        with _in_words(common(context)):
            return super().invoke(context)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help."""
        names = self.list_commands(context)
        room = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, _shortened(ROOMS[name][1], room)) for name in names])


@contextmanager
def _in_words(said: Common | None) -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        # Loaded here: a right command line needs none of it.
        from cts_docs.cli.usage import ToldInWords

        raise ToldInWords(error, said.for_errors if said else "en") from error


def _shortened(line: str, length: int) -> str:
    return line if len(line) <= length else f"{line[: length - 3].rstrip()}..."
