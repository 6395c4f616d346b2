"""Which of the body's choices differ from what the program does without a configuration."""

from __future__ import annotations

import pytest

from cts_docs.documents.wording.choices import LABELS, in_words
from cts_docs.settings import Settings, changed_choices
from cts_docs.settings.model import (
    CHOICES,
    ArchiveSettings,
    Body,
    DocumentSettings,
    IssuingSettings,
)


def test_without_a_configuration_nothing_differs() -> None:
    assert changed_choices(Settings()) == ()


def test_each_choice_that_differs_is_reported_with_its_value() -> None:
    settings = Settings(
        issuing=IssuingSettings(second_person=False),
        documents=DocumentSettings(footer="示例-01"),
        archive=ArchiveSettings(retention_years=6),
    )
    assert changed_choices(settings) == (
        ("issuing.second_person", False),
        ("documents.footer", "示例-01"),
        ("archive.retention_years", 6),
    )


def test_the_name_of_the_body_is_not_a_choice() -> None:
    assert changed_choices(Settings(body=Body(name="示例机构"))) == ()


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_has_its_words(key: str) -> None:
    assert LABELS[key]


def test_names_addresses_and_signing_keys_are_not_choices() -> None:
    assert not [key for key in CHOICES if key.startswith(("body.", "register.", "serve."))]
    assert not {"issuing.signing_key", "issuing.public_key", "certificate.signatory"} & set(CHOICES)


@pytest.mark.parametrize(("value", "words"), [(True, "是"), (False, "否"), (3, "3")])
def test_a_choice_is_said_in_words(value: int, words: str) -> None:
    assert in_words("issuing.pdf", value) == f"签发时生成 PDF：{words}（issuing.pdf）"
