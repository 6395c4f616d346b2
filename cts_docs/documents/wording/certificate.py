"""What the certificate says, in Chinese and in English of equal content."""

from __future__ import annotations

from dataclasses import dataclass

TITLE, TITLE_EN = "服务认证证书", "Service Certification Certificate"
NUMBER, NUMBER_EN = "证书编号", "Certificate No."
DRAFT_WATERMARK = "草稿 DRAFT"
SAMPLE_WATERMARK = "样本 SAMPLE"
SEAL, SEAL_EN = "（认证机构盖章处）", "(seal of the certification body)"
SIGNATORY, SIGNATORY_EN = "签发人", "Authorized by"
SIGNATURE, SIGNATURE_EN = "签名", "Signature"
QR_NAME = "证书二维码"
QR_ALTERNATIVE = "二维码：证书编号、获证组织、认证级别、认证范围、有效期与内容校验值，可离线读取。"

STATEMENT = "兹证明：下列组织所提供的、列于认证范围内的服务，经评价符合下列技术规范，授予所列认证级别。"
STATEMENT_EN = (
    "This is to certify that the services listed in the scope below, provided by the organization named "
    "below, have been evaluated against the specification below and are granted the grade stated."
)
PREVAILS = "本证书以中文和英文书写，内容不一致时以中文为准。"
PREVAILS_EN = "This certificate is written in Chinese and English; on any conflict the Chinese text prevails."
NOT_A_SYSTEM = "本证书为服务认证证书，不表示获证组织的管理体系已通过认证。"
NOT_A_SYSTEM_EN = (
    "This is a service certificate; it does not certify a management system of the certified organization."
)
QUERY, QUERY_EN = "证书信息查询", "Certificate query"
APPROVAL, APPROVAL_EN = "认证机构批准号", "Approval No. of the certification body"
MARK, MARK_EN = "认可标识", "Accreditation mark"


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a value in both languages."""

    chinese: str
    english: str


LABELS = {
    "client": Label("获证组织", "Certified organization"),
    "address": Label("地址", "Address"),
    "scope": Label("认证范围", "Scope of certification"),
    "specification": Label("认证依据", "Specification"),
    "grade": Label("认证级别", "Certification grade"),
    "granted": Label("颁证日期", "Date of grant"),
    "until": Label("有效期至", "Valid until"),
    "first": Label("初次获证日期", "Date of first grant"),
    "cycle": Label("认证周期", "Cycle"),
}


def number_line(number: str, *, bilingual: bool) -> str:
    """The certificate's number with its label."""
    return f"{NUMBER} / {NUMBER_EN}：{number}" if bilingual else f"{NUMBER}：{number}"


def missing(label: str) -> str:
    """The mark of something that the body has not configured."""
    return f"【待机构配置：{label}】"


def surveillance(months: str) -> str:
    """That validity depends on surveillance, with the longest interval."""
    return f"本证书的有效性以通过监督为前提，两次监督的间隔不超过 {months} 个月。"


def surveillance_en(months: str) -> str:
    """The same in English."""
    return f"Validity depends on passing surveillance; two surveillances are at most {months} months apart."


def specification(title: str, number: str, version: str, issued: str) -> str:
    """The specification with number, version and date."""
    return f"{number} {version}《{title}》（发布日期：{issued}）"


def specification_en(title: str, number: str, version: str, issued: str) -> str:
    """The same in English."""
    return f"{number} {version} {title} (issued {issued})"


def grade_en(grade: int, count: int) -> str:
    """A certification grade in English, told apart from a maturity level."""
    return f"Certification grade {grade} (of {count}; grade 1 is the highest)"


def cycle(number: int) -> str:
    """The certification cycle, R0 being the first."""
    return f"R{number}"


def qr_lines(number: str, client: str, grade: str, scope: str, validity: str, content_hash: str) -> list[str]:
    """What the QR code says, readable without a network."""
    return [
        f"{NUMBER}：{number}",
        f"{LABELS['client'].chinese}：{client}",
        f"{LABELS['grade'].chinese}：{grade}",
        f"{LABELS['scope'].chinese}：{scope}",
        f"有效期：{validity}",
        f"内容校验值 SHA-256：{content_hash}",
    ]


def validity(granted: str, until: str) -> str:
    """From when until when a certificate is valid."""
    return f"{granted}至{until}"
