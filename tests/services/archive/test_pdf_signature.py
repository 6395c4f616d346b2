"""Issued PDF files are signed with the body's certificate and timestamped, or nothing is issued."""

from __future__ import annotations

import datetime
import io
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from cts_docs.documents.pdf import convert, pdf_problems
from cts_docs.documents.pdf.signing import FIELD, PdfSigner
from cts_docs.errors import CannotRunError
from cts_docs.services.archive import issue_request
from cts_docs.services.configuration import check_configuration
from tests.archive.configurations import configure
from tests.conftest import ROOT, Run
from tests.support.authority import PHRASE, Authority, authority, openssl

cms = pytest.importorskip("asn1crypto.cms", reason="pyHanko is not installed")

SAMPLE = ROOT / "samples" / "05-score-60-79.xlsx"
CLIENT = "示例"
NUMBER = "CTS-TBSC034-2026-BG0001"
LONG_AGO, FAR_AHEAD = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (1999, 2999))


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def blank() -> bytes:
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(stream)
    return stream.getvalue()


def configured(folder: Path, body: Authority, address: str = "", *, pdf: bool = True) -> Path:
    """An archive whose body signs PDF files; the passphrase stands in a file."""
    folder.mkdir(exist_ok=True)
    (body.folder / "passphrase.txt").write_text(f"{PHRASE}\n", "utf-8")
    signature = (
        f'[pdf_signature]\ncertificate = "{body.certificate}"\n'
        f'passphrase_file = "{body.folder / "passphrase.txt"}"\ntimestamp = "{address}"\n'
    )
    configure(folder, ("pdf = false", "pdf = true") if pdf else ("pdf = false", "pdf = false"))
    own = folder / "cts-docs.toml"
    own.write_text(own.read_text("utf-8") + signature, "utf-8")
    return folder


def signature_of(content: bytes) -> tuple[bytes, bytes]:
    """The CMS signature of a PDF in DER, and the bytes that it covers: all but itself."""
    field = PdfReader(io.BytesIO(content)).get_fields()[FIELD]
    value = field["/V"].get_object()
    assert value["/SubFilter"] == "/ETSI.CAdES.detached"
    first, length, second, rest = (int(number) for number in value["/ByteRange"])
    assert second + rest == len(content)
    gap = content[first + length : second]
    der = bytes.fromhex(gap.strip(b"<>").decode())
    return der, content[first : first + length] + content[second:]


def verify_with_openssl(content: bytes, body: Authority, folder: Path) -> None:
    """Have openssl verify signature and timestamp of a PDF; an error is raised where one is wrong."""
    der, covered = signature_of(content)
    size = int.from_bytes(der[2:4], "big") + 4  # the rest is room that the signature did not need
    signature, signed = folder / "signature.der", folder / "covered.bin"
    signature.write_bytes(der[:size])
    signed.write_bytes(covered)
    trusted = ("-CAfile", body.root)
    openssl(
        *("cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", signed, *trusted),
        *("-purpose", "any", "-out", "/dev/null"),
    )
    (signer,) = cms.ContentInfo.load(der[:size])["content"]["signer_infos"]
    (token,) = (
        one["values"][0]
        for one in signer["unsigned_attrs"]
        if one["type"].native == "signature_time_stamp_token"
    )
    (folder / "token.der").write_bytes(token.dump())
    (folder / "value.bin").write_bytes(signer["signature"].native)
    openssl(
        *("ts", "-verify", "-token_in", "-in", folder / "token.der", "-data", folder / "value.bin", *trusted)
    )


def _report(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [(name, content) for name, content in files if "审核报告" in name]


@pytest.mark.usefixtures("soffice")
def test_what_is_issued_is_signed_and_timestamped_and_stays_what_it_was(
    run: Run, body: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One document is enough, and of the same Word file LibreOffice need not make the same PDF file twice.
    made, every = cache(lambda sources: convert(sources)), issue_request.printed_files
    monkeypatch.setattr(issue_request.pdfs, "convert", lambda sources: made(tuple(sources)))
    monkeypatch.setattr(issue_request, "printed_files", lambda files, *more: every(_report(files), *more))
    with body.timestamps() as address:
        place = configured(tmp_path / "archive", body, address)
        assert check_configuration(place / "cts-docs.toml") == ()
        issued = run("issue", SAMPLE, "--archive", place, "--json")
    assert issued.code == 0, issued.err
    (one,) = issued.json["workbooks"]
    (path,) = (Path(document["pdf"]["path"]) for document in one["documents"] if document["pdf"])
    verify_with_openssl(path.read_bytes(), body, tmp_path)
    assert pdf_problems(path.read_bytes(), CLIENT) == ()
    tampered = path.read_bytes().replace(b"/MediaBox", b"/MediaBux", 1)
    with pytest.raises(AssertionError):
        verify_with_openssl(tampered, body, tmp_path)
    verified = run("archive", "verify", NUMBER, "--rerender", "--archive", place, "--json")
    assert (verified.code, verified.json["entries"][0]["faults"]) == (0, [])
    assert run("archive", "verify", path, "--archive", place).code == 0


def test_where_signing_fails_nothing_is_issued(
    run: Run, body: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = configured(tmp_path / "archive", body, "http://127.0.0.1:9/")
    monkeypatch.setattr(
        issue_request, "printed_files", lambda files, *_: {name: blank() for name, _ in files}
    )
    monkeypatch.setattr(issue_request, "numbered_contents", lambda _, rendered, *__: rendered)
    refused = run("issue", SAMPLE, "--archive", place, "--json")
    codes = [problem["code"] for problem in refused.json["workbooks"][0]["problems"]]
    assert (refused.code, "PDF_TIMESTAMP" in codes) == (2, True)
    assert run("archive", "list", "--archive", place, "--json").json["entries"] == []
    assert list((place / "packages").iterdir()) == list((place / "staging").iterdir()) == []


def test_without_pdf_files_there_is_nothing_to_sign(run: Run, body: Authority, tmp_path: Path) -> None:
    place = configured(tmp_path / "archive", body, pdf=False)
    refused = run("issue", SAMPLE, "--archive", place, "--json")
    codes = [problem["code"] for problem in refused.json["workbooks"][0]["problems"]]
    assert "PDF_SIGNING_NO_FILES" in codes


@pytest.mark.parametrize(
    ("passphrase", "moment", "expected"),
    [
        ("wrong", FAR_AHEAD, "PDF_CERTIFICATE"),
        (PHRASE, FAR_AHEAD, "PDF_CERTIFICATE_DATES"),
        (PHRASE, LONG_AGO, "PDF_CERTIFICATE_DATES"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_named(
    body: Authority, passphrase: str, moment: datetime.datetime, expected: str
) -> None:
    with pytest.raises(CannotRunError) as refused:
        PdfSigner(body.certificate, passphrase).sign({"a.pdf": blank()}, CLIENT, moment)
    assert refused.value.problems[0].code == expected


def test_a_missing_pyhanko_says_what_to_install(body: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko.sign.signers", None)
    with pytest.raises(CannotRunError) as refused:
        PdfSigner(body.certificate, PHRASE).check(FAR_AHEAD)
    assert refused.value.problems[0].code == "PDF_SIGNING_MISSING"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('passphrase_variable = "EXAMPLE"', "PDF_CERTIFICATE_NEEDED"),
        ('certificate = "x.p12"\ntimestamp = "ftp://example.invalid"', "PDF_TIMESTAMP_ADDRESS"),
        ('certificate = "x.p12"\npassphrase_variable = "EXAMPLE_NOT_SET"', "PDF_PASSPHRASE"),
        ('certificate = "x.p12"\npassphrase_file = "missing.txt"', "PDF_PASSPHRASE"),
        ('certificate = "x.p12"', "PDF_CERTIFICATE"),
    ],
)
def test_the_check_of_a_configuration_names_what_is_wrong(
    run: Run, tmp_path: Path, table: str, expected: str
) -> None:
    config = tmp_path / "cts-docs.toml"
    config.write_text(f"[pdf_signature]\n{table}\n", "utf-8")
    answer = run("config", "check", config, "--json")
    assert (answer.code, [problem["code"] for problem in answer.json["problems"]]) == (1, [expected])
