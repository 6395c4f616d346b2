"""The work that a template asks for is bounded by its size and that of the values."""

from __future__ import annotations

import pytest
from jinja2.exceptions import SecurityError

from cts_docs.documents.rendering.environment import environment


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ a ~ a }}",
        "{% set a = b %}",
        "{% macro a() %}{{ a() }}{% endmacro %}",
        "{% for a in b recursive %}{% endfor %}",
        "{% include 'a' %}",
        "{% import 'a' as b %}",
        "{% extends 'a' %}",
        "{{ range(1001) }}",
        "{{ range(a) }}",
        "{% for a in z %}" * 4 + "{% endfor %}" * 4,
    ],
)
def test_what_could_grow_without_end_is_refused_when_it_is_read(source: str) -> None:
    with pytest.raises(SecurityError):
        environment().from_string(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ a.b['c'] }}", "一"),
        ("{% if not a or a.b %}好{% else %}坏{% endif %}", "好"),
        ("{% for n in range(3) %}{{ loop.index }}{% endfor %}", "123"),
        ("{{ rows | join('、') }}", "甲、乙"),
        ("{{ '有' if rows | length == 2 else '无' }}", "有"),
    ],
)
def test_values_choices_and_loops_are_what_templates_need(source: str, text: str) -> None:
    values = {"a": {"b": {"c": "一"}}, "rows": ["甲", "乙"]}
    assert environment().from_string(source).render(values) == text
