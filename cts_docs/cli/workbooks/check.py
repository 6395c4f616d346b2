"""The commands on score workbooks: new, check, score."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.options import WORKBOOKS, common, common_options, json_option, output_option
from cts_docs.cli.output import say_json, tell, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cts_docs.messages import Language
    from cts_docs.services import Stage
    from cts_docs.services.results import Checked

_STAGES = ("score", "render", "issue")
_MOST_EVALUATORS = 500


@click.command()
@output_option("FILE.xlsx", "Where to write it; missing folders are made. 写到哪里；缺少的文件夹会建立。")
@click.option(
    "--evaluators",
    type=click.IntRange(1, _MOST_EVALUATORS),
    default=5,
    show_default=True,
    help="Number of evaluation form columns. 测评表的列数。",
)
@click.option("--spec", "identifier", metavar="ID", help="Specification to use. 所用技术规范。")
@click.option("--force", is_flag=True, help="Replace an existing file. 覆盖已有文件。")
@common_options
@click.pass_context
def new(
    context: click.Context, output: Path, evaluators: int, identifier: str | None, *, force: bool
) -> None:
    """生成空白评分工作簿 — Write a blank score workbook."""
    from cts_docs.services import new_workbook

    said = common(context)
    new_workbook(output, said.service_context(), evaluators=evaluators, identifier=identifier, replace=force)
    tell(word("NEW_DONE", said.language, file=str(output)))


@click.command()
@WORKBOOKS
@click.option(
    "--for",
    "stage",
    type=click.Choice(_STAGES),
    default="render",
    show_default=True,
    help="What the workbook shall be good enough for. 检查到哪个阶段。",
)
@click.option(
    "--annotate",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for copies with the problems marked. 存放标出问题的副本的文件夹。",
)
@json_option
@common_options
@click.pass_context
def check(
    context: click.Context, workbooks: tuple[Path, ...], stage: Stage, folder: Path | None, *, as_json: bool
) -> None:
    """逐格列出工作簿的全部问题 — Name every problem of workbooks, by cell."""
    from cts_docs.cli.workbooks.output import say_checked
    from cts_docs.serialization.results import serialize_checked
    from cts_docs.services import annotate_workbooks, check_workbooks

    said = common(context)
    checked = check_workbooks(workbooks, stage, said.service_context())
    copies = annotate_workbooks(checked, folder, said.language) if folder is not None else None
    if as_json:
        say_json({"workbooks": [serialize_checked(one, said.language, copies) for one in checked]})
    else:
        say_checked(checked, said.language)
    if copies is not None:
        _tell_copies(checked, copies, said.language)
    sys.exit(not all(one.ok for one in checked))


def _tell_copies(checked: Sequence[Checked], copies: Mapping[str, Path], language: Language) -> None:
    """Where each marked copy stands; which workbooks with problems have none."""
    for one in checked:
        if one.path in copies:
            tell(word("ANNOTATE_DONE", language, file=str(copies[one.path])))
        elif one.problems:
            tell(word("ANNOTATE_NONE", language, file=one.path))


@click.command()
@WORKBOOKS
@json_option
@common_options
@click.pass_context
def score(context: click.Context, workbooks: tuple[Path, ...], *, as_json: bool) -> None:
    """计算得分、管理成熟度等级与认证级别 — Scores, maturity level and grade."""
    from cts_docs.cli.workbooks.output import say_scored
    from cts_docs.serialization.results import serialize_scored
    from cts_docs.services import score_workbooks

    said = common(context)
    scored = score_workbooks(workbooks, said.service_context())
    if as_json:
        say_json({"workbooks": [serialize_scored(one, said.language) for one in scored]})
    else:
        say_scored(scored, said.language)
    sys.exit(not all(one.ok for one in scored))


COMMANDS = (new, check, score)
