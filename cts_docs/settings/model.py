"""A body's configuration: each table and key once, with its default and what it may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from cts_docs.assessment.fields import FIELDS
from cts_docs.errors import Problem

Kind = Literal["text", "whole", "switch", "pattern", "folder", "picture", "option", "columns"]
_KEY = "key"


@dataclass(frozen=True, slots=True)
class Key:
    """What a key may hold: its kind, the most characters of a text, bounds of a whole number, options.

    `choice` marks what a body decides and could have decided otherwise; its names, addresses
    and signing keys are no choices.
    """

    kind: Kind
    limit: int = 200
    least: int = 0
    most: int = 0
    choice: bool = False
    options: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What may stand under the key, as it is written in TOML."""
        match self.kind:
            case "whole":
                return f"{self.least}–{self.most}"
            case "switch":
                return "true / false"
            case "columns":
                return '{ "…" = "…" }'
            case "option":
                return "、".join(f'"{option}"' for option in self.options)
            case _:
                return '"…"'


def _text(limit: int, *, choice: bool = False) -> Mapping[str, Key]:
    return {_KEY: Key("text", limit, choice=choice)}


def _whole(least: int, most: int) -> Mapping[str, Key]:
    return {_KEY: Key("whole", least=least, most=most, choice=True)}


_SWITCH = {_KEY: Key("switch", choice=True)}
_PATTERN = {_KEY: Key("pattern", 100, choice=True)}
_FOLDER = {_KEY: Key("folder", 1000)}
_PICTURE = {_KEY: Key("picture", 1000)}
_REGISTER_FACTS = (
    *("number", "certificate", "client", "credit_code", "scope", "audit_type", "specification"),
    *("specification_version", "grade_name", "status", "issued", "granted", "valid_until"),
    *("surveillance_due", "superseded_by"),
)
REPORTED_FACTS = (*_REGISTER_FACTS, *(field.name for field in FIELDS), "team", "plan")
"""What a column of the regulator's report may hold: of the register, of the workbook, team and plan."""

CERTIFICATE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "证书编号": "certificate",
        "报告编号": "number",
        "获证组织": "client",
        "统一社会信用代码": "credit_code",
        "地址": "client_address",
        "认证范围": "scope",
        "技术规范": "specification",
        "版本": "specification_version",
        "认证级别": "grade_name",
        "审核类型": "audit_type",
        "审核开始日期": "audit_start",
        "审核结束日期": "audit_end",
        "审核人日": "person_days",
        "审核组": "team",
        "认证决定日期": "decision_date",
        "初次获证日期": "first_grant_date",
        "颁证日期": "granted",
        "有效期至": "valid_until",
        "下次监督": "surveillance_due",
        "状态": "status",
    }
)
PLAN_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "报告编号": "number",
        "受审核方": "client_name",
        "统一社会信用代码": "client_credit_code",
        "认证范围": "certification_scope",
        "审核类型": "audit_type",
        "审核开始日期": "audit_start",
        "审核结束日期": "audit_end",
        "审核地点": "audit_places",
        "审核人日": "person_days",
        "审核组": "team",
        "审核计划": "plan",
    }
)
_COLUMNS = {_KEY: Key("columns", limit=100, options=REPORTED_FACTS)}
CERTIFICATE_DESIGNS = ("frame", "band", "plain")
"""The page designs of the certificate; the first is the default."""
_DESIGN = {_KEY: Key("option", options=CERTIFICATE_DESIGNS)}


@dataclass(frozen=True, slots=True)
class Body:
    """The certification body; an empty text is something the body has not supplied.

    `sample` marks everything that is issued as 样本 SAMPLE, for trials and training.
    """

    name: str = field(default="", metadata=_text(60))
    name_en: str = field(default="", metadata=_text(120))
    address: str = field(default="", metadata=_text(100))
    address_en: str = field(default="", metadata=_text(200))
    code: str = field(default="", metadata=_text(30))
    telephone: str = field(default="", metadata=_text(50))
    sample: bool = field(default=False, metadata={_KEY: Key("switch")})


@dataclass(frozen=True, slots=True)
class CertificateSettings:
    """What certificates carry beside the result of the audit; empty or 0 where not supplied.

    `validity_years` and `surveillance_months` are whole numbers. `design` is one of
    CERTIFICATE_DESIGNS. The logos name PNG or SVG files, relative to the configuration: the body's
    own, the accreditation body's mark and the mark of the certification scheme.
    """

    number_pattern: str = field(default="", metadata=_PATTERN)
    validity_years: int = field(default=0, metadata=_whole(1, 10))
    surveillance_months: int = field(default=0, metadata=_whole(1, 60))
    signatory: str = field(default="", metadata=_text(50))
    query_address: str = field(default="", metadata=_text(100, choice=True))
    approval_number: str = field(default="", metadata=_text(50, choice=True))
    accreditation_mark: str = field(default="", metadata=_text(50, choice=True))
    design: str = field(default=CERTIFICATE_DESIGNS[0], metadata=_DESIGN)
    logo: str = field(default="", metadata=_PICTURE)
    accreditation_logo: str = field(default="", metadata=_PICTURE)
    scheme_logo: str = field(default="", metadata=_PICTURE)


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """How audit reports are numbered, and whether the internal annex is written."""

    number_pattern: str = field(default="", metadata=_PATTERN)
    internal_annex: bool = field(default=False, metadata=_SWITCH)


@dataclass(frozen=True, slots=True)
class IssuingSettings:
    """How documents are issued, and which acts need a second person.

    `grant_days_ahead` is the most days that a grant date may lie after the day of issue.
    `second_person_changes` asks for one at status changes too. With `account_domains` accounts of the
    same name in different domains belong to different people; otherwise a domain is not looked at.
    `signing_key` and `public_key` name PEM files of the body's Ed25519 key, `key_register` the file of
    all its public keys (see `settings.key_register`), relative to the configuration; empty where the
    body does not sign.
    """

    second_person: bool = field(default=True, metadata=_SWITCH)
    grant_days_ahead: int = field(default=30, metadata=_whole(0, 366))
    second_person_changes: bool = field(default=False, metadata=_SWITCH)
    account_domains: bool = field(default=False, metadata={_KEY: Key("switch")})
    pdf: bool = field(default=True, metadata=_SWITCH)
    signing_key: str = field(default="", metadata=_text(1000))
    public_key: str = field(default="", metadata=_text(1000))
    key_register: str = field(default="", metadata=_text(1000))


@dataclass(frozen=True, slots=True)
class PdfSignatureSettings:
    """How issued PDF files are signed: the body's `certificate`, a PKCS#12 file; empty where they are not.

    Its passphrase stands in the environment variable `passphrase_variable` or in the first line of the file
    `passphrase_file`, never in the configuration. `timestamp` is the address of an RFC 3161 service.
    Files are relative to the configuration.
    """

    certificate: str = field(default="", metadata=_text(1000))
    passphrase_variable: str = field(default="", metadata=_text(100))
    passphrase_file: str = field(default="", metadata=_text(1000))
    timestamp: str = field(default="", metadata=_text(1000))


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """What the body adds to every form and report: `footer`, such as its own form number."""

    footer: str = field(default="", metadata=_text(40, choice=True))


@dataclass(frozen=True, slots=True)
class FormSettings:
    """The body's own numbers of the forms of a case and of its notices; empty where it has none."""

    audit_plan: str = field(default="", metadata=_text(40))
    attendance: str = field(default="", metadata=_text(40))
    checklist: str = field(default="", metadata=_text(40))
    nonconformity_report: str = field(default="", metadata=_text(40))
    decision_record: str = field(default="", metadata=_text(40))
    certificate_annex: str = field(default="", metadata=_text(40))
    surveillance_notice: str = field(default="", metadata=_text(40))
    suspension_notice: str = field(default="", metadata=_text(40))
    restoration_notice: str = field(default="", metadata=_text(40))
    withdrawal_notice: str = field(default="", metadata=_text(40))
    cancellation_notice: str = field(default="", metadata=_text(40))


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """How notices to clients are numbered, and how many months a suspension lasts.

    Without a pattern they carry no number; with 0 months a suspension lasts until the body decides.
    """

    number_pattern: str = field(default="", metadata=_PATTERN)
    suspension_months: int = field(default=0, metadata=_whole(1, 24))


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """How many whole years an entry is kept after its certificate ended."""

    retention_years: int = field(default=2, metadata=_whole(2, 100))


@dataclass(frozen=True, slots=True)
class ReportingSettings:
    """The columns of the report to the regulator: which fact stands under each heading, in this order."""

    certificates: Mapping[str, str] = field(default_factory=lambda: CERTIFICATE_COLUMNS, metadata=_COLUMNS)
    plans: Mapping[str, str] = field(default_factory=lambda: PLAN_COLUMNS, metadata=_COLUMNS)


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    """The address of the PostgreSQL database that holds the register; empty for a SQLite file."""

    url: str = field(default="", metadata=_text(1000))


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """The authenticating proxy in front of the page, and who may do what; all empty without a proxy.

    `user_header` is the header in which it names the user, `groups_header` that of the user's groups,
    `proxy` the one address that may connect, `public_host` the name under which browsers reach it.
    `secret_file` names a file, relative to the configuration, with a secret that the proxy sends
    along: needed where the proxy runs on the same computer. `readers` to `controllers` are the accounts
    and, with @ before them, the groups of each role, separated by commas; without any of them
    everybody whom the proxy names has every role.
    """

    user_header: str = field(default="", metadata=_text(100))
    proxy: str = field(default="", metadata=_text(50))
    public_host: str = field(default="", metadata=_text(260))
    secret_file: str = field(default="", metadata=_text(1000))
    groups_header: str = field(default="", metadata=_text(100))
    readers: str = field(default="", metadata=_text(2000))
    drafters: str = field(default="", metadata=_text(2000))
    approvers: str = field(default="", metadata=_text(2000))
    controllers: str = field(default="", metadata=_text(2000))


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration; `sha256` is that of the file, None where there was none.

    `moved` holds a warning for each key of an earlier version that is not read any more.
    """

    body: Body = field(default_factory=Body)
    certificate: CertificateSettings = field(default_factory=CertificateSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    issuing: IssuingSettings = field(default_factory=IssuingSettings)
    pdf_signature: PdfSignatureSettings = field(default_factory=PdfSignatureSettings)
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    forms: FormSettings = field(default_factory=FormSettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    reporting: ReportingSettings = field(default_factory=ReportingSettings)
    register: RegisterSettings = field(default_factory=RegisterSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    readings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    specifications: Path | None = field(default=None, metadata=_FOLDER)
    templates: Path | None = field(default=None, metadata=_FOLDER)
    path: Path | None = None
    sha256: str | None = None
    moved: tuple[Problem, ...] = ()

    def logos(self) -> Mapping[str, Path]:
        """The files of the configured logos of certificates, by key."""
        named = {key: getattr(self.certificate, key) for key in LOGOS}
        return {key: self.path.parent / name for key, name in named.items() if name and self.path}


def _keys(table: type) -> Mapping[str, Key]:
    return {each.name: each.metadata[_KEY] for each in fields(table) if _KEY in each.metadata}


def _table_types() -> Iterator[tuple[str, type]]:
    for each in fields(Settings):
        made_by: object = each.default_factory
        if isinstance(made_by, type) and is_dataclass(made_by):
            yield each.name, made_by


TABLE_TYPES: Mapping[str, type] = dict(_table_types())
"""The class that holds each table of the file."""
TABLES: Mapping[str, Mapping[str, Key]] = {name: _keys(kind) for name, kind in TABLE_TYPES.items()}
"""The keys of each table."""
LOGOS = tuple(key for key, rule in TABLES["certificate"].items() if rule.kind == "picture")
"""The keys of `[certificate]` that name a picture."""
MOVED: Mapping[str, str] = {"certificate.specification_name_en": "SETTINGS_MOVED_TITLE_EN"}
"""Keys of earlier versions, each with the code of the warning that says where its content is now."""
FOLDERS: Mapping[str, Key] = _keys(Settings)
"""The keys outside any table; each names a folder."""
READINGS = "readings"
"""The table of readings, whose keys are those that the specification leaves to choose."""
CHOICES: tuple[str, ...] = tuple(
    f"{name}.{key}" for name, keys in TABLES.items() for key, rule in keys.items() if rule.choice
)
"""The keys that are choices of the body; readings are reported apart."""


def changed_choices(settings: Settings) -> tuple[tuple[str, str | int | bool], ...]:
    """Every choice that differs from its default: key path and value."""
    default = Settings()
    found = ((key, _value(settings, key), _value(default, key)) for key in CHOICES)
    return tuple((key, value) for key, value, usual in found if value != usual)


def _value(settings: Settings, key: str) -> str | int | bool:
    table, _, name = key.partition(".")
    value: str | int | bool = getattr(getattr(settings, table), name)
    return value
