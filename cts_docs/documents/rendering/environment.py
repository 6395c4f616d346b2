"""The language of templates: sandboxed, strict, and deaf to what values might say to it.

A template sees plain data only (texts, whole numbers, truth values, lists and mappings), may
loop and choose, and calls nothing but `emphasised` and `range`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from jinja2 import StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from cts_docs.documents.rendering.bounds import BoundedEnvironment
from cts_docs.errors import Problem

EMPHASIS = "emphasis"
"""The target of the processing instruction by which a paragraph asks to be emphasised."""

_FILTERS = frozenset({"first", "join", "last", "length"})
_PROTECTED = str.maketrans(
    {
        "&": "&#38;",
        "<": "&#60;",
        ">": "&#62;",
        '"': "&#34;",
        "'": "&#39;",
        "{": "&#123;",
        "}": "&#125;",
        "\r": "\n",
    }
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of characters, and what is no character."""


class _Finished(Markup):
    """Markup of our own making, which needs no protection any more."""


@cache
def environment() -> BoundedEnvironment:
    """The one environment that every template is compiled in."""
    made = BoundedEnvironment(
        undefined=StrictUndefined, autoescape=True, finalize=_protected, keep_trailing_newline=True
    )
    made.filters = {name: made.filters[name] for name in sorted(_FILTERS)}
    made.globals = {"emphasised": _emphasised, "range": made.globals["range"]}
    return made


def value_problems(values: Mapping[str, object], template: str) -> Iterator[Problem]:
    """What no document can hold, each with its path: control characters, halves of characters, objects."""
    for path, value in _leaves(values, ""):
        if isinstance(value, str):
            bad = _FORBIDDEN.search(value)
            if bad is not None:
                found = f"U+{ord(bad[0]):04X}"
                yield Problem("VALUE_CHARACTER", field=path, found=found, values={"template": template})
        elif not isinstance(value, int | None):
            yield Problem("VALUE_TYPE", field=path, found=type(value).__name__, values={"template": template})


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}[{key}]" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{path}[{number}]")
    else:
        yield path, value


def _protected(value: object) -> object:
    """A value as character data: nothing in it is markup, a tag or a brace any more."""
    if isinstance(value, _Finished | StrictUndefined):
        return value
    if value is None or isinstance(value, bool):
        raise UndefinedError(f"a value is {value}")
    if hasattr(value, "__html__") and not isinstance(value, str):
        # docxtpl's own values bring their markup; no other object gets here (`value_problems`).
        return _Finished(value.__html__())
    text = value.unescape() if isinstance(value, Markup) else str(value)
    return _Finished(text.replace("\r\n", "\n").translate(_PROTECTED))


def _emphasised(value: object) -> object:
    """The value; where it is not empty, its cell is shaded and its paragraph bold."""
    protected = _protected(value)
    return _Finished(f"{protected}<?{EMPHASIS}?>") if protected else protected
