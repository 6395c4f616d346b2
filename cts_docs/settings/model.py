"""The values of a configuration; an empty text or 0 is something the body has not supplied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Body:
    """The certification body; an empty text is something the body has not supplied."""

    name: str = ""
    name_en: str = ""
    address: str = ""
    address_en: str = ""
    code: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class CertificateSettings:
    """What certificates carry beside the audit's own figures; nothing of it is invented.

    `validity_years` and `surveillance_months` are whole numbers, 0 where not supplied.
    """

    number_pattern: str = ""
    validity_years: int = 0
    surveillance_months: int = 0
    specification_name_en: str = ""
    signatory: str = ""
    query_address: str = ""
    approval_number: str = ""
    accreditation_mark: str = ""


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """How audit reports are numbered, and whether the internal annex is written."""

    number_pattern: str = ""
    internal_annex: bool = False


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """What the body adds to every form and report: `footer`, such as its own form number."""

    footer: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """How long an entry is kept after its certificate ended, in whole years."""

    retention_years: int = 2


@dataclass(frozen=True, slots=True)
class IssuingSettings:
    """How documents are issued.

    `signing_key` and `public_key` name PEM files of the body's Ed25519 key, relative to the
    configuration; empty where the body does not sign.
    """

    second_person: bool = True
    pdf: bool = True
    signing_key: str = ""
    public_key: str = ""


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    """What holds an archive's register: the address of a PostgreSQL database, else a file beside it."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """The authenticating proxy in front of the page; all empty where there is none.

    `user_header` is the header in which it names the user, `proxy` the one address that may
    connect, `public_host` the name under which browsers reach it.
    """

    user_header: str = ""
    proxy: str = ""
    public_host: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration; `sha256` is that of the file, None where there was none."""

    body: Body = field(default_factory=Body)
    certificate: CertificateSettings = field(default_factory=CertificateSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    issuing: IssuingSettings = field(default_factory=IssuingSettings)
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    register: RegisterSettings = field(default_factory=RegisterSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    readings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    specifications: Path | None = None
    templates: Path | None = None
    path: Path | None = None
    sha256: str | None = None
