"""The configuration of the certification body: its `cts-docs.toml`, checked, as typed values."""

from __future__ import annotations

from cts_docs.settings.loader import load_settings
from cts_docs.settings.model import (
    Body,
    CertificateSettings,
    IssuingSettings,
    ReportSettings,
    ServeSettings,
    Settings,
    changed_choices,
)
from cts_docs.settings.patterns import numbered

__all__ = [
    "Body",
    "CertificateSettings",
    "IssuingSettings",
    "ReportSettings",
    "ServeSettings",
    "Settings",
    "changed_choices",
    "load_settings",
    "numbered",
]
