"""The whole job in Chromium: blank, upload, result, printed pages, issue, verify; on desk and phone."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from cts_docs.assessment.readings import choose
from cts_docs.specification.loader import load_specification
from cts_docs.specification.model import Specification
from cts_docs.workbook import blank_workbook
from tests.conftest import ROOT
from tests.support.workbooks import put, workbook
from tests.web.conftest import hold, printed, wait

SAMPLES = ROOT / "samples"
SPECIFICATIONS = ROOT / "tests" / "specifications"
GRADE_1 = SAMPLES / "01-grade-1.xlsx"
MISTAKES = SAMPLES / "09-mistakes.xlsx"
SCORE_60_79 = SAMPLES / "05-score-60-79.xlsx"


def bring(page: Page, served: str, *files: Path, stage: str = "render") -> None:
    """Bring workbooks and wait until everything is done."""
    page.goto(f"{served}/")
    page.get_by_label("Check for").select_option(stage)
    page.set_input_files("#workbooks", [str(file) for file in files])
    page.get_by_role("button", name="Check and render the documents").click()
    page.wait_for_url("**/results/**")
    wait(page)


@pytest.mark.usefixtures("soffice")
def test_from_a_filled_workbook_to_an_issued_entry_that_verifies(
    page: Page, served: str, tmp_path: Path, tbsc034: Specification
) -> None:
    content = workbook(tbsc034, coefficient="0.96", level=5, forms=1)
    bring(page, served, put(tmp_path, "审核 一.xlsx", content))
    expect(page.locator(".verdict .big dd")).to_have_text("grade 1 (一级)")
    expect(page.get_by_role("img", name="Service characteristics, percentage of points")).to_be_visible()
    expect(page.get_by_role("img", name="Management chapters, points")).to_be_visible()
    expect(page.locator("#spread")).to_be_visible()
    hold(page)

    page.get_by_role("link", name="Audit report").first.click()
    first = page.locator(".page-image img").first
    expect(first).to_be_visible()
    expect(first).to_have_js_property("complete", True)
    assert first.evaluate("picture => picture.naturalWidth") > 800
    hold(page)
    page.go_back()

    with page.expect_download() as loading:
        page.get_by_role("link", name="Download all (zip)").click()
    names = zipfile.ZipFile(loading.value.path()).namelist()
    assert {name.split("/")[0] for name in names} == {"审核 一"}
    words = {name.removesuffix(".docx") for name in names if name.endswith(".docx")}
    assert words == {name.removesuffix(".pdf") for name in names if name.endswith(".pdf")}
    assert len(words) >= 5

    page.get_by_role("button", name="Issue", exact=True).click()
    page.wait_for_url("**/results/*")
    wait(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Issue")
    expect(page.locator("main")).to_contain_text("CTS-TBSC034-2026-0001-R0")
    expect(page.locator(".page-image img")).to_have_count(2)
    hold(page)
    page.get_by_role("button", name="Issue", exact=True).click()
    page.wait_for_url("**/results/*")
    wait(page)
    expect(page.get_by_role("status")).to_contain_text("Issued and archived: CTS-TBSC034-2026-BG0001")
    hold(page)
    page.get_by_role("link", name="Open the entry").click()
    hold(page)
    paper = printed(page, tmp_path)
    assert "CTS-TBSC034-2026-BG0001" in paper
    assert "Scope" in paper
    assert "Templates" not in paper

    certificate = tmp_path / "kept.pdf"
    with page.expect_download() as loading:
        page.get_by_role("link", name="documents/服务认证证书.pdf").first.click()
    loading.value.save_as(certificate)
    page.get_by_role("link", name="View data/documents/服务认证证书.pdf").click()
    expect(page.locator(".page-image img")).to_have_count(1)

    verify(page, served, certificate)
    expect(page.get_by_role("status")).to_contain_text("and unchanged: 服务认证证书.pdf")
    expect(page.locator("main table")).to_contain_text("intact")
    hold(page)
    certificate.write_bytes(certificate.read_bytes() + b" ")
    verify(page, served, certificate)
    expect(page.get_by_role("status")).to_contain_text("Claims to belong to CTS-TBSC034-2026-BG0001")
    assert page.context.complaints == []  # type: ignore[attr-defined]


def verify(page: Page, served: str, file: Path) -> None:
    page.goto(f"{served}/archive/verify")
    page.set_input_files("#document", str(file))
    page.get_by_role("button", name="Verify", exact=True).click()
    page.wait_for_url("**/results/**")
    wait(page)


def test_a_workbook_full_of_mistakes_is_told_cell_by_cell(page: Page, served: str) -> None:
    bring(page, served, MISTAKES)
    rows = page.locator(".problems tbody tr")
    assert rows.count() > 20
    expect(rows.filter(has_text="COEFFICIENT_OUT_OF_RANGE")).to_contain_text("附录1")
    expect(page.locator("#document-part")).to_contain_text("correct the errors above")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download a copy with the problems marked").click()
    assert loading.value.suggested_filename == MISTAKES.name
    assert any("comments" in name for name in members(loading.value.path().read_bytes()))
    hold(page)
    assert page.context.complaints == []  # type: ignore[attr-defined]


def test_a_blank_workbook_has_as_many_forms_as_asked_for(
    page: Page, served: str, tbsc034: Specification
) -> None:
    page.goto(f"{served}/")
    hold(page)
    page.get_by_label("Evaluation forms").fill("3")
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download a blank workbook").click()
    expected = blank_workbook(tbsc034, choose(tbsc034, {}), 3)
    assert members(loading.value.path().read_bytes()) == members(expected)


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_cell_is_corrected_what_would_change_is_shown_and_two_workbooks_are_compared(
    page: Page, served: str, tmp_path: Path, tbsc034: Specification
) -> None:
    """Of one form with α 0.9 throughout and one α out of range, that one is corrected to 0.9."""
    alphas = [[Decimal("0.9")]] * len(tbsc034.indicators)
    faulty = workbook(tbsc034, forms=1, values={"experience_coefficients": [[Decimal("1.5")], *alphas[1:]]})
    files = put(tmp_path, "faulty.xlsx", faulty), put(tmp_path, "other.xlsx", workbook(tbsc034, "0.96"))
    bring(page, served, *files, stage="score")
    page.get_by_role("link", name="faulty.xlsx").click()
    expect(page.locator("#problems")).to_contain_text("errors: 1,")
    hold(page)
    page.get_by_role("spinbutton").first.fill("0.9")
    follow(page, "Correct and check again")
    expect(page.get_by_role("status")).to_contain_text("This is the corrected workbook")
    expect(page.locator(".verdict")).to_contain_text("90.00")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download the corrected workbook").click()
    assert loading.value.suggested_filename == "faulty (corrected).xlsx"
    sheet = load_workbook(io.BytesIO(loading.value.path().read_bytes()))["附录1 服务特性测评"]
    assert "1.5" not in [str(cell.value) for row in sheet for cell in row]
    hold(page)
    paper = printed(page, tmp_path)
    assert "Servicecharacteristics,percentageofpoints" in paper
    unwanted = ("Templates", "Compare", "Archive", "Download", "Correctonthepage")
    assert [text for text in unwanted if text in paper] == []
    corrected = page.url

    page.get_by_label("Another value for an input").fill("maturity_levels[6.2]=1")
    follow(page, "Compute the changes")
    expect(page.locator("main")).to_contain_text("maturity_levels[6.2]=1")
    assert page.locator("table.cards tbody tr").count() > 0
    hold(page)

    page.goto(corrected)
    page.get_by_label("Compare with").select_option("other.xlsx")
    follow(page, "Compare")
    expect(page.locator("main")).to_contain_text("faulty (corrected).xlsx → other.xlsx")
    expect(page.locator("table.cards")).to_contain_text("96.00")
    hold(page)


def test_the_page_follows_a_sibling_with_groups_and_judged_points_and_without_maturity(
    page: Page, served_siblings: str, tmp_path: Path
) -> None:
    """The hall weighs 观众 (70%) and 专家 (30%); 一.3 has up to 10 points by judgement, in halves.

    Two cells are wrong: a word that is no group, and 9.3 points. Corrected to 观众 and 8, each form has
    12 + 7.2 + 8 + 4.5 + 7.2 + 6 = 44.9 of 50 points: 89.80.
    """
    hall = load_specification(SPECIFICATIONS / "hall.toml")
    marks = [[Decimal(mark)] * 2 for mark in ("12", "0.9", "8", "0.9", "0.9", "6")]
    marks[2][0] = Decimal("9.3")
    values = {"experience_coefficients": marks, "evaluator_groups": ["游客", "专家"]}
    bring(page, served_siblings, put(tmp_path, "hall.xlsx", workbook(hall, values=values)))
    expect(page.locator("#problems")).to_contain_text("errors: 2,")
    page.get_by_role("combobox").first.select_option("观众")
    page.get_by_role("spinbutton").first.fill("8")
    follow(page, "Correct and check again")
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("观众 (weight 70%, forms: 1)")
    expect(verdict).to_contain_text("89.80")
    expect(page.locator("#spread")).to_be_visible()
    expect(page.get_by_role("img", name="Management chapters, points")).to_have_count(0)
    # Two characteristics make no radar: bars, without its rings.
    expect(page.get_by_role("img", name="Service characteristics, percentage of points")).to_be_visible()
    expect(page.locator("svg .ring")).to_have_count(0)
    hold(page)
    shown = page.locator("main").inner_text()
    assert "maturity" not in shown
    assert "成熟度" not in shown
    result = page.url

    page.get_by_label("Another value for an input").fill(
        "评判得分[一.3]=2\nevaluator_groups[1]=专家\nevaluator_groups[2]=观众"
    )
    follow(page, "Compute the changes")
    expect(page.locator("table.cards")).to_contain_text("89.80")
    expect(page.locator("table.cards")).to_contain_text("77.80")

    page.goto(result)
    follow(page, "Issue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Issue")
    expect(page.locator(".verdict")).to_contain_text("89.80")
    assert "成熟度" not in page.locator("main").inner_text()
    follow(page, "Issue")
    expect(page.get_by_role("status")).to_contain_text("Issued and archived: CTS-EXAMPLE-TBSC908-2026-BG0001")
    page.get_by_role("link", name="Open the entry").click()
    expect(page.locator("main")).to_contain_text("合格")
    assert page.context.complaints == []  # type: ignore[attr-defined]


def test_a_template_that_is_not_fit_for_its_document_is_told_so(
    page: Page, served: str, tmp_path: Path
) -> None:
    page.goto(f"{served}/templates?kind=docx")
    with page.expect_download() as loading:
        page.get_by_role("link", name="nonconformity_report.docx").first.click()
    other = tmp_path / "report.docx"
    loading.value.save_as(other)
    page.set_input_files("#template", str(other))
    page.get_by_label("Document", exact=True).select_option("report")
    follow(page, "Check")
    expect(page.locator(".problems")).to_contain_text("LINT_VARIABLE_UNKNOWN")
    expect(page.get_by_role("link", name="Download the annotated copy")).to_be_visible()
    hold(page)


def follow(page: Page, name: str) -> None:
    """Press a button and wait for the page that follows and its work."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    wait(page)


def test_several_workbooks_are_listed_with_their_results(page: Page, served: str) -> None:
    page.goto(f"{served}/")
    page.get_by_label("Check for").select_option("score")
    page.set_input_files("#workbooks", [str(GRADE_1), str(MISTAKES), str(SCORE_60_79)])
    page.get_by_role("button", name="Check and render the documents").click()
    page.wait_for_url("**/results/**")
    wait(page)
    rows = page.locator("#items tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("grade 1")
    expect(rows.nth(1)).to_contain_text("—")
    expect(rows.nth(2)).to_contain_text("no grade reached")
    hold(page)


def test_long_work_is_cancelled(page: Page, served: str) -> None:
    page.goto(f"{served}/")
    page.set_input_files("#workbooks", [str(SAMPLES / "08-thirty-forms.xlsx"), str(GRADE_1)])
    page.get_by_role("button", name="Check and render the documents").click()
    page.get_by_role("button", name="Cancel").click()
    wait(page)
    expect(page.get_by_role("status")).to_contain_text("Stopped at your request")


def test_the_keyboard_alone_is_enough(page: Page, served: str) -> None:
    page.goto(f"{served}/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    reached = [focused_after_tab(page) for _ in range(3)]
    assert reached == ["workbooks", "stage", "Check and render the documents"]


def focused_after_tab(page: Page) -> str:
    page.keyboard.press("Tab")
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent"))


def test_the_language_follows_the_browser_until_another_is_chosen(chromium: Browser, served: str) -> None:
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{served}/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("从评分工作簿到认证文档")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{served}/templates")
    expect(page.get_by_role("heading", level=1)).to_have_text("Templates")
    context.close()


def test_without_scripts_the_job_is_done_as_well(chromium: Browser, served: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    bring(page, served, MISTAKES)
    expect(page.locator("#problems")).to_contain_text("errors")
    context.close()


@pytest.mark.parametrize(
    "path", ["/templates", "/archive", "/archive/due", "/archive/verify", "/help", "/settings", "/nothing"]
)
def test_every_page_is_fit_for_a_screen_reader_and_a_phone(page: Page, served: str, path: str) -> None:
    page.goto(served + path)
    hold(page)
