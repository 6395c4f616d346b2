"""Write the files that are made from the program itself, or check that they are fresh (`--check`).

python docs/make_docs.py [--check]
"""

from __future__ import annotations

import os
import re
import struct
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.resources import files
from itertools import pairwise, product
from pathlib import Path

import click

from cts_docs.assessment.readings import choose
from cts_docs.cli.app import cts_docs
from cts_docs.cli.help import summary
from cts_docs.cli.language import current_text, use_language
from cts_docs.cli.options import Common
from cts_docs.messages import Language, with_names
from cts_docs.specification.loader import load_specification
from cts_docs.workbook.writing.reference import reference_page
from template_variables import template_variables_page

ROOT = Path(__file__).resolve().parent.parent

_PARTS = {
    "workbook": "Workbook / 工作簿",
    "assessment": "Assessment / 评价内容",
    "command_line": "Command line / 命令行",
    "explanations": "Explanations / 说明与比较",
    "batch": "Batches / 批量处理",
    "documents": "Documents / 文档",
    "pdf": "PDF",
    "issuing": "Issuing / 签发",
    "archive": "Archive / 归档",
    "statuses": "Status changes / 状态变更",
    "due_dates": "Due dates / 到期事项",
    "register": "Register / 台账",
    "verification": "Verification / 验证",
    "four_property": "Four-property check / 四性检测",
    "specification": "Specification / 技术规范",
    "templates": "Templates / 模板",
    "template_linting": "Edited templates / 修改过的模板",
    "settings": "Configuration / 配置",
    "page": "Page / 页面",
}
"""The files of the catalogue that hold problems, in the order of the work."""
_PREFACE: dict[Language, str] = {
    "en": """# Problem codes

Every problem that the program reports, by code: the message, what to do, and the command that helps.
Generated from the message catalogue by `make docs`; not edited by hand. Names in braces stand for what was
found; text in ⟦…⟧ is left out where it does not apply.
""",
    "zh": """# 问题代码

程序报告的每一种问题：说明、处理办法和可用的命令。本页由 `make docs` 根据程序生成，不手工修改。
花括号中的名称代表实际内容，⟦…⟧ 中的文字不适用时省略。[返回首页](../../README.zh-CN.md)
""",
}


def problems_page(language: Language) -> str:
    """Every problem by code, in one language."""
    return "\n".join((_PREFACE[language], *_sections(language)))


def workbook_page() -> str:
    """docs/workbook.md."""
    specification = load_specification()
    return reference_page(specification, choose(specification, {}))


def commands_page(language: Language) -> str:
    """The help of every command, one after the other."""
    with _language(language):
        parts = [current_text("DOCS_COMMANDS")]
        for words, command in _commands():
            title = " ".join(("cts-docs", *words))
            settings = {**cts_docs.context_settings, "terminal_width": 96}
            context = command.context_class(command, info_name=title, obj=Common(), **settings)
            with context:
                parts.append(f"## {title}\n\n```\n{context.get_help()}\n```")
        return "\n\n".join(parts) + "\n"


def click_translation() -> bytes:
    """The Chinese texts of click as gettext reads them."""
    entries = _messages("click")
    texts = {"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"}
    for entry in entries.values():
        # click asks for some texts in singular and plural; a key of two parts answers those.
        texts |= {entry["en"]: entry["zh"], f"{entry['en']}\0": entry["zh"]}
    return _compiled(texts)


def generated() -> dict[str, bytes]:
    """Every generated file by its path in the project."""
    return {
        "docs/problems.md": problems_page("en").encode(),
        "docs/zh/problems.md": problems_page("zh").encode(),
        "docs/workbook.md": workbook_page().encode(),
        "docs/template-variables.md": template_variables_page(load_specification()).encode(),
        "docs/commands.md": commands_page("en").encode(),
        "docs/zh/commands.md": commands_page("zh").encode(),
        "docs/architecture.md": _filled("docs/architecture.md", "layers", _layers()),
        "README.md": _filled("README.md", "commands", _command_table("en")),
        "README.zh-CN.md": _filled("README.zh-CN.md", "commands", _command_table("zh")),
        "cts_docs/messages/locale/zh/LC_MESSAGES/click.mo": click_translation(),
    }


def stale() -> tuple[str, ...]:
    """The generated files that are missing or out of date."""
    return tuple(
        name
        for name, content in generated().items()
        if not (ROOT / name).is_file() or (ROOT / name).read_bytes() != content
    )


def main() -> int:
    """Write the files, or with `--check` name the stale ones; 1 where there are any."""
    if sys.argv[1:] == ["--check"]:
        for name in (old := stale()):
            print(f"{name} is out of date: run make docs", file=sys.stderr)
        return bool(old)
    for name, content in generated().items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_bytes(content)
        print(name)
    return 0


def _filled(name: str, region: str, content: str) -> bytes:
    """A page with the text between the marks of a region replaced."""
    begin, end = f"<!-- generated: {region} -->\n", "<!-- end -->"
    before, _, rest = (ROOT / name).read_text("utf-8").partition(begin)
    return f"{before}{begin}{content}\n{end}{rest.partition(end)[2]}".encode()


def _layers() -> str:
    """The layers of the import contract, top to bottom, as a picture and a table."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = next(
        each
        for each in project["tool"]["importlinter"]["contracts"]
        if each["type"] == "layers" and each["containers"] == ["cts_docs"]
    )
    layers = [re.split(r"\s*[|:]\s*", layer) for layer in contract["layers"]]
    arrows = [f"    {upper} --> {lower}" for pair in pairwise(layers) for upper, lower in product(*pair)]
    rows = [f"| {' , '.join(f'`{name}`' for name in layer)} | {_purposes(layer)} |" for layer in layers]
    picture = "\n".join(("```mermaid", "flowchart TD", *arrows, "```"))
    return "\n".join((picture, "", "| package | what it holds |", "|---|---|", *rows))


def _purposes(names: list[str]) -> str:
    """The first sentence of each package's docstring."""
    docstrings = [import_module(f"cts_docs.{name}").__doc__ or "" for name in names]
    return " ".join(text.partition("\n")[0] for text in docstrings)


def _command_table(language: Language) -> str:
    """Each command with its line of help."""
    with _language(language):
        heading = current_text("DOCS_COMMAND_TABLE")
        rows = [
            f"| `{' '.join(('cts-docs', *words))}` | {summary(command.help)} |"
            for words, command in _commands()
            if words and not isinstance(command, click.Group)
        ]
    return "\n".join((heading, "|---|---|", *rows))


def _commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its words, groups included, in the order of the work."""
    context = click.Context(cts_docs)
    yield (), cts_docs
    for name in cts_docs.list_commands(context):
        command = cts_docs.get_command(context, name)
        if command is not None:
            yield (name,), command
        if isinstance(command, click.Group):
            yield from (((name, inner), each) for inner, each in command.commands.items())


@contextmanager
def _language(language: Language) -> Iterator[None]:
    before = os.environ.get("LANGUAGE")
    use_language(language)
    try:
        yield
    finally:
        os.environ.pop("LANGUAGE")
        if before is not None:
            os.environ["LANGUAGE"] = before


def _compiled(texts: Mapping[str, str]) -> bytes:
    """Translations as a GNU .mo file: a header, two tables of length and offset, the texts."""
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    start = 28 + 16 * len(pairs)
    tables: list[int] = []
    content = b""
    for column in zip(*pairs, strict=True):
        for text in column:
            tables += [len(text), start + len(content)]
            content += text + b"\0"
    header = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28 + 16 * len(pairs))
    return struct.pack(f"<{7 + len(tables)}I", *header, *tables) + content


def _messages(part: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("cts_docs.messages").joinpath(f"{part}.toml").read_text("utf-8"))


def _sections(language: Language) -> Iterator[str]:
    parts = {item.name.removesuffix(".toml"): item for item in files("cts_docs.messages").iterdir()}
    known = [name for name in _PARTS if name in parts]
    others = sorted(name for name in parts.keys() - _PARTS.keys() if parts[name].name.endswith(".toml"))
    for name in (*known, *others):
        coded = {code: entry for code, entry in _messages(name).items() if "remedy_zh" in entry}
        if coded:
            english, _, chinese = _PARTS.get(name, name).partition(" / ")
            yield f"## {chinese or english if language == 'zh' else english}\n"
            yield from (_entry(code, entry, language) for code, entry in sorted(coded.items()))


def _entry(code: str, entry: dict[str, str], language: Language) -> str:
    lines = [f"### {code}\n", f"{entry[language]} → {entry[f'remedy_{language}']}"]
    if "command" in entry:
        lines.append(f"\n`{with_names(entry['command'], language)}`")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
