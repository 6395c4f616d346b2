"""What the body has chosen otherwise than the program would without a configuration."""

from __future__ import annotations

from cts_docs.settings.model import Settings

CHOICES: tuple[str, ...] = (
    "certificate.number_pattern",
    "certificate.validity_years",
    "certificate.surveillance_months",
    "certificate.query_address",
    "certificate.approval_number",
    "certificate.accreditation_mark",
    "report.number_pattern",
    "report.internal_annex",
    "issuing.second_person",
    "issuing.pdf",
    "documents.footer",
    "archive.retention_years",
)
"""The keys that are choices: no names, addresses or keys for signing; readings have a table of their own."""


def deviations(settings: Settings) -> tuple[tuple[str, str | int | bool], ...]:
    """Every choice that differs from its default, by key, with its value."""
    default = Settings()
    found = ((key, _value(settings, key), _value(default, key)) for key in CHOICES)
    return tuple((key, value) for key, value, usual in found if value != usual)


def _value(settings: Settings, key: str) -> str | int | bool:
    table, _, name = key.partition(".")
    value: str | int | bool = getattr(getattr(settings, table), name)
    return value
