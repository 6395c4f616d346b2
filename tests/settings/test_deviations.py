"""Which of the body's choices differ from what the program does without a configuration."""

from __future__ import annotations

import pytest

from cts_docs.documents.wording.choices import LABELS, said
from cts_docs.settings import Settings
from cts_docs.settings.deviations import CHOICES, deviations
from cts_docs.settings.model import ArchiveSettings, Body, DocumentSettings, IssuingSettings
from cts_docs.settings.schema import TABLES


def test_without_a_configuration_nothing_differs() -> None:
    assert deviations(Settings()) == ()


def test_each_choice_that_differs_is_told_with_its_value() -> None:
    settings = Settings(
        issuing=IssuingSettings(second_person=False),
        documents=DocumentSettings(footer="示例-01"),
        archive=ArchiveSettings(retention_years=6),
    )
    assert deviations(settings) == (
        ("issuing.second_person", False),
        ("documents.footer", "示例-01"),
        ("archive.retention_years", 6),
    )


def test_who_the_body_is_is_no_deviation() -> None:
    assert deviations(Settings(body=Body(name="示例机构"))) == ()


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_is_a_key_and_has_its_words(key: str) -> None:
    table, _, name = key.partition(".")
    assert name in TABLES[table]
    assert LABELS[key]


@pytest.mark.parametrize(("value", "words"), [(True, "是"), (False, "否"), (3, "3")])
def test_a_choice_is_said_in_words(value: int, words: str) -> None:
    assert said("issuing.pdf", value) == f"签发时生成 PDF：{words}（issuing.pdf）"
