"""What a cell may hold, and the code of everything it may not."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.specification.model import Specification
from tests.support.workbooks import workbook
from tests.workbook.editing import place, read, said, with_cell, with_part

ALPHA = "experience_coefficients"
FIRST = "experience_coefficients[1.1,1]"


def v(text: str) -> str:
    return f"<v>{text}</v>"


def words(text: str) -> str:
    return f"<is><t>{text}</t></is>"


NUMBERS_TAKEN = {
    "0.8": "4/5",
    "1": "1",
    "0": "0",
    "0.80000000000000004": "4/5",
    "0.30000000000000004": "3/10",
    "8.0000000000000004E-1": "4/5",
    "5e-2": "1/20",
}
NUMBERS_REFUSED = {
    "0.805": "COEFFICIENT_DECIMALS",
    "0.8000000000001": "COEFFICIENT_DECIMALS",
    "1.01": "COEFFICIENT_OUT_OF_RANGE",
    "-0.1": "COEFFICIENT_OUT_OF_RANGE",
    "80": "COEFFICIENT_OUT_OF_RANGE",
    "NaN": "NUMBER_INVALID",
    "INF": "NUMBER_INVALID",
    "0_1": "NUMBER_INVALID",
    "1e999": "NUMBER_INVALID",
    "0." + "1" * 100: "NUMBER_INVALID",
}
TEXTS_REFUSED = {
    "好": "NUMBER_EXPECTED",
    "０.８": "NUMBER_FULL_WIDTH",
    "0．8": "NUMBER_FULL_WIDTH",
    "80%": "NUMBER_PERCENT",
    "８０％": "NUMBER_FULL_WIDTH",
    "8e-1": "NUMBER_EXPONENT",
    "NaN": "NUMBER_EXPECTED",
    "inf": "NUMBER_EXPECTED",
    "TRUE": "NUMBER_EXPECTED",
    "0_1": "NUMBER_EXPECTED",
    "0,8": "NUMBER_EXPECTED",
    "٠.٨": "NUMBER_EXPECTED",
    "不适用": "NOT_APPLICABLE_FORBIDDEN",
}


@pytest.mark.parametrize("written", NUMBERS_TAKEN)
def test_a_coefficient_is_read_as_decimal_text(
    tmp_path: Path, filled: bytes, tbsc034: Specification, written: str
) -> None:
    book = read(tmp_path, with_cell(filled, ALPHA, v(written)), tbsc034)
    assert book.problems == ()
    assert book.assessment is not None
    assert book.assessment.forms[0].coefficients["1.1"] == Fraction(NUMBERS_TAKEN[written])


@pytest.mark.parametrize("written", NUMBERS_REFUSED)
def test_a_number_that_is_no_coefficient(
    tmp_path: Path, filled: bytes, tbsc034: Specification, written: str
) -> None:
    book = read(tmp_path, with_cell(filled, ALPHA, v(written)), tbsc034)
    assert said(book) == [(NUMBERS_REFUSED[written], FIRST)]
    part, cell = place(filled, ALPHA)
    assert book.problems[0].sheet == "附录1 服务特性测评"
    assert book.problems[0].cell == cell
    assert part.endswith("sheet3.xml")


@pytest.mark.parametrize("written", TEXTS_REFUSED)
def test_text_where_a_coefficient_belongs(
    tmp_path: Path, filled: bytes, tbsc034: Specification, written: str
) -> None:
    book = read(tmp_path, with_cell(filled, ALPHA, words(written), "inlineStr"), tbsc034)
    assert said(book) == [(TEXTS_REFUSED[written], FIRST)]


def test_plain_number_text_is_taken_with_a_warning(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    book = read(tmp_path, with_cell(filled, ALPHA, words(" 0.85 "), "inlineStr"), tbsc034)
    assert said(book) == [("NUMBER_AS_TEXT", FIRST)]
    assert not book.problems[0].is_error
    assert book.assessment is not None
    assert book.assessment.forms[0].coefficients["1.1"] == Fraction(17, 20)


@pytest.mark.parametrize(
    ("inner", "kind", "code"),
    [
        (v("1"), "b", "NUMBER_IS_BOOLEAN"),
        (v("#DIV/0!"), "e", "CELL_ERROR_VALUE"),
        ("<f>1-0.2</f>", "n", "INPUT_FORMULA_UNSAVED"),
        ("<f>1-0.2</f><v></v>", "n", "INPUT_FORMULA_UNSAVED"),
        ("<f>1-0.2</f><v>0.8</v>", "n", "INPUT_FORMULA"),
        ("<f>1/0</f><v>#DIV/0!</v>", "e", "INPUT_FORMULA"),
    ],
)
def test_other_contents(
    tmp_path: Path, filled: bytes, tbsc034: Specification, inner: str, kind: str, code: str
) -> None:
    book = read(tmp_path, with_cell(filled, ALPHA, inner, kind), tbsc034)
    assert said(book)[0] == (code, FIRST)


DATES_REFUSED = [
    (words("2026-03-02"), "inlineStr", "DATE_IS_TEXT"),
    (v("0"), "n", "DATE_IMPOSSIBLE"),
    (v("60"), "n", "DATE_IMPOSSIBLE"),
    (v("99999999"), "n", "DATE_IMPOSSIBLE"),
    (v("1"), "b", "DATE_IMPOSSIBLE"),
    (v("2026-02-30"), "d", "DATE_IMPOSSIBLE"),
    (v("46083.5"), "n", "DATE_WITH_TIME"),
]


@pytest.mark.parametrize(("inner", "kind", "code"), DATES_REFUSED)
def test_what_is_no_date(
    tmp_path: Path, filled: bytes, tbsc034: Specification, inner: str, kind: str, code: str
) -> None:
    book = read(tmp_path, with_cell(filled, "audit_start", inner, kind), tbsc034)
    assert said(book) == [(code, "audit_start")]


@pytest.mark.parametrize(("inner", "kind"), [(v("46083"), "n"), (v("2026-03-02"), "d")])
def test_a_date(tmp_path: Path, filled: bytes, tbsc034: Specification, inner: str, kind: str) -> None:
    book = read(tmp_path, with_cell(filled, "audit_start", inner, kind), tbsc034)
    assert book.problems == ()
    assert book.assessment is not None
    assert book.assessment.date("audit_start") == datetime.date(2026, 3, 2)


def test_days_counted_from_1904(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    content = with_cell(filled, "audit_start", v("44621"))
    content = with_part(
        content, "xl/workbook.xml", lambda xml: xml.replace("<workbookPr/>", '<workbookPr date1904="1"/>')
    )
    book = read(tmp_path, content, tbsc034)
    assert book.assessment is not None
    assert book.assessment.date("audit_start") == datetime.date(2026, 3, 2)


def test_a_date_without_date_format_is_a_number(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    part, cell = place(filled, "audit_start")
    plain = with_part(filled, part, lambda xml: xml.replace(f'<c r="{cell}" s="', f'<c r="{cell}" x="'))
    assert said(read(tmp_path, plain, tbsc034)) == [("DATE_IS_NUMBER", "audit_start")]


TEXTS = [
    ("client_name", words("示" * 201), "inlineStr", "TEXT_TOO_LONG"),
    ("client_name", words("示例_x0007_公司"), "inlineStr", "TEXT_CONTROL_CHARACTER"),
    ("client_name", words("示例_xD83D_公司"), "inlineStr", "TEXT_CONTROL_CHARACTER"),
    ("client_name", words("示例\n公司"), "inlineStr", "TEXT_LINE_BREAK"),
    ("client_name", v("1"), "b", "TEXT_EXPECTED"),
    ("contract_number", v("20260001"), "n", "TEXT_IS_NUMBER"),
    ("contract_number", v("1234567890123456789"), "n", "TEXT_IS_NUMBER_LOST"),
    ("audit_type", words("初审"), "inlineStr", "WORD_NOT_ALLOWED"),
    ("client_credit_code", words("91350100M000100Y4"), "inlineStr", "CREDIT_CODE_LENGTH"),
    ("client_credit_code", words("91350100M000100Y44"), "inlineStr", "CREDIT_CODE_CHECK"),
    ("client_credit_code", words("91350100M000100I43"), "inlineStr", "CREDIT_CODE_CHARACTERS"),
    ("person_days", v("0"), "n", "NUMBER_OUT_OF_RANGE"),
    ("person_days", words("两天"), "inlineStr", "NUMBER_EXPECTED"),
    ("cycle", v("0.5"), "n", "NUMBER_NOT_WHOLE"),
    ("cycle", v("-1"), "n", "NUMBER_OUT_OF_RANGE"),
    ("maturity_levels", v("6"), "n", "LEVEL_UNKNOWN"),
    ("maturity_levels", v("2.5"), "n", "LEVEL_UNKNOWN"),
    ("maturity_levels", words("三级"), "inlineStr", "NUMBER_EXPECTED"),
]


@pytest.mark.parametrize(("name", "inner", "kind", "code"), TEXTS)
def test_what_other_fields_refuse(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str, inner: str, kind: str, code: str
) -> None:
    book = read(tmp_path, with_cell(filled, name, inner, kind), tbsc034)
    assert [found for found, _ in said(book)] == [code]


PHONETIC = "<rPh sb='0' eb='1'><t>shi</t></rPh>"
TAKEN = [
    ("client_name", words("  示例&amp;&lt;公司&gt; "), "示例&<公司>"),
    ("client_name", words("示例𠀀公司"), "示例𠀀公司"),
    ("client_name", words("示例_xD840__xDC00_公司"), "示例𠀀公司"),
    ("client_name", words("示例_x005F_x0041_"), "示例_x0041_"),
    (
        "client_name",
        "<is><r><t>示例</t></r><r><t>Co</t></r><rPh sb='0' eb='1'><t>shi</t></rPh></is>",
        "示例Co",
    ),
    ("sites", words("一期_x000D_\n二期"), "一期\n二期"),
    ("client_credit_code", words("91350100M000100Y43"), "91350100M000100Y43"),
    ("audit_type", words("\u00a0监督 "), "监督"),
]


@pytest.mark.parametrize(("name", "inner", "value"), TAKEN)
def test_text_survives_whole(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str, inner: str, value: str
) -> None:
    book = read(tmp_path, with_cell(filled, name, inner, "inlineStr"), tbsc034)
    assert book.problems == ()
    assert book.assessment is not None
    assert book.assessment.values[name] == value


def test_numbers_keep_their_decimals(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    book = read(tmp_path, with_cell(filled, "person_days", v("4.5")), tbsc034)
    assert book.assessment is not None
    assert book.assessment.values["person_days"] == Decimal("4.5")


def test_not_applicable_where_the_body_allows_it(tmp_path: Path, tbsc034: Specification) -> None:
    readings = choose(tbsc034, {"B8": "on"})
    both = {(ALPHA, 2, 0): "不适用", (ALPHA, 2, 1): "不适用"}
    reason = {("indicator_evidence", 2, 0): "示例理由"}
    content = workbook(tbsc034, readings=readings, cells={**both, **reason})
    book = read(tmp_path, content, tbsc034, readings)
    assert book.problems == ()
    assert book.assessment is not None
    assert [form.coefficients["1.3"] for form in book.assessment.forms] == [None, None]
    unreasoned = read(tmp_path, workbook(tbsc034, readings=readings, cells=both), tbsc034, readings)
    assert said(unreasoned) == [("NOT_APPLICABLE_REASON", "indicator_evidence[1.3]")]
    mixed = workbook(tbsc034, readings=readings, cells={(ALPHA, 2, 0): "不适用", **reason})
    assert said(read(tmp_path, mixed, tbsc034, readings)) == [
        ("NOT_APPLICABLE_MIXED", "experience_coefficients[1.3,2]")
    ]
