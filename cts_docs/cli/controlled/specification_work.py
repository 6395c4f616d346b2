"""The commands that make and judge specifications: export, check, derive, diff, impact."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.options import common, common_options, json_option, output_option
from cts_docs.cli.output import plain, say, say_json, say_table, tell, tell_problems, word
from cts_docs.errors import Problem, RefusedError
from cts_docs.messages import Language, message, remedy

if TYPE_CHECKING:
    from cts_docs.services import Result, SpecificationChange
    from cts_docs.services.specifications.impact import Recomputed

_FILE = click.argument("file", metavar="FILE.toml", type=click.Path(path_type=Path))
_OUTPUT = output_option("FILE", "Where to; missing folders are made. 输出文件；缺少的文件夹会建立。")


@click.command()
@click.argument("identifier", metavar="[ID]", required=False)
@_OUTPUT
@common_options
@click.pass_context
def export(context: click.Context, identifier: str | None, output: Path) -> None:
    """导出受控文件全文 — Write the whole controlled document in Word."""
    from cts_docs.services.specifications.specifications import export_specification

    said = common(context)
    done = export_specification(said.service_context(), identifier, output)
    tell_problems(done.problems, said.language)
    if not done.with_pages:
        tell(word("SPEC_EXPORTED_WITHOUT_PAGES", said.language))
    tell(word("SPEC_EXPORTED", said.language, file=str(done.path)))


@click.command()
@_FILE
@json_option
@common_options
@click.pass_context
def check(context: click.Context, file: Path, *, as_json: bool) -> None:
    """逐行检查数据文件 — Every fault of a data file, by line."""
    from cts_docs.services.specifications.specifications import check_specification

    language = common(context).language
    try:
        found = check_specification(file)
    except RefusedError as refusal:
        faults = sorted(refusal.problems, key=lambda problem: int(problem.values.get("line", "0") or 0))
        if as_json:
            said = [_told(one, language) for one in faults]
            say_json({"path": str(file), "ok": False, "problems": said})
        tell_problems(faults, language)
        sys.exit(1)
    if as_json:
        say_json({"path": str(file), "ok": True, "problems": []})
    control = found.control
    tell(word("SPEC_CHECK_FINE", language, file=str(file), number=control.number, version=control.version))


@click.command()
@click.option("--from", "source", metavar="ID|FILE", help="What to start from. 以哪份规范为底本。")
@click.option("--service", default="", metavar="NAME", help="The new service. 新的服务名称。")
@click.option("--number", default="", metavar="NUMBER", help="The new document number. 新的文件编号。")
@click.option("--version", default="", metavar="B/1", help="The new version. 新的版本号。")
@click.option("--body", default="", metavar="NAME", help="Another certification body. 另一认证机构。")
@click.option("--issue-date", default="", metavar="YYYYMMDD", help="Date of issue. 发布日期。")
@click.option("--effective-date", default="", metavar="YYYYMMDD", help="Effective date. 生效日期。")
@click.option("--prepared-by", default="", metavar="NAME", help="编制。")
@click.option("--reviewed-by", default="", metavar="NAME", help="审核。")
@click.option("--approved-by", default="", metavar="NAME", help="批准。")
@click.option("--status", default="", metavar="TEXT", help="Control status. 受控状态。")
@click.option("--what", default="", metavar="TEXT", help="What a revision changes. 修订内容。")
@click.option("--force", is_flag=True, help="Replace an existing file. 覆盖已有文件。")
@_OUTPUT
@common_options
@click.pass_context
def derive(
    context: click.Context, /, output: Path, source: str | None, *, force: bool, **wanted: str
) -> None:
    """由现有规范派生同族规范或修订版 — A sibling, or the next revision, from an existing one."""
    from cts_docs.services import Derivation
    from cts_docs.services.specifications.specifications import derive_specification

    said = common(context)
    derivation = Derivation(**{name: value for name, value in wanted.items() if value})
    made = derive_specification(said.service_context(), source, derivation, output, replace=force)
    control = made.control
    tell(
        word(
            "SPEC_DERIVED",
            said.language,
            file=str(output),
            number=control.number,
            version=control.version,
        )
    )


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@json_option
@common_options
@click.pass_context
def diff(context: click.Context, before: str, after: str, *, as_json: bool) -> None:
    """比较两份规范 — Two specifications, by ID@VERSION or data file, in the field's words."""
    from cts_docs.services.specifications.specifications import compare_specifications

    said = common(context)
    found = compare_specifications(said.service_context(), before, after)
    if as_json:
        say_json({"changes": [_change(one) for one in found]})
    else:
        _say_changes(found, said.language)


@click.command()
@_FILE
@click.option(
    "--archive",
    "place",
    required=True,
    metavar="PLACE",
    type=click.Path(path_type=Path),
    help="The archive's folder. 归档文件夹。",
)
@json_option
@common_options
@click.pass_context
def impact(context: click.Context, file: Path, place: Path, *, as_json: bool) -> None:
    """按草案重算归档案例 — Which archived grades a draft would change."""
    from cts_docs.services.archive.archive import open_archive_service
    from cts_docs.services.archive.issue import archive_context
    from cts_docs.services.specifications.impact import recompute
    from cts_docs.services.specifications.specifications import check_specification

    said = common(context)
    draft = check_specification(file)
    service = open_archive_service(place, archive_context(place, said.config))
    found = [recompute(service.show(entry.number), draft) for entry in service.entries()]
    if as_json:
        say_json({"cases": [_case(one, said.language) for one in found]})
    else:
        _say_impact(found, said.language)


def _told(problem: Problem, language: Language) -> dict[str, str]:
    values = {"found": problem.found, "field": problem.field, "file": problem.file, **problem.values}
    return {
        "code": problem.code,
        "line": problem.values.get("line", ""),
        "field": problem.field,
        "found": problem.found,
        "message": message(problem.code, language, values),
        "remedy": remedy(problem.code, language, values),
    }


def _change(change: SpecificationChange) -> dict[str, str | None]:
    return {"part": change.part, "place": change.place, "before": change.before, "after": change.after}


def _say_changes(found: tuple[SpecificationChange, ...], language: Language) -> None:
    if not found:
        tell(word("DIFF_NONE", language))
    part = ""
    for change in found:
        if change.part != part:
            part = change.part
            say(word(f"DIFF_{part.upper()}", language))
        say(plain(f"  {change.place}"))
        if change.before is not None:
            say(plain(f"    - {change.before}"))
        if change.after is not None:
            say(plain(f"    + {change.after}"))


def _case(one: Recomputed, language: Language) -> dict[str, object]:
    return {
        "number": one.number,
        "client": one.client,
        "changes_grade": one.changes_grade,
        "before": _outcome(one.before),
        "after": _outcome(one.after),
        "problems": [_told(each, language) for each in one.problems],
    }


def _outcome(result: Result | None) -> dict[str, object] | None:
    if result is None:
        return None
    grade = result.grade
    return {
        "score": result.service.shown,
        "total": result.management.total,
        "level": result.management.level,
        "grade": grade.grade,
        "name": grade.name,
        "outcome": grade.outcome,
    }


def _say_impact(found: list[Recomputed], language: Language) -> None:
    changed = [one for one in found if one.changes_grade]
    unclear = [one for one in found if one.after is None]
    say_table((one.number, one.client, f"{_grade(one.before)} → {_grade(one.after)}") for one in changed)
    for one in found:
        tell_problems(one.problems, language)
    if changed or unclear:
        counts = {"count": str(len(found)), "changed": str(len(changed)), "unclear": str(len(unclear))}
        tell(word("IMPACT_SUMMARY", language, **counts))
    else:
        tell(word("IMPACT_NONE", language, count=str(len(found))))


def _grade(result: Result | None) -> str:
    return "—" if result is None else f"{result.grade.name or '—'} ({result.service.shown})"


COMMANDS = (export, check, derive, diff, impact)
