"""The template language: Jinja, sandboxed, strict and escaping, with nothing in it that grows without end.

A template comes from outside. It may show values, choose, and loop a few levels deep over lists
that it was given; it can call `emphasised` and `range` only, assigns nothing and calculates
nothing. So the work that it asks for is bounded by its size and that of the values. A value
comes out as character data: nothing in it is markup or a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from cts_docs.errors import Problem

EMPHASIS = "emphasis"
"""The target of the processing instruction by which a paragraph asks to be emphasised."""
DEEPEST_LOOPS = 3
LONGEST_RANGE = 1000

_ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Call,
    nodes.Filter,
    nodes.Test,
)
_FILTERS = frozenset({"first", "join", "last", "length"})
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f&<>\"'{}\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of surrogate pairs, and code points that are not characters."""
_ESCAPED = str.maketrans(
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


class OutOfBoundsError(SecurityError):
    """A template uses what no template may use; `lineno` is its line."""

    def __init__(self, used: str, lineno: int) -> None:
        super().__init__(used)
        self.lineno = lineno


class DocxtplValueError(TypeError):
    """A value is one of docxtpl's own, which brings markup with it, where only plain data is expected."""


class _Escaped(str):
    """Character data that is escaped already."""

    __slots__ = ()

    def __html__(self) -> str:
        """The text itself, for an environment that escapes as well."""
        return str(self)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox for templates within these bounds; any other template is refused when it is parsed.

    With `rich` it takes docxtpl's rich texts, pictures and subdocuments as values as well.
    """

    def __init__(self, *, rich: bool = False) -> None:
        super().__init__(
            undefined=StrictUndefined,
            # `finalize` escapes every value, and checks it: Jinja's own escaping would only repeat that.
            autoescape=False,
            finalize=_escaped_or_rich if rich else _escaped,
            keep_trailing_newline=True,
        )
        self.filters = {name: self.filters[name] for name in sorted(_FILTERS)}
        self.globals = {"emphasised": _emphasised, "range": self.globals["range"]}

    def getattr(self, obj: object, attribute: str) -> object:
        """The value of a key or attribute: `a.b` of a mapping is its key first."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = super()._parse(source, name, filename)
        for used, line in _excesses(parsed, 0):
            raise OutOfBoundsError(used, line)
        return parsed


@cache
def environment(*, rich: bool = False) -> BoundedEnvironment:
    """The environment that every template is compiled in."""
    return BoundedEnvironment(rich=rich)


def value_problems(values: Mapping[str, object], template: str) -> Iterator[Problem]:
    """Each value that no document can hold, with its path: forbidden characters, and anything but plain data.

    docxtpl's own values pass.
    """
    for path, value in _leaves(values, ""):
        if isinstance(value, str):
            bad = _FORBIDDEN.search(value)
            if bad is not None:
                found = f"U+{ord(bad[0]):04X}"
                yield Problem("VALUE_CHARACTER", field=path, found=found, values={"template": template})
        elif not isinstance(value, int | None) and not is_docxtpl_value(value):
            yield Problem("VALUE_TYPE", field=path, found=type(value).__name__, values={"template": template})


def is_docxtpl_value(value: object) -> bool:
    """Whether a value is a rich text, picture or subdocument of docxtpl.

    Known by its module, as `docxtpl.subdoc` can only be imported where docxcompose is installed as well.
    """
    return type(value).__module__.partition(".")[0] == "docxtpl"


def docxtpl_values(values: object) -> Iterator[object]:
    """The values of docxtpl's own kinds among some values."""
    return (value for _, value in _leaves(values, "") if is_docxtpl_value(value))


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}[{key}]" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{path}[{number}]")
    else:
        yield path, value


def _escaped(value: object) -> object:
    """A value as character data; raises ValueError or TypeError where no document can hold it."""
    if type(value) is str:
        return _escaped_text(value)
    if isinstance(value, _Escaped | StrictUndefined):
        return value
    if value is None or isinstance(value, bool):
        raise UndefinedError(f"a value is {value}")
    if isinstance(value, str | int):
        return _escaped_text(value.unescape() if isinstance(value, Markup) else str(value))
    if is_docxtpl_value(value):
        raise DocxtplValueError
    raise TypeError(type(value).__name__)


def _escaped_or_rich(value: object) -> object:
    return _Escaped(value) if is_docxtpl_value(value) else _escaped(value)


def _escaped_text(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    if bad := _FORBIDDEN.search(text):
        raise ValueError(f"U+{ord(bad[0]):04X}")
    return _Escaped(text.replace("\r\n", "\n").translate(_ESCAPED))


def _emphasised(value: object) -> object:
    """The value; where it is not empty, its cell is to be shaded and its paragraph bold."""
    escaped = _escaped(value)
    return _Escaped(f"{escaped}<?{EMPHASIS}?>") if escaped else escaped


def _excesses(node: nodes.Node, loops: int) -> Iterator[tuple[str, int]]:
    for inner in node.iter_child_nodes():
        kind = type(inner).__name__.lower()
        deeper = loops + isinstance(inner, nodes.For)
        if not isinstance(inner, _ALLOWED) or (isinstance(inner, nodes.For) and inner.recursive):
            yield kind, inner.lineno
        elif deeper > DEEPEST_LOOPS:
            yield f"for × {deeper}", inner.lineno
        elif isinstance(inner, nodes.Call) and _is_long_range(inner):
            yield "range", inner.lineno
        else:
            yield from _excesses(inner, deeper)


def _is_long_range(call: nodes.Call) -> bool:
    """Whether a call of `range` counts further than any list goes, or to something that is not a number."""
    if not isinstance(call.node, nodes.Name) or call.node.name != "range":
        return False
    values = [each.value if isinstance(each, nodes.Const) else None for each in call.args]
    return any(not isinstance(value, int) or abs(value) > LONGEST_RANGE for value in values)
