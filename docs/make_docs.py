"""Make the pages of docs/ that come from the program itself, or tell whether they are fresh (`--check`).

python docs/make_docs.py [--check]
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from cts_docs.assessment.readings import choose
from cts_docs.specification.loader import load_specification
from cts_docs.workbook.writing.reference import reference_page

HERE = Path(__file__).resolve().parent

_PARTS = {
    "workbook": "Workbook 工作簿",
    "assessment": "Assessment 评价内容",
    "specification": "Specification 技术规范",
    "settings": "Configuration 配置",
    "documents": "Documents 文档",
    "pdf": "PDF",
    "archive": "Archive 归档",
    "command": "Command line 命令行",
    "web": "Page 页面",
    "explaining": "Explanations 说明",
}
_PREFACE = """# Problem codes 问题代码

Every fault that the program reports, by code: what it says, and what to do. Made from the message
catalogue by `make docs`; not edited by hand. Words in braces are replaced by what was found;
words in ⟦…⟧ are left out where they do not apply.

程序报告的每一种问题：说明与处理办法。
本页由 `make docs` 根据消息目录生成，不手工修改；花括号中的词在报告时替换为实际内容，⟦…⟧ 中的词不适用时省略。
"""


def problems_page() -> str:
    """docs/problems.md."""
    return "\n".join((_PREFACE, *_sections()))


def workbook_page() -> str:
    """docs/workbook.md."""
    specification = load_specification()
    return reference_page(specification, choose(specification, {}))


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    return {"problems.md": problems_page(), "workbook.md": workbook_page()}


def stale() -> tuple[str, ...]:
    """The names of generated pages that are missing or out of date."""
    return tuple(
        name
        for name, text in pages().items()
        if not (HERE / name).is_file() or (HERE / name).read_text("utf-8") != text
    )


def main() -> int:
    """Write the pages, or with `--check` name the stale ones; 1 where there are any."""
    if sys.argv[1:] == ["--check"]:
        for name in (old := stale()):
            print(f"docs/{name} is out of date: run make docs", file=sys.stderr)
        return bool(old)
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


def _sections() -> Iterator[str]:
    parts = {item.name.removesuffix(".toml"): item for item in files("cts_docs.messages").iterdir()}
    known = [name for name in _PARTS if name in parts]
    others = sorted(name for name in parts.keys() - _PARTS.keys() if parts[name].name.endswith(".toml"))
    for name in (*known, *others):
        entries = tomllib.loads(parts[name].read_text("utf-8"))
        coded = {code: entry for code, entry in entries.items() if "remedy_zh" in entry}
        if coded:
            yield f"## {_PARTS.get(name, name)}\n"
            yield from (_entry(code, entry) for code, entry in sorted(coded.items()))


def _entry(code: str, entry: dict[str, str]) -> str:
    return f"### {code}\n\n- {entry['zh']} → {entry['remedy_zh']}\n- {entry['en']} → {entry['remedy_en']}\n"


if __name__ == "__main__":
    sys.exit(main())
