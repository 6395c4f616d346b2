"""The body's configuration: what is accepted, and every fault of a file in one run, each with its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.messages import message, remedy
from cts_docs.settings import Settings, load_settings

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "cts-docs.toml"


def write(folder: Path, text: str) -> Path:
    path = folder / "cts-docs.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(RefusedError) as refusal:
        load_settings(write(folder, text))
    return refusal.value.problems


def said(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.field, problem.values.get("line", "")) for problem in problems]


def test_without_a_file_the_defaults_serve() -> None:
    settings = load_settings(None)
    assert settings == Settings()
    assert settings.sha256 is None
    assert settings.issuing.second_person


def test_the_sample_is_complete_and_issues_in_one_step() -> None:
    settings = load_settings(SAMPLE)
    assert settings.body.name == "江西腾标认证有限公司"
    assert settings.certificate.validity_years == 3
    assert settings.certificate.surveillance_months == 12
    assert not settings.issuing.second_person
    assert settings.certificate.query_address == ""
    assert settings.sha256 == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()


def test_an_empty_file_is_the_defaults_with_its_hash(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, ""))
    assert settings.readings == {}
    assert settings.sha256 == hashlib.sha256(b"").hexdigest()


def test_readings_and_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "words").mkdir()
    text = 'specifications = "specs"\ntemplates = "words"\n[readings]\nA5 = "refuse"\nB11 = 3\n'
    settings = load_settings(write(tmp_path, text))
    assert settings.readings == {"A5": "refuse", "B11": "3"}
    assert settings.specifications == tmp_path / "specs"
    assert settings.templates == tmp_path / "words"


def test_a_number_may_be_given_as_decimal_text(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, '[readings]\nB11 = "5"\n')).readings == {"B11": "5"}


def test_byte_order_mark_and_windows_lines_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "cts-docs.toml"
    path.write_bytes('\ufeff[body]\r\nname = "示例机构"\r\n'.encode())
    assert load_settings(path).body.name == "示例机构"


def test_every_fault_is_told_in_one_run_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "\n".join(
        (
            'specifications = "nowhere"',
            "[body]",
            "name = 5",
            'nmae = "示例"',
            "[certificate]",
            "validity_years = 0",
            'number_pattern = "{body}-{year}"',
            "[report]",
            'internal_annex = "yes"',
            "[readings]",
            'A1 = "columns"',
            'Z9 = "x"',
            "B11 = 0",
            "A2 = true",
            "[archives]",
            'place = "x"',
        )
    )
    assert said(refused(tmp_path, text)) == [
        ("SETTINGS_FOLDER", "specifications", "1"),
        ("SETTINGS_TYPE", "body.name", "3"),
        ("SETTINGS_UNKNOWN_KEY", "body.nmae", "4"),
        ("SETTINGS_RANGE", "certificate.validity_years", "6"),
        ("PATTERN_SERIAL", "certificate.number_pattern", "7"),
        ("PATTERN_BODY", "certificate.number_pattern", "7"),
        ("SETTINGS_TYPE", "report.internal_annex", "9"),
        ("READING_CHOICE", "readings.A1", "11"),
        ("READING_UNKNOWN", "readings.Z9", "12"),
        ("READING_CHOICE", "readings.B11", "13"),
        ("SETTINGS_TYPE", "readings.A2", "14"),
        ("SETTINGS_UNKNOWN_KEY", "archives", "15"),
    ]


@pytest.mark.parametrize(
    "chosen",
    ['A1 = "rows"\nA3 = "row2"', 'A1 = "rows"\nA2 = "passed_without_grade"', 'A1 = "rows"\nA8 = "level5"'],
)
def test_readings_that_exclude_each_other_are_refused(tmp_path: Path, chosen: str) -> None:
    assert [code for code, *_ in said(refused(tmp_path, f"[readings]\n{chosen}\n"))] == [
        "READING_COMBINATION"
    ]


def test_a_doubled_key_is_named_with_both_lines(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, '[body]\nname = "甲"\ncode = "X"\nname = "乙"\n')
    assert problem.code == "SETTINGS_DOUBLED_KEY"
    assert (problem.field, problem.values["first"], problem.values["line"]) == ("body.name", "2", "4")


def test_a_fault_of_the_notation_has_its_line(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "[body]\nname = 示例\n")
    assert (problem.code, problem.values["line"]) == ("SETTINGS_SYNTAX", "2")


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{body-{serial}", "PATTERN_BRACES"),
        ("{serial}{number}", "PATTERN_PLACEHOLDER"),
        ("{serial:>9999}", "PATTERN_PLACEHOLDER"),
        ("{serial.__class__}", "PATTERN_PLACEHOLDER"),
        ("{serial!r}", "PATTERN_PLACEHOLDER"),
        ("{}{serial}", "PATTERN_PLACEHOLDER"),
        ("{scheme:04d}{serial}", "PATTERN_PLACEHOLDER"),
        ("A/{serial}", "PATTERN_CHARACTER"),
        ("{year}", "PATTERN_SERIAL"),
    ],
)
def test_a_number_pattern_must_make_numbers(tmp_path: Path, pattern: str, code: str) -> None:
    text = f'[body]\ncode = "EX"\n[report]\nnumber_pattern = "{pattern}"\n'
    assert code in [problem.code for problem in refused(tmp_path, text)]


@pytest.mark.parametrize("value", ['"a\\nb"', '"a\\u0007"'])
def test_a_text_has_no_line_breaks_or_control_characters(tmp_path: Path, value: str) -> None:
    (problem,) = refused(tmp_path, f"[body]\naddress = {value}\n")
    assert problem.code == "SETTINGS_TEXT_CONTROL"


def test_a_text_has_a_greatest_length(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, f'[body]\nname = "{"示" * 61}"\n')
    assert (problem.code, problem.found, problem.values["expected"]) == ("SETTINGS_TEXT_LENGTH", "61", "60")


def test_a_table_that_is_none_is_one_fault(tmp_path: Path) -> None:
    assert said(refused(tmp_path, 'body = "示例"\n')) == [("SETTINGS_TYPE", "body", "1")]


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.toml", "SETTINGS_MISSING"), (tmp_path, "SETTINGS_NO_FILE")):
        with pytest.raises(CannotRunError) as refusal:
            load_settings(path)
        assert [problem.code for problem in refusal.value.problems] == [code]


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cts-docs.toml"
    path.write_bytes(b'[body]\nname = "' + "示例".encode("gb18030") + b'"\n')
    with pytest.raises(RefusedError) as refusal:
        load_settings(path)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.values["line"]) == ("SETTINGS_ENCODING", "2")


def test_the_words_of_a_fault_say_where_what_and_what_to_do(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "[certificate]\nvalidity_years = 30\n")
    values = {**problem.values, "found": problem.found}
    assert message(problem.code, "zh", values) == (
        "配置文件第 2 行：certificate.validity_years 的值是 30，应为 1–10 之间的整数。"
    )
    assert message(problem.code, "en", values) == (
        "Line 2 of the configuration file: certificate.validity_years is 30, "
        "expected a whole number from 1–10."
    )
    assert remedy(problem.code, "zh", values) == "请改成范围内的整数。"


def test_a_file_of_the_greatest_size_is_read_and_a_larger_one_refused(tmp_path: Path) -> None:
    greatest = 1_000_000
    settings = load_settings(write(tmp_path, '[body]\nname = "示例机构"\n'.ljust(greatest - 8, "#")))
    assert settings.body.name == "示例机构"

    (problem,) = refused(tmp_path, "#" * (greatest + 1))
    assert problem.code == "SETTINGS_TOO_LARGE"


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "[body]\ncode = " + "9" * 5000])
def test_a_notation_that_the_parser_gives_up_on_is_refused(tmp_path: Path, text: str) -> None:
    assert [problem.code for problem in refused(tmp_path, text)] == ["SETTINGS_SYNTAX"]


def test_a_key_in_an_inline_table_has_its_line(tmp_path: Path) -> None:
    assert said(refused(tmp_path, '\nbody = { nmae = "示例" }\n')) == [
        ("SETTINGS_UNKNOWN_KEY", "body.nmae", "2")
    ]


def test_a_key_of_an_earlier_version_is_reported_as_moved(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, '[certificate]\n\nspecification_name_en = "Example"\n'))
    (moved,) = settings.moved
    assert (moved.code, moved.severity) == ("SETTINGS_MOVED_TITLE_EN", "warning")
    assert (moved.field, moved.values["line"]) == ("certificate.specification_name_en", "3")
    assert load_settings(SAMPLE).moved == ()


def test_a_design_is_one_of_three(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, '[certificate]\ndesign = "band"\n')).certificate.design == "band"
    (problem,) = refused(tmp_path, '[certificate]\ndesign = "baroque"\n')
    assert (problem.code, problem.found) == ("SETTINGS_OPTION", "baroque")
    assert problem.values["expected"] == '"frame"、"band"、"plain"'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n...", ""),
        ("a.svg", b"<svg/>", ""),
        ("a.png", b"GIF89a", "SETTINGS_PICTURE_FORMAT"),
        ("a.txt", b"<svg/>", "SETTINGS_PICTURE_FORMAT"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(2_000_000), "SETTINGS_PICTURE_FORMAT"),
        ("a.png", None, "SETTINGS_PICTURE_MISSING"),
    ],
)
def test_a_logo_is_a_png_or_svg_beside_the_file(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    path = write(tmp_path, f'[certificate]\nlogo = "{name}"\n')
    if not code:
        assert load_settings(path).logos() == {"logo": tmp_path / name}
        return
    with pytest.raises(RefusedError) as refusal:
        load_settings(path)
    assert said(refusal.value.problems) == [(code, "certificate.logo", "2")]
    assert load_settings(path, stored=True).logos() == {}
