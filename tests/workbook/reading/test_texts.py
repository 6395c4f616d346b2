"""One policy for texts: raised and struck runs, invisible characters, characters that look like others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from cts_docs.workbook import ReadWorkbook
from tests.workbook.editing import members, packed, place, read, said, with_cell
from tests.workbook.odd import with_shared_strings

SCOPE, CLIENT = "certification_scope", "client_name"
STYLES = "xl/styles.xml"


def run(text: str, mark: str = "") -> str:
    return f"<r>{f'<rPr>{mark}</rPr>' if mark else ''}<t>{text}</t></r>"


RAISED, LOWERED = '<vertAlign val="superscript"/>', '<vertAlign val="subscript"/>'
STRUCK, NOT_STRUCK, BOLD = "<strike/>", '<strike val="0"/>', "<b/>"


def text_of(book: ReadWorkbook, name: str) -> str | None:
    assert book.assessment is not None
    return book.assessment.text(name)


def with_runs(content: bytes, name: str, runs: str, shared: bool) -> bytes:
    """A text in runs, in the cell itself or among the shared strings."""
    changed = with_cell(content, name, f"<is>{runs}</is>", "inlineStr")
    return with_shared_strings(changed) if shared else changed


CARRIED = {
    "a power of ten": (
        run("5×10") + run("4", RAISED) + run(" m") + run("3", RAISED) + run("/d"),
        "5×10⁴ m³/d",
    ),
    "a formula": (run("CO") + run("2", LOWERED) + run("、NH") + run("4+", RAISED), "CO₂、NH⁴⁺"),
    "a letter": (run("x") + run("n−1", RAISED), "xⁿ⁻¹"),
    "raised white space": (run("示例") + run(" ", RAISED) + run("工程"), "示例 工程"),
    "bold runs": (run("示例", BOLD) + run("工程"), "示例工程"),
    "a struck space": (run("示例") + run(" ", STRUCK) + run("工程", NOT_STRUCK), "示例 工程"),
    "baseline": (run("5") + run("4", '<vertAlign val="baseline"/>'), "54"),
}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("name", CARRIED)
def test_runs_that_are_carried_over(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str, shared: bool
) -> None:
    runs, expected = CARRIED[name]
    book = read(tmp_path, with_runs(filled, SCOPE, runs, shared), tbsc034)
    assert book.problems == ()
    assert text_of(book, SCOPE) == expected


REPORTED = {
    "a raised Chinese character": (run("示例") + run("注", RAISED), "TEXT_RAISED", "注"),
    "a lowered full stop": (run("10") + run("0.5", LOWERED), "TEXT_RAISED", "0.5"),
    "a struck word": (run("建设及") + run("运行", STRUCK), "TEXT_STRUCK", "运行"),
    "everything struck": (run("示例工程", STRUCK), "TEXT_STRUCK", "示例工程"),
}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("name", REPORTED)
def test_runs_that_are_reported(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str, shared: bool
) -> None:
    runs, code, found = REPORTED[name]
    (problem,) = read(tmp_path, with_runs(filled, SCOPE, runs, shared), tbsc034).problems
    assert (problem.code, problem.field, problem.found, problem.severity) == (code, SCOPE, found, "error")
    assert problem.cell == place(filled, SCOPE)[1]


def with_font(content: bytes, name: str, mark: str, row: int = 0) -> bytes:
    """The font of a whole cell."""
    parts = members(content)
    part, cell = place(content, name, row)
    styles = parts[STYLES].decode()
    fonts = styles.split("</fonts>")[0].count("<font>")
    styles = styles.replace("</fonts>", f"<font>{mark}</font></fonts>", 1)
    head, rest = styles.split("</cellXfs>", 1)
    formats = re.findall(r"<xf [^>]*>", head.split("<cellXfs", 1)[1])
    sheet = parts[part].decode()
    found = re.search(rf'<c r="{cell}" s="(\d+)"', sheet)
    assert found is not None
    own = re.sub(r'fontId="\d+"', f'fontId="{fonts}"', formats[int(found[1])]).rstrip("/>") + "/>"
    parts[STYLES] = f"{head}{own}</cellXfs>{rest}".encode()
    parts[part] = sheet.replace(found[0], f'<c r="{cell}" s="{len(formats)}"', 1).encode()
    return packed(parts)


@pytest.mark.parametrize("name", [CLIENT, "experience_coefficients", "maturity_levels", "audit_start"])
def test_a_cell_in_a_struck_font(tmp_path: Path, filled: bytes, tbsc034: Specification, name: str) -> None:
    assert read(tmp_path, with_font(filled, name, BOLD), tbsc034).problems == ()
    (problem,) = read(tmp_path, with_font(filled, name, STRUCK), tbsc034).problems
    assert problem.code == "TEXT_STRUCK"
    assert problem.cell == place(filled, name)[1]


def test_a_run_with_a_font_of_its_own_in_a_struck_cell(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    """Only the run without a font of its own has the font of its cell."""
    content = with_runs(filled, CLIENT, run("示例") + run("公司", BOLD), shared=False)
    (problem,) = read(tmp_path, with_font(content, CLIENT, STRUCK), tbsc034).problems
    assert (problem.code, problem.found) == ("TEXT_STRUCK", "示例")


INVISIBLE = [
    "\u00ad",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\u2063",
    "\ufeff",
    "\u034f",
    "\u3164",
    "\u180e",
]
DIRECTIONS = ["\u200e", "\u200f", "\u061c", "\u202a", "\u202e", "\u2066", "\u2069", "\U000e0041"]
LOOK_ALIKES = {
    "\u2ec4": "西",
    "\u2f2f": "工",
    "\uf90a": "金",
    "\U0002f804": "你",
    "Ａ": "A",
    "ｚ": "z",
    "９": "9",
}
PLACES = {"begin": "{}示例公司", "middle": "示例{}公司", "end": "示例公司{}"}


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("character", INVISIBLE)
def test_invisible_characters_are_left_out(
    tmp_path: Path, filled: bytes, tbsc034: Specification, character: str, where: str
) -> None:
    book = read_text(tmp_path, filled, tbsc034, PLACES[where].format(character))
    (problem,) = book.problems
    assert (problem.code, problem.severity) == ("TEXT_INVISIBLE", "warning")
    assert problem.found.startswith(f"U+{ord(character):04X} ")
    assert text_of(book, CLIENT) == "示例公司"


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("character", [*DIRECTIONS, "\ufffd"])
def test_characters_that_change_or_lose_a_text_are_errors(
    tmp_path: Path, filled: bytes, tbsc034: Specification, character: str, where: str
) -> None:
    book = read_text(tmp_path, filled, tbsc034, PLACES[where].format(character))
    code = "TEXT_DIRECTION" if character in DIRECTIONS else "TEXT_CHARACTER_LOST"
    assert [(each.code, each.severity) for each in book.problems] == [(code, "error")]


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("character", LOOK_ALIKES)
def test_look_alikes_are_read_as_the_ordinary_character(
    tmp_path: Path, filled: bytes, tbsc034: Specification, character: str, where: str
) -> None:
    book = read_text(tmp_path, filled, tbsc034, PLACES[where].format(character))
    (problem,) = book.problems
    assert (problem.code, problem.severity) == ("TEXT_LOOK_ALIKE", "warning")
    assert f"U+{ord(character):04X}" in problem.found
    assert problem.values["plain"] == LOOK_ALIKES[character]
    assert text_of(book, CLIENT) == PLACES[where].format(LOOK_ALIKES[character])


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\U000f0000"])
def test_private_use_characters_are_kept(
    tmp_path: Path, filled: bytes, tbsc034: Specification, character: str
) -> None:
    book = read_text(tmp_path, filled, tbsc034, f"示例{character}公司")
    assert [(each.code, each.severity) for each in book.problems] == [("TEXT_PRIVATE_USE", "warning")]
    assert text_of(book, CLIENT) == f"示例{character}公司"


ORDINARY = [
    "示例（二）公司，㈱",
    "山﨑示例",
    "葛\U000e0100示例",
    "示例\u2764\ufe0f",
    "示例\U0001f469\u200d\U0001f527",
    "示例\U0001f469\U0001f3fd\u200d\U0001f527",
    "示例 Ltd.",
    "示例𠀀公司",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_stay_as_they_are(
    tmp_path: Path, filled: bytes, tbsc034: Specification, text: str
) -> None:
    book = read_text(tmp_path, filled, tbsc034, text)
    assert book.problems == ()
    assert text_of(book, CLIENT) == text


@pytest.mark.parametrize("text", ["\u200b", " \u00ad\u3000", "\u3164\u2060", "\u2800"])
def test_a_text_that_shows_nothing_is_an_empty_field(
    tmp_path: Path, filled: bytes, tbsc034: Specification, text: str
) -> None:
    book = read_text(tmp_path, filled, tbsc034, text)
    assert book.problems == ()
    assert text_of(book, CLIENT) is None


@pytest.mark.parametrize("name", ["experience_coefficients", "client_name", "maturity_levels", "audit_start"])
def test_a_formula_whose_saved_value_is_an_empty_text_is_an_empty_input(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str
) -> None:
    content = with_cell(filled, name, '<f>IF(1=2,1,"")</f><v></v>', "str")
    assert read(tmp_path, content, tbsc034).problems == ()
    assert (
        read(tmp_path, content, tbsc034).assessment
        == read(tmp_path, with_cell(filled, name, ""), tbsc034).assessment
    )


@pytest.mark.parametrize("character", ["\u200b", "\u00ad"])
def test_an_invisible_character_in_a_word_or_number(
    tmp_path: Path, filled: bytes, tbsc034: Specification, character: str
) -> None:
    word = with_cell(filled, "audit_type", f"<is><t>监督{character}</t></is>", "inlineStr")
    assert said(read(tmp_path, word, tbsc034)) == [("TEXT_INVISIBLE", "audit_type")]
    number = with_cell(filled, "person_days", f"<is><t>6{character}</t></is>", "inlineStr")
    codes = [code for code, _ in said(read(tmp_path, number, tbsc034))]
    assert codes == ["TEXT_INVISIBLE", "NUMBER_AS_TEXT"]


def test_a_credit_code_in_full_width(tmp_path: Path, filled: bytes, tbsc034: Specification) -> None:
    wide = "９1350100M000100Y43"
    content = with_cell(filled, "client_credit_code", f"<is><t>{wide}</t></is>", "inlineStr")
    book = read(tmp_path, content, tbsc034)
    assert said(book) == [("TEXT_LOOK_ALIKE", "client_credit_code")]
    assert text_of(book, "client_credit_code") == "91350100M000100Y43"


@pytest.mark.parametrize("written", ["1.1", "1.1000000000000001", "1.0999999999999999"])
def test_an_id_that_became_a_number(
    tmp_path: Path, filled: bytes, tbsc034: Specification, written: str
) -> None:
    content = with_cell(filled, "indicator_ids", f"<v>{written}</v>")
    assert read(tmp_path, content, tbsc034).problems == ()


def read_text(folder: Path, filled: bytes, specification: Specification, text: str) -> ReadWorkbook:
    content = with_cell(filled, CLIENT, f"<is><t>{text}</t></is>", "inlineStr")
    return read(folder, content, specification)
