"""The text of a data file from its tables, with comments above the keys that they concern."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

_WIDE = 110
"""A list longer than this many characters stands on several lines."""
_TABLE_LISTS = (
    "experience_bands",
    "levels",
    "chapters",
    "characteristics",
    "excluded",
    "errata",
    "revisions",
)
"""The lists of tables whose entries have a header of their own."""

Comments = Mapping[str, Sequence[str]]


def data_file_text(tables: Mapping[str, object], comments: Comments, title: str) -> str:
    """A data file that holds `tables`; `comments` by key path stand above what they concern.

    `title` is the comment that the file begins with.
    """
    return (
        "\n".join([*(f"# {line}" for line in title.splitlines()), "", *_table(tables, "", comments)]) + "\n"
    )


def _table(table: Mapping[str, object], path: str, comments: Comments) -> Iterator[str]:
    """The simple keys first, then the tables below, each with its header."""
    later: list[tuple[str, object]] = []
    for key, value in table.items():
        if isinstance(value, Mapping) or (key in _TABLE_LISTS and _is_tables(value)):
            later.append((key, value))
        else:
            yield from _assignment(key, value, _below(path, key), comments)
    for key, value in later:
        below = _below(path, key)
        if isinstance(value, Mapping) and below not in comments and _is_tables(list(value.values())):
            yield from _table(value, below, comments)
        elif isinstance(value, Mapping):
            yield from _headed(f"[{below}]", value, below, comments)
        elif isinstance(value, list):
            for place, entry in enumerate(value):
                yield from _headed(f"[[{below}]]", entry, f"{below}[{place}]", comments)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(entry, Mapping) for entry in value)


def _headed(header: str, table: Mapping[str, object], path: str, comments: Comments) -> Iterator[str]:
    yield ""
    yield from _comments(path, comments)
    yield header
    yield from _table(table, path, comments)


def _assignment(key: str, value: object, path: str, comments: Comments) -> Iterator[str]:
    yield from _comments(path, comments)
    inside = [each for each in comments if each.startswith((f"{path}[", f"{path}."))]
    one_line = f"{_key(key)} = {_value(value)}"
    if not isinstance(value, list) or not value or (len(one_line) <= _WIDE and not inside):
        yield one_line
        return
    yield f"{_key(key)} = ["
    for place, entry in enumerate(value):
        at = f"{path}[{place}]"
        for each in inside:
            if each == at or each.startswith((f"{at}.", f"{at}[")):
                yield from (f"  {line}" for line in _comments(each, comments))
        yield f"  {_value(entry)},"
    yield "]"


def _comments(path: str, comments: Comments) -> Iterator[str]:
    for text in comments.get(path, ()):
        yield from (f"# {line}" for line in text.splitlines())


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    bare = key.replace("_", "").replace("-", "")
    return key if bare.isascii() and bare.isalnum() else json.dumps(key, ensure_ascii=False)


def _below(path: str, key: str) -> str:
    return f"{path}.{_key(key)}" if path else _key(key)
