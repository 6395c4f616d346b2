"""docs/template-variables.md: every value that a template can show, from a made-up audit at its longest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cts_docs.documents.forms.catalogue import FORMS
from cts_docs.documents.linting.trial import trial_audit_files, trial_values
from cts_docs.specification.model import Specification

_PREFACE = """# Values in templates 模板中的值

Every value that the template of a document can show, with an example from a made-up audit. Generated
from the program by `make docs`; not edited by hand. [changing-a-template.md](changing-a-template.md)
says how to use them.

模板中可以使用的每一个值，示例取自虚构的审核。
本页由 `make docs` 根据程序生成，不手工修改；用法见 changing-a-template.md。

- `name["key"]`: a table with one entry for each indicator, clause or field; one of them is shown.
  每项指标、条款或字段一个值，只列一例。
- `name[]`: a list, for `{%p for … %}` or `{%tr for … %}`; its first entry is shown.
  列表，用于循环，只列第一项。
- Names that begin with `_` belong to the layout and are not values of the audit; keep the tags that
  use them. 以 `_` 开头的名称只用于版面，请保留使用它们的标签。
"""
_LAYOUT = {
    "_draft": "whether the document is a draft 是否为草稿",
    "_sample": "whether the configuration is a sample 是否为示例配置",
    "_first_edition": "whether the template is of version 0.1 是否为 0.1 版的模板",
    "_follows": "whether the audit follows an existing certificate 是否已有证书",
    "_granted": "whether a certificate is granted 是否颁发证书",
    "_long": "whether a text is too long for its column 文字是否过长",
    "_lines": "a text, line by line 逐行的文字",
    "_table": "the numbers of tables in version 0.1 0.1 版的表号",
    "_numbers": "the numbers of tables 表号",
    "_pages": "the pages of headings in version 0.1 0.1 版的标题页码",
    "_page_numbers": "the pages of headings in the contents 目录中的页码",
    "_marks": "the mark of the level reached 所达等级的标记",
    "_reached": "the level reached 所达等级",
}
_KEYED = re.compile(r"\d")
_SHOWN = 32


def template_variables_page(specification: Specification) -> str:
    """The page."""
    return "\n".join((_PREFACE, *(_section(specification, number) for number in range(len(FORMS)))))


def _section(specification: Specification, number: int) -> str:
    form = FORMS[number]
    rows: dict[str, str] = {}
    for audit_file in reversed(trial_audit_files(specification)):
        for _, values in trial_values(form, audit_file):
            for name, example in _rows(values):
                rows.setdefault(name, example)
    lines = "\n".join(f"| `{name}` | {example} |" for name, example in rows.items())
    return f"## {form.name}\n\n| value 值 | example 示例 |\n|---|---|\n{lines}\n"


def _rows(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name.startswith("_"):
            yield name, _LAYOUT.get(name, "layout 版面")
        else:
            yield from _paths(name, value)


def _paths(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        keys = [str(key) for key in value]
        one_of_many = any(_KEYED.search(key) for key in keys)
        for key in keys[:1] if one_of_many else keys:
            step = f".{key}" if key.isidentifier() else f'["{key}"]'
            yield from _paths(f"{path}{step}", value[key])
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value[:1]:
            yield from _paths(f"{path}[]", item)
    else:
        yield path, _example(value)


def _example(value: object) -> str:
    text = " ".join(str(value).replace("|", "\\|").replace("<", "&lt;").split())
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
