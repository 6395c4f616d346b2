"""The handbook: every command in it runs, in order, in a folder with two filled workbooks."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfWriter

from cts_docs.specification.loader import DATA, DEFAULT, load_specification
from tests.conftest import ROOT, Run
from tests.support.workbooks import put, workbook

HANDBOOK = sorted(
    page
    for language in ("zh", "en")
    for page in (ROOT / "docs" / language).glob("*.md")
    if page.stem in ("administrator", "auditor", "decision-maker", "document-controller")
)
SPECIFICATIONS = [ROOT / "docs" / language / "adding-a-specification.md" for language in ("zh", "en")]
STEP = re.compile(r"^\$ cts-docs (.*)$|^```toml\n((?:.*\n)*?)```$", re.MULTILINE)
COMMAND = re.compile(r"^\$ cts-docs (.*)$", re.MULTILINE)
SHOWN = re.compile(r"^\$ cts-docs (.*(?:\n(?!\$|```).*)*)", re.MULTILINE)
README_COMMANDS = ["check", "score", "new", "check", "render", "config", "issue", "approve", "archive"]
ANSWERS = (
    "body.name=示例认证有限公司",
    "body.address=示例市示例路1号",
    "body.code=CTS",
    "certificate.signatory=示例签发人",
    "issuing.pdf=false",
)
NAMES = {
    "zh": ("评分表.xlsx", "评分表2.xlsx", "扫描件.pdf", "归档"),
    "en": ("audit.xlsx", "audit2.xlsx", "scan.pdf", "archive"),
}


@pytest.mark.parametrize("page", HANDBOOK, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_every_command_of_the_handbook_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Path
) -> None:
    language = page.parent.name
    first, second, scan, archive = NAMES[language]
    shutil.copy(ROOT / "samples" / "01-grade-1.xlsx", tmp_path / first)
    shutil.copy(ROOT / "samples" / "02-grade-2.xlsx", tmp_path / second)
    scanned = PdfWriter()
    scanned.add_blank_page(595, 842)
    scanned.write(tmp_path / scan)
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line) for line in COMMAND.findall(page.read_text("utf-8"))]
    if page.stem == "administrator":
        _found_archive(run, tmp_path / archive)

    assert commands
    for words in commands:
        # What one account drafts or proposes, another approves.
        account = "示例账户乙" if words[0] == "approve" else "示例账户甲"
        monkeypatch.setattr("cts_docs.services.archive.issue.own_account", lambda name=account: name)
        answer = run(*(["serve", "--help"] if words[0] == "serve" else words), "--lang", language)
        if words[:2] == ["archive", "dispose"]:
            # Issued just now: as the page says, disposal is refused before the end of retention.
            assert "DISPOSE_RETAINED" in answer.err
        else:
            assert answer.code == 0, f"cts-docs {shlex.join(words)}\n{answer.err}"


@pytest.mark.parametrize("page", SPECIFICATIONS, ids=lambda page: page.parent.name)
def test_a_specification_is_added_and_revised_as_the_page_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Path
) -> None:
    """In an empty folder; what people do by hand is done here: the line in the file, the filled workbooks."""
    language = page.parent.name
    trial = {"zh": "试填.xlsx", "en": "trial.xlsx"}[language]
    audit, archive = NAMES[language][0], NAMES[language][-1]
    monkeypatch.chdir(tmp_path)
    configuration, said = tmp_path / "cts-docs.toml", []
    for found in STEP.finditer(page.read_text("utf-8")):
        command = found[1]
        if command is None:
            configuration.write_text(found[2] + configuration.read_text("utf-8"), "utf-8")
            continue
        words = shlex.split(command)
        if words[:2] == ["check", trial]:
            (derived,) = tmp_path.glob("*/EXAMPLE-TBSC905-2026_A-0.toml")
            put(tmp_path, trial, workbook(load_specification(derived)))
        if words[:2] == ["issue", audit]:
            put(tmp_path, audit, workbook(load_specification()))
        answer = run(*words, "--lang", language)
        assert answer.code == 0, f"cts-docs {command}\n{answer.err}"
        said.append(answer.out + answer.err)
    assert len(said) == 18
    assert (tmp_path / archive).is_dir()
    assert [path.name for path in tmp_path.glob("*/**/*审核报告*.docx")]


def test_every_key_of_the_table_of_structures_is_one_of_a_data_file() -> None:
    """What a page says to write is written so in a specification that is read; both pages say the same."""
    keys = {
        key
        for path in (DATA / DEFAULT, *sorted((ROOT / "tests" / "specifications").glob("*.toml")))
        for key in keys_of(tomllib.loads(path.read_text("utf-8")))
    }
    written = []
    for page in SPECIFICATIONS:
        rows = re.findall(r"^\|(.*)\|$", page.read_text("utf-8"), re.MULTILINE)
        spans = [span for row in rows for span in re.findall(r"`([^`]+)`", row)]
        written.append({name for span in spans for name in re.findall(r"^\[*([a-z][a-z_.0-9]*)", span)})
    assert written[0] == written[1]
    assert {name.split(".")[-1] for name in written[0]} - keys <= {"on", "persons"}


def keys_of(tables: object) -> Iterator[str]:
    """Every key of a data file, at any depth."""
    if isinstance(tables, dict):
        for key, value in tables.items():
            yield key
            yield from keys_of(value)
    if isinstance(tables, list):
        for entry in tables:
            yield from keys_of(entry)


def _found_archive(run: Run, place: Path) -> None:
    config = place.parent / "cts-docs.toml"
    shutil.copy(ROOT / "samples" / "cts-docs.toml", config)
    assert run("archive", "init", "--archive", place, "--config", config).code == 0


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_readmes_show_what_the_commands_print(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readme: str, language: str
) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    filled = NAMES[language][0]
    shown = [each.splitlines() for each in SHOWN.findall((ROOT / readme).read_text("utf-8"))]

    assert [shlex.split(command, comments=True)[0] for command, *_ in shown] == README_COMMANDS
    for command, *lines in shown:
        words = shlex.split(command, comments=True)
        if words[0] == "config":
            # What a terminal would be asked.
            words += [part for answer in ANSWERS for part in ("--set", answer)]
        account = "示例账户乙" if words[0] == "approve" else "示例账户甲"
        monkeypatch.setattr("cts_docs.services.archive.issue.own_account", lambda name=account: name)
        answer = run(*words, "--lang", language)
        if words[0] == "new":
            shutil.copy(ROOT / "samples" / "01-grade-1.xlsx", filled)
        printed = (answer.out + answer.err).splitlines()
        assert [line for line in lines if line.strip() not in ("", "…", "……") and line not in printed] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readmes_lead_to_every_page_of_the_handbook(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    language = "zh" if "zh" in readme else "en"

    assert [
        page.name
        for page in (*HANDBOOK, *SPECIFICATIONS)
        if page.parent.name == language and f"docs/{language}/{page.name}" not in text
    ] == []


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.zh-CN.md", *sorted((ROOT / "docs" / "zh").glob("*.md"))],
    ids=lambda page: page.name,
)
def test_no_chinese_page_leads_to_an_english_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+\.md)[^)]*\)", page.read_text("utf-8"))
    targets = [(page.parent / link).resolve() for link in links]

    assert [
        str(target) for target in targets if target.parent.name != "zh" and "zh-CN" not in target.name
    ] == []
