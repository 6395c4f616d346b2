"""The wording of the certificate, in Chinese and in English of equal content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TITLE, TITLE_EN = "服务认证证书", "Certificate of Service Certification"
NUMBER, NUMBER_EN = "证书编号", "Certificate No."
DRAFT_WATERMARK = "草稿 DRAFT"
SEAL, SEAL_EN = "认证机构盖章处", "Seal of the certification body"
SIGNATORY, SIGNATORY_EN = "签发人", "Authorized by"
SIGNATURE, SIGNATURE_EN = "签名", "Signature"
QR_NAME = "证书二维码"
QR_ALTERNATIVE = "二维码：证书编号、获证组织、认证级别、认证范围、有效期与内容校验值，可离线读取。"
QR_CAPTION, QR_CAPTION_EN = "扫码可离线核对证书内容", "Scan to check the content, also offline"
LOGO_NAMES = {"logo": "认证机构标志", "accreditation_logo": "认可标志", "scheme_logo": "认证制度标志"}
"""What each logo is called in a document; a template's placeholder is called 占位：… until it is replaced."""
PLACEHOLDER = "占位："
PENDING_EN = "to be determined"

PREVAILS = "本证书以中文和英文书写，内容不一致时以中文为准。"
PREVAILS_EN = "This certificate is written in Chinese and English; on any conflict the Chinese text prevails."
NOT_A_SYSTEM = "本证书为服务认证证书，不表示获证组织的管理体系已通过认证。"
NOT_A_SYSTEM_EN = (
    "This is a service certificate; it does not certify a management system of the certified organization."
)
QUERY, QUERY_EN = "证书信息查询", "Certificate query"
APPROVAL, APPROVAL_EN = "认证机构批准号", "Approval No. of the certification body"
MARK, MARK_EN = "认可标识", "Accreditation mark"


STATEMENT = "兹证明：下列组织在所列认证范围内提供的服务，经评价符合下列技术规范的要求，授予所列认证级别。"
STATEMENT_EN = (
    "This is to certify that the service within the scope stated below, provided by the organization named "
    "below, has been assessed and found to conform to the requirements of the specification named below, and "
    "is granted the certification grade stated."
)
_SIGNATURE_LINE = "＿" * 9


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a value in both languages."""

    chinese: str
    english: str


LABELS = {
    "client": Label("获证组织", "Certified organization"),
    "credit_code": Label("统一社会信用代码", "Unified Social Credit Code"),
    "address": Label("地址", "Address"),
    "scope": Label("认证范围", "Scope of certification"),
    "specification": Label("认证依据", "Specification"),
    "grade": Label("认证级别", "Certification grade"),
    "granted": Label("颁证日期", "Date of grant"),
    "until": Label("有效期至", "Valid until"),
    "first": Label("初次获证日期", "Date of first grant"),
    "cycle": Label("认证周期", "Cycle"),
}


def lines(number: str, signatory: str, *, bilingual: bool) -> dict[str, str]:
    """The lines whose label and value stand side by side, with the English label where there is English."""

    def label(chinese: str, english: str) -> str:
        return f"{chinese} / {english}：" if bilingual else f"{chinese}："

    return {
        "number": f"{label(NUMBER, NUMBER_EN)}{number}",
        "signatory": f"{label(SIGNATORY, SIGNATORY_EN)}{signatory}",
        "signature": f"{label(SIGNATURE, SIGNATURE_EN)}{_SIGNATURE_LINE}",
    }


def missing(label: str) -> str:
    """The mark of something that the body has not configured."""
    return f"【待机构配置：{label}】"


def missing_en(label: str) -> str:
    """The same in English."""
    return f"[to be configured: {label}]"


def surveillance(months: str) -> str:
    """The condition of validity: surveillance, and the longest interval between two."""
    return f"本证书的有效性以通过监督为前提，两次监督的间隔不超过 {months} 个月。"


def surveillance_en(months: str) -> str:
    """The same in English."""
    return (
        "This certificate is valid on condition that surveillance is passed, "
        f"at intervals not exceeding {months} months."
    )


def specification(title: str, number: str, version: str, issued: str) -> str:
    """The specification with number, version and date."""
    return f"{number} {version}《{title}》（发布日期：{issued}）"


def specification_en(title: str, number: str, version: str, issued: str) -> str:
    """The same in English."""
    return f"{number} {version} {title} (issued {issued})"


def grade_en(grade: int, names: Mapping[int, str], count: int) -> str:
    """A certification grade in English, by its name where it has one, among how many."""
    if name := names.get(grade):
        return f"{name} (of {count} grades, the highest)" if grade == 1 else f"{name} (of {count} grades)"
    return f"Grade {grade} (of {count}; grade 1 is the highest)"


def cycle(number: int) -> str:
    """The certification cycle in words, with its mark in certificate numbers."""
    return f"初次认证（R{number}）" if number == 0 else f"第 {number} 次再认证（R{number}）"


def cycle_en(number: int) -> str:
    """The same in English."""
    return f"Initial certification (R{number})" if number == 0 else f"Recertification {number} (R{number})"


def qr_lines(number: str, client: str, grade: str, scope: str, validity: str, content_hash: str) -> list[str]:
    """The lines of the QR code, readable without a network."""
    return [
        f"{NUMBER}：{number}",
        f"{LABELS['client'].chinese}：{client}",
        f"{LABELS['grade'].chinese}：{grade}",
        f"{LABELS['scope'].chinese}：{scope}",
        f"有效期：{validity}",
        f"内容校验值 SHA-256：{content_hash}",
    ]


def validity(granted: str, until: str) -> str:
    """The first and the last day of validity."""
    return f"{granted}至{until}"
