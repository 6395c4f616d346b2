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


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ text }}", "&#60;w:p/&#62; &#38; &#123;&#123; 1 &#125;&#125;"),
        ("{{ '<w:p/>' }}", "&#60;w:p/&#62;"),
        ("{{ rows | join('<br>') }}", "&#38;&#60;br&#62;乙"),
        ("{{ rows | first }}", "&#38;"),
        ("{{ text if rows else rows }}", "&#60;w:p/&#62; &#38; &#123;&#123; 1 &#125;&#125;"),
        ("{% for row in rows %}{{ row }}{% endfor %}", "&#38;乙"),
    ],
)
def test_whatever_a_template_puts_out_is_escaped(source: str, text: str) -> None:
    values = {"text": "<w:p/> & {{ 1 }}", "rows": ["&", "乙"]}
    assert environment().from_string(source).render(values) == text
