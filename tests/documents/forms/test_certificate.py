"""The certificate: what it must carry, in which language, and that it stays on one page."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from cts_docs.assessment.model import Value
from cts_docs.documents import AuditFile, render_documents
from cts_docs.documents.forms.certificate.form import unconfigured, values
from cts_docs.documents.forms.certificate.values import qr_text
from cts_docs.documents.ooxml.qr import qr_png
from cts_docs.settings import Body, CertificateSettings, Settings
from cts_docs.settings.model import CERTIFICATE_DESIGNS
from cts_docs.specification.model import Specification
from tests.documents.audit_files import audit_file, rendered
from tests.documents.reading import bare, page_words, paragraphs, parts

ENGLISH: Mapping[str, Value] = {
    "client_name_en": "Example Municipal Engineering Co., Ltd.",
    "client_address_en": "No. 1 Example Road, Example City",
    "certification_scope_en": "Example construction services",
}
BODY = Body(
    name="示例认证机构有限公司",
    name_en="Example Certification Body Ltd.",
    address="示例省示例市示例路 9 号",
    address_en="No. 9 Example Road, Example City",
    code="EX",
)
SETTINGS = Settings(
    body=BODY,
    certificate=CertificateSettings(
        number_pattern="{body}-{serial}",
        validity_years=3,
        surveillance_months=12,
        signatory="示例签发人",
    ),
)


def certified(
    specification: Specification, settings: Settings = SETTINGS, **values: Value | None
) -> AuditFile:
    """A case with grade 二级, granted on 18 March 2026."""
    return replace(audit_file(specification, ("0.92",), 4, **values), settings=settings)


def certificate(made: AuditFile) -> str:
    """All words of its page, without white space."""
    return page_words(rendered(made, "certificate"))


def test_without_a_grade_there_is_no_certificate(tbsc034: Specification) -> None:
    assert not list(render_documents(audit_file(tbsc034, ("0.5",), 5), ["certificate"]))


def test_it_carries_what_a_certificate_must(tbsc034: Specification) -> None:
    told = certificate(certified(tbsc034))
    for text in (
        "示例认证机构有限公司",
        "示例省示例市示例路9号",
        "服务认证证书",
        "证书编号：待定",
        "示例市政工程有限公司",
        "示例省示例市示例路1号",
        "城镇污水处理厂工程施工服务",
        "CTSTBSC034-2026B/0《城镇污水处理厂工程施工服务认证技术规范》（发布日期：2026年1月8日）",
        "认证级别二级颁证日期",
        "统一社会信用代码91360100MA35EXAM0L",
        "经评价符合下列技术规范的要求",
        "认证周期初次认证（R0）",
        "颁证日期2026年3月18日",
        "有效期至2029年3月17日",
        "初次获证日期2026年3月18日",
        "本证书的有效性以通过监督为前提，两次监督的间隔不超过12个月。",
        "本证书为服务认证证书，不表示获证组织的管理体系已通过认证。",
        "签发人：示例签发人",
        "认证机构盖章处",
    ):
        assert text in told, text


def test_without_all_english_it_is_in_chinese_only(tbsc034: Specification) -> None:
    without_address = {key: value for key, value in ENGLISH.items() if key != "client_address_en"}
    untitled = replace(tbsc034, control=replace(tbsc034.control, title_en=""))
    for made in (
        certified(tbsc034),
        certified(tbsc034, **without_address),
        certified(untitled, **ENGLISH),
        certified(tbsc034, replace(SETTINGS, body=replace(BODY, name_en="")), **ENGLISH),
    ):
        told = [text for text in paragraphs(rendered(made, "certificate")) if text]
        # What is left in Latin letters is the specification's number and the cycle.
        assert all("certif" not in text.lower() and "example" not in text.lower() for text in told)


def test_with_all_english_both_languages_stand_and_chinese_prevails(tbsc034: Specification) -> None:
    told = paragraphs(rendered(certified(tbsc034, **ENGLISH), "certificate"))
    for text in (
        "Example Certification Body Ltd.",
        "No. 9 Example Road, Example City",
        "Certificate of Service Certification",
        "Example Municipal Engineering Co., Ltd.",
        "No. 1 Example Road, Example City",
        "Example construction services",
        "CTS TBSC034-2026 B/0 Technical Specification for Service Certification of Urban Sewage Treatment "
        "Plant Construction (issued 8 January 2026)",
        "Grade 2 (of 3; grade 1 is the highest)",
        "18 March 2026",
        "17 March 2029",
        "Initial certification (R0)",
        "This is to certify that the service within the scope stated below, provided by the organization "
        "named below, has been assessed and found to conform to the requirements of the specification "
        "named below, and is granted the certification grade stated.",
        "This certificate is valid on condition that surveillance is passed, at intervals not exceeding "
        "12 months.",
        "本证书以中文和英文书写，内容不一致时以中文为准。",
        "This certificate is written in Chinese and English; on any conflict the Chinese text prevails.",
    ):
        assert text in told, text


def test_a_date_of_the_specification_that_is_none_stands_as_it_is(tbsc034: Specification) -> None:
    pending = replace(tbsc034, control=replace(tbsc034.control, issue_date="待定"))
    assert "（发布日期：待定）" in certificate(certified(pending))


def test_what_the_body_has_not_configured_is_marked_never_invented(tbsc034: Specification) -> None:
    made = certified(tbsc034, Settings())
    told = certificate(made)
    for label in ("机构名称", "机构地址", "有效期年数", "监督间隔月数", "签发人"):
        assert f"【待机构配置：{label}】" in told
    assert unconfigured(made) == (
        "body.name",
        "body.address",
        "certificate.number_pattern",
        "certificate.validity_years",
        "certificate.surveillance_months",
        "certificate.signatory",
    )
    assert unconfigured(certified(tbsc034)) == ()


def test_an_english_address_of_the_body_is_needed_on_a_bilingual_certificate(tbsc034: Specification) -> None:
    settings = replace(SETTINGS, body=replace(BODY, address_en=""))
    made = certified(tbsc034, settings, **ENGLISH)
    assert unconfigured(made) == ("body.address_en",)
    assert "[tobeconfigured:addressofthebody]" in certificate(made)
    assert unconfigured(certified(tbsc034, settings)) == ()


def test_query_page_approval_and_mark_stand_only_where_configured(tbsc034: Specification) -> None:
    words = ("证书信息查询", "认证机构批准号", "认可标识")
    assert not any(word in certificate(certified(tbsc034)) for word in words)
    configured = replace(
        SETTINGS.certificate,
        query_address="https://example.invalid/q",
        approval_number="示例-1",
        accreditation_mark="示例标识",
    )
    told = certificate(certified(tbsc034, replace(SETTINGS, certificate=configured)))
    assert "证书信息查询：https://example.invalid/q" in told
    assert "认证机构批准号：示例-1" in told
    assert "认可标识：示例标识" in told


def test_only_a_draft_bears_the_watermark(tbsc034: Specification) -> None:
    made = certified(tbsc034)
    assert 'string="草稿 DRAFT"' in _headers(rendered(made, "certificate"))
    issued = replace(made, draft=False, certificate_number="EX-0001")
    content = rendered(issued, "certificate")
    assert "DRAFT" not in _headers(content)
    assert "草稿" not in page_words(content)
    assert "证书编号：EX-0001" in page_words(content)


def test_what_is_issued_under_a_sample_configuration_bears_its_own_watermark(tbsc034: Specification) -> None:
    settings = replace(SETTINGS, body=replace(SETTINGS.body, sample=True))
    made = certified(tbsc034, settings)
    draft = _headers(rendered(made, "certificate"))
    assert ('string="草稿 DRAFT"' in draft, "SAMPLE" in draft) == (True, False)
    issued = replace(made, draft=False, certificate_number="EX-0001")
    assert 'string="样本 SAMPLE"' in _headers(rendered(issued, "certificate"))
    assert qr_text(issued).startswith("样本 SAMPLE\n证书编号：EX-0001\n")


def _headers(content: bytes) -> str:
    return "".join(part.decode() for name, part in parts(content).items() if "/header" in name)


def test_the_allotted_dates_stand_before_the_entered_ones(tbsc034: Specification) -> None:
    made = replace(
        certified(tbsc034),
        grant_date=datetime.date(2024, 2, 29),
        valid_until=datetime.date(2027, 2, 28),
    )
    told = certificate(made)
    assert "颁证日期2024年2月29日" in told
    assert "有效期至2027年2月28日" in told


def test_nothing_in_the_english_text_is_chinese(tbsc034: Specification) -> None:
    bare_settings = Settings(body=replace(BODY, address_en=""))
    for made in (
        certified(tbsc034, bare_settings, **ENGLISH, grant_date=None, audit_type="再认证", cycle=None),
        certified(tbsc034, **ENGLISH),
    ):
        english = values(made)["english"]
        assert isinstance(english, dict)
        assert english
        assert [text for text in english.values() if not text.isascii()] == []


def test_its_properties_are_its_own_and_not_the_specification_s(tbsc034: Specification) -> None:
    issued = replace(certified(tbsc034), draft=False, certificate_number="EX-0001-R0")
    about = parts(rendered(issued, "certificate"))["docProps/core.xml"].decode()
    for name, value in (
        ("dc:title", "服务认证证书 示例市政工程有限公司"),
        ("dc:identifier", "EX-0001-R0"),
        ("cp:version", "签发版"),
    ):
        assert f"<{name}>{value}</{name}>" in about


def test_a_pending_number_is_said_in_both_languages(tbsc034: Specification) -> None:
    assert "证书编号/CertificateNo.：待定/tobedetermined" in certificate(certified(tbsc034, **ENGLISH))


def test_without_a_grant_date_dates_are_pending(tbsc034: Specification) -> None:
    told = certificate(certified(tbsc034, grant_date=None))
    assert "颁证日期待定有效期至待定初次获证日期待定" in told


def test_a_renewed_certificate_has_its_first_grant_and_cycle(tbsc034: Specification) -> None:
    first = datetime.date(2020, 5, 6)
    told = certificate(certified(tbsc034, audit_type="再认证", first_grant_date=first, cycle=2))
    assert "初次获证日期2020年5月6日" in told
    assert "认证周期第2次再认证（R2）" in told
    assert "初次获证日期待定" in certificate(certified(tbsc034, audit_type="再认证"))


def test_the_qr_code_tells_number_client_grade_scope_validity_and_hash(tbsc034: Specification) -> None:
    made = replace(certified(tbsc034), draft=False, certificate_number="EX-0001")
    assert qr_text(made).split("\n") == [
        "证书编号：EX-0001",
        "获证组织：示例市政工程有限公司",
        "认证级别：二级",
        "认证范围：城镇污水处理厂工程施工服务",
        "有效期：2026年3月18日至2029年3月17日",
        f"内容校验值 SHA-256：{'ab' * 32}",
    ]
    assert qr_text(certified(tbsc034)).startswith("草稿 DRAFT\n证书编号：待定\n")
    assert parts(rendered(made, "certificate"))["word/media/qr.png"] == qr_png(qr_text(made))


def test_a_scope_too_large_for_the_code_is_cut_there_and_only_there(tbsc034: Specification) -> None:
    # Characters of CJK Extension B take four bytes each in UTF-8.
    scope = "\U00020000" * 300
    made = certified(tbsc034, client_name="\U00020001" * 200, certification_scope=scope)
    made = replace(made, certificate_number="示" * 60)
    text = qr_text(made)
    assert len(text.encode()) <= 2331
    assert "\U00020001" * 200 in text
    assert "…\n有效期：" in text
    assert text.endswith("ab" * 32)
    assert scope in page_words(rendered(made, "certificate"))


def test_markup_in_values_stays_text(tbsc034: Specification) -> None:
    told = paragraphs(rendered(certified(tbsc034, client_name="示例 A & B <x> {{ 7*7 }}"), "certificate"))
    assert "示例 A & B <x> {{ 7*7 }}" in told


LONG: Mapping[str, Value] = {
    "client_name": "示例" * 100,
    "client_address": "示例地址" * 50,
    "certification_scope": "示例范围、" * 60,
    "client_name_en": ("EXAMPLE MUNICIPAL " * 12)[:200],
    "client_address_en": ("Example Road Number " * 20)[:400],
    "certification_scope_en": ("Construction services " * 30)[:600],
}
LARGEST = Settings(
    body=Body(
        name="示" * 60,
        name_en=("Example Body " * 10)[:120],
        address="示例地址" * 25,
        address_en=("Example Road 1, " * 13)[:200],
        code="EX",
    ),
    certificate=CertificateSettings(
        number_pattern="{serial}",
        validity_years=3,
        surveillance_months=12,
        signatory="示例签发人",
        query_address="示" * 100,
        approval_number="示" * 50,
        accreditation_mark="示" * 50,
    ),
)
TWENTY_LINES = "\n".join(f"示例范围第{number}行" for number in range(20))


@pytest.mark.parametrize("design", CERTIFICATE_DESIGNS)
@pytest.mark.parametrize(
    ("settings", "values"),
    [
        (SETTINGS, {}),
        (SETTINGS, ENGLISH),
        (SETTINGS, {key: LONG[key] for key in ("client_name", "client_address", "certification_scope")}),
        (SETTINGS, {**ENGLISH, "certification_scope": TWENTY_LINES}),
        (SETTINGS, LONG),
        (LARGEST, LONG),
        (Settings(), {}),
    ],
    ids=["chinese", "bilingual", "long", "many_lines", "long_bilingual", "longest", "unconfigured"],
)
def test_it_stays_on_one_page(
    tbsc034: Specification,
    soffice: str,
    tmp_path: Path,
    settings: Settings,
    values: Mapping[str, Value],
    design: str,
) -> None:
    settings = replace(settings, certificate=replace(settings.certificate, design=design))
    path = tmp_path / "certificate.docx"
    path.write_bytes(rendered(certified(tbsc034, settings, **values), "certificate"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = PdfReader(tmp_path / "certificate.pdf").pages
    assert len(pages) == 1
    assert bare("认证机构盖章处") in bare(pages[0].extract_text())


def test_a_fictional_specification_has_its_own_grades_and_words(fictional: Specification) -> None:
    made = replace(
        audit_file(fictional, ("1",), len(fictional.levels), certification_scope="示例沙堡搭建"),
        settings=SETTINGS,
    )
    told = certificate(made)
    assert "EXAMPLETBSC901-2026A/1《示例沙堡搭建服务认证技术规范》" in told
    assert f"认证级别{made.result.grade.name}" in told
    assert "certif" not in told.lower()


def test_the_same_case_gives_the_same_bytes(tbsc034: Specification) -> None:
    assert rendered(certified(tbsc034, **ENGLISH), "certificate") == rendered(
        certified(tbsc034, **ENGLISH), "certificate"
    )
