"""The tags of a template: broken and misspelt ones, unknown values, and which values are used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from docx.oxml.ns import qn
from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateError

from cts_docs.documents.linting.reading import Fault, Paragraph, fault_at
from cts_docs.documents.rendering.environment import environment

Values = Mapping[str, object]
Path = tuple[str, ...]

ITEM = "[]"
"""Stands in a path for any item of a list."""

_TAG = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#(.*?)#\}", re.DOTALL)
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_WIDE = re.compile(r"[｛{]\s*[｛{%].*?[}｝%]\s*[}｝]")
_SINGLE = re.compile(r"\{\s*([A-Za-z_][\w.\[\]\"']*)\s*\}")
_SCOPE = re.compile(r"^(p|tr|tc|r)\s+")
_OPENING, _CLOSING, _BETWEEN = ("if", "for"), ("endif", "endfor"), ("elif", "else")
_KEYWORDS = (*_OPENING, *_CLOSING, *_BETWEEN)
_GIVEN = frozenset({"loop", "range", "emphasised"})
_MISSING = object()


@dataclass(slots=True)
class TagReport:
    """What a reading of all tags found.

    `named` are the paths of all values that tags name, `used` those that the samples have.
    """

    faults: list[Fault] = field(default_factory=list)
    used: set[Path] = field(default_factory=set)
    named: set[Path] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Open:
    word: str
    scope: str
    name: str
    at: Paragraph


def read_tags(
    paragraphs: Sequence[Paragraph],
    samples: Sequence[Values],
    template: str,
    known: Collection[Path] = (),
) -> TagReport:
    """Every tag of a template against the values that documents of its kind offer.

    `known` are paths that exist even where the samples have nothing there.
    """
    report = TagReport()
    for part in dict.fromkeys(each.part for each in paragraphs):
        reader = _PartReader(samples, template, report, known)
        for each in paragraphs:
            if each.part == part:
                reader.read(each)
        reader.finish()
    return report


class _PartReader:
    """The tags of one part in their order, with the loops and conditions that are open."""

    def __init__(
        self, samples: Sequence[Values], template: str, report: TagReport, known: Collection[Path]
    ) -> None:
        self._samples, self._template, self._report, self._exists = samples, template, report, known
        self._open: list[_Open] = []
        self._loops: dict[str, tuple[list[object], Path]] = {}

    def read(self, at: Paragraph) -> None:
        """The tags of one paragraph, and what looks like half of one."""
        for tag in _TAG.finditer(at.text):
            value, statement, _ = tag.groups()
            if value is not None:
                self._value(at, _SCOPE.sub("", value.strip()) if value.startswith("r ") else value.strip())
            elif statement is not None:
                self._statement(at, statement.strip())
        rest = _TAG.sub("", at.text)
        if half := _HALF.search(rest):
            self._fault("LINT_TAG_HALF", at, half[0])
        elif wide := _WIDE.search(rest):
            self._fault("LINT_TAG_WIDE", at, wide[0])
        elif (single := _SINGLE.search(rest)) and self._known(single[1]):
            self._fault("LINT_TAG_SINGLE", at, single[0])

    def finish(self) -> None:
        """Conditions and loops that nothing closes."""
        for opened in self._open:
            self._fault("LINT_TAG_UNCLOSED", opened.at, opened.word)

    def _value(self, at: Paragraph, source: str) -> None:
        parsed = self._parsed(at, "{{ " + source + " }}")
        if parsed is not None:
            self._names(at, parsed)

    def _statement(self, at: Paragraph, source: str) -> None:
        scope = found[1] if (found := _SCOPE.match(source)) else ""
        statement = _SCOPE.sub("", source)
        word = statement.split()[0] if statement.split() else ""
        if word not in _KEYWORDS:
            near = get_close_matches(word, _KEYWORDS, 1)
            self._fault("LINT_TAG_WORD", at, word, expected=" / ".join(near or _KEYWORDS))
            return
        if scope == "tr" and next(at.element.iterancestors(qn("w:tr")), None) is None:
            self._fault("LINT_TAG_ROW", at, source)
        if word in _CLOSING:
            self._close(at, word, scope)
        elif word in _OPENING:
            self._begin(at, word, scope, statement)
        elif word == "elif":
            self._value(at, statement.removeprefix("elif").strip())

    def _begin(self, at: Paragraph, word: str, scope: str, statement: str) -> None:
        name = ""
        parsed = self._parsed(at, f"{{% {statement} %}}{{% end{word} %}}")
        if parsed is not None:
            loop = next(iter(parsed.find_all(nodes.For)), None)
            if loop is not None and isinstance(loop.target, nodes.Name):
                name = loop.target.name
                self._names(at, loop.iter)
                found, path = self._resolved(loop.iter)
                self._loops[name] = ([item for each in found for item in _items(each)], (*path, ITEM))
            else:
                self._names(at, parsed)
        self._open.append(_Open(word, scope, name, at))

    def _close(self, at: Paragraph, word: str, scope: str) -> None:
        if not self._open or f"end{self._open[-1].word}" != word:
            self._fault("LINT_TAG_UNOPENED", at, word)
            return
        opened = self._open.pop()
        self._loops.pop(opened.name, None)
        if opened.scope != scope:
            self._fault(
                "LINT_TAG_SCOPES", at, f"{{%{scope} {word} %}}", expected=f"{{%{opened.scope} {word} %}}"
            )

    def _parsed(self, at: Paragraph, source: str) -> nodes.Template | None:
        try:
            return environment().parse(source)
        except SecurityError as error:
            self._fault("LINT_TAG_FORBIDDEN", at, str(error))
        except (TemplateError, RecursionError) as error:
            self._fault("LINT_TAG_SYNTAX", at, str(error))
        return None

    def _names(self, at: Paragraph, node: nodes.Node) -> None:
        for chain in _chains(node):
            found, path = self._resolved(chain)
            self._report.named.add(path)
            if any(name.startswith("__") for name in path):
                self._fault("LINT_TAG_FORBIDDEN", at, _written(path))
            elif found:
                self._report.used.add(path)
            elif path and path[0] not in _GIVEN and path not in self._exists:
                offered = self._offered(chain)
                near = get_close_matches(path[-1], offered, 1, 0.5)
                expected = "、".join(near or sorted(offered)[:12]) or "—"
                self._fault("LINT_VARIABLE_UNKNOWN", at, _written(path), expected=expected)

    def _resolved(self, node: nodes.Node) -> tuple[list[object], Path]:
        """What the samples have for a chain of names and keys, and its path."""
        match node:
            case nodes.Name(name=name) if name in self._loops:
                return self._loops[name]
            case nodes.Name(name=name):
                found = [sample[name] for sample in self._samples if name in sample]
                return found, (name,)
            case nodes.Getattr(node=owner, attr=attr):
                return self._picked(owner, attr)
            case nodes.Getitem(node=owner, arg=nodes.Const(value=value)):
                return self._picked(owner, value)
            case nodes.Getitem(node=owner):
                found, path = self._resolved(owner)
                return [item for each in found for item in _items(each)], (*path, ITEM)
            case _:
                return [], ()

    def _picked(self, owner: nodes.Node, key: object) -> tuple[list[object], Path]:
        found, path = self._resolved(owner)
        inner = [value for each in found if (value := _pick(each, key)) is not _MISSING]
        return inner, (*path, ITEM if isinstance(key, int) else str(key))

    def _offered(self, node: nodes.Node) -> list[str]:
        """The names that could stand in the place of a chain's last one; inner ones begin with `_`."""
        return [name for name in self._names_there(node) if not name.startswith("_")]

    def _names_there(self, node: nodes.Node) -> list[str]:
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            found, _ = self._resolved(node.node)
            return sorted({str(key) for each in found if isinstance(each, Mapping) for key in each})
        return sorted({*self._loops, *(name for sample in self._samples for name in sample)})

    def _known(self, name: str) -> bool:
        first = re.split(r"[.\[]", name)[0]
        return any(first in sample for sample in self._samples)

    def _fault(self, code: str, at: Paragraph, found: str, expected: str = "") -> None:
        self._report.faults.append(fault_at(code, at, self._template, found, expected=expected))


def _chains(node: nodes.Node) -> Iterator[nodes.Node]:
    """The longest chains of names and keys in an expression."""
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        yield node
        inner = node
        while isinstance(inner, nodes.Getattr | nodes.Getitem):
            if isinstance(inner, nodes.Getitem):
                yield from _chains(inner.arg)
            inner = inner.node  # type: ignore[assignment]
    else:
        for child in node.iter_child_nodes():
            yield from _chains(child)


def _pick(value: object, key: object) -> object:
    if isinstance(value, Mapping):
        return value.get(key, _MISSING)
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and isinstance(key, int)
        and key < len(value)
    ):
        return value[key]
    return _MISSING


def _items(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _written(path: Path) -> str:
    return ".".join(path).replace(f".{ITEM}", ITEM)
