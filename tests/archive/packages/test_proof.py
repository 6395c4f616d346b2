"""An export proves itself with sha256sum and OpenSSL alone: the commands of its page are run as printed."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cts_docs.archive.register.signing import load_signer
from cts_docs.files.hashing import sha256
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import export_packages
from cts_docs.services.context import open_context
from tests.torture.sample_audits import NOW, TODAY, archive, issue_request

ONE = "CTS-TBSC034-2026-BG0001"
PROOF, BAG = f"{ONE}-proof", f"{ONE}/data/documents/report.docx"
SCAN = f"{ONE}-attachment-0001-作废-voided"
AFTER = datetime.date(2031, 3, 1)
PAGES = ("核验说明.md", "how-to-verify.md")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked export of a signed entry with an attachment that was struck out."""
    folder = tmp_path_factory.mktemp("proof")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "private.pem").write_bytes(pem)
    (folder / "cts-docs.toml").write_text('[issuing]\nsigning_key = "private.pem"\n', "utf-8")
    place = replace(archive(folder / "archive"), signer=load_signer(folder / "private.pem"))
    place.issue(issue_request(1))
    place.attach(ONE, "scan.pdf", b"a scan")
    place.void(ONE, "1", "示例：扫错了文件")
    return export(ArchiveService(place, open_context(folder / "cts-docs.toml"), TODAY), folder)


def export(service: ArchiveService, folder: Path) -> Path:
    """The folder in which everything that is exported of the first entry is unpacked."""
    for one in export_packages(service, [ONE], folder / "exported"):
        with zipfile.ZipFile(one.path) as package:
            package.extractall(folder / "unpacked")
    return folder / "unpacked"


def commands(folder: Path, page: str) -> list[str]:
    """The commands that a page of instructions prints."""
    blocks = re.findall(r"```sh\n(.*?)\n```", (folder / PROOF / page).read_text("utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which sha256sum and openssl are the only programs."""
    folder = tmp_path_factory.mktemp("bin")
    for name in ("sha256sum", "openssl"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


@pytest.fixture
def run(programs: Path) -> Callable[[Path, str], subprocess.CompletedProcess[str]]:
    """Runs a command line in a folder, with sha256sum and openssl only."""

    def run(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-c", line], cwd=folder, env={"PATH": str(programs)}, capture_output=True, text=True
        )

    return run


Runner = Callable[[Path, str], "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_the_page_verify_a_fresh_export(signed: Path, run: Runner, page: str) -> None:
    lines = commands(signed, page)
    # Two bags, each with its files and its manifest; three signed events; one key.
    assert len(lines) == 2 + 2 + 3 + 1
    assert [line for line in lines if run(signed, line).returncode != 0] == []
    assert run(signed, lines[-1]).stdout.split()[0] == _fingerprint(signed.parent / "private.pem")
    assert run(signed, f"/bin/sh {PROOF}/check.sh").returncode == 0


def _fingerprint(private: Path) -> str:
    public = subprocess.run(
        ["openssl", "pkey", "-in", private, "-pubout", "-outform", "DER"], capture_output=True, check=True
    )
    return sha256(public.stdout)


def _change(path: Path, before: bytes, after: bytes) -> None:
    assert before in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(before, after))


def _document(folder: Path) -> None:
    (folder / BAG).write_bytes(b"another report")


def _document_and_manifests(folder: Path) -> None:
    """A document is exchanged, and the lists of hashes are made to fit."""
    bag, before = folder / ONE, sha256((folder / BAG).read_bytes()).encode()
    _document(folder)
    manifest = bag / "manifest-sha256.txt"
    listed = sha256(manifest.read_bytes()).encode()
    _change(manifest, before, sha256((folder / BAG).read_bytes()).encode())
    _change(bag / "tagmanifest-sha256.txt", listed, sha256(manifest.read_bytes()).encode())


def _record(folder: Path) -> None:
    """All of the above, and the record of the event too."""
    manifest = folder / ONE / "tagmanifest-sha256.txt"
    before = sha256(manifest.read_bytes()).encode()
    _document_and_manifests(folder)
    _change(folder / PROOF / "events" / "000002.json", before, sha256(manifest.read_bytes()).encode())


def _grade(folder: Path) -> None:
    _change(folder / PROOF / "events" / "000002.json", "二级".encode(), "一级".encode())


def _signature(folder: Path) -> None:
    first, second = (folder / PROOF / "events" / f"00000{number}.sig" for number in (2, 3))
    first.write_bytes(second.read_bytes())


@pytest.mark.parametrize("tamper", [_document, _document_and_manifests, _record, _grade, _signature])
def test_a_tampered_export_fails(
    signed: Path, tmp_path: Path, run: Runner, tamper: Callable[[Path], None]
) -> None:
    folder = shutil.copytree(signed, tmp_path / "tampered")
    tamper(folder)
    assert any(run(folder, line).returncode != 0 for line in commands(folder, PAGES[0]))
    assert run(folder, f"/bin/sh {PROOF}/check.sh").returncode != 0


def test_a_voided_attachment_is_marked_with_its_reason(signed: Path) -> None:
    assert (signed / SCAN / "data" / "attached" / "scan.pdf").is_file()
    for page, marked in zip(PAGES, ("作废的附件", "struck out"), strict=True):
        text = (signed / PROOF / page).read_text("utf-8")
        assert marked in text
        assert "2026-03-02 示例：扫错了文件" in text


def test_the_export_of_an_unsigned_archive_says_so(embedded: Path, tmp_path: Path, run: Runner) -> None:
    folder = export(ArchiveService(archive(embedded), open_context(None), TODAY), tmp_path)
    for page, plain in zip(PAGES, ("没有签名", "not signed"), strict=True):
        assert f"**{'这些事件' if '没有' in plain else 'These events are '}{plain}" in (
            folder / PROOF / page
        ).read_text("utf-8")
        assert [line for line in commands(folder, page) if run(folder, line).returncode != 0] == []
    assert "not signed: 2, 5" in run(folder, f"/bin/sh {PROOF}/check.sh").stdout
    _document_and_manifests(folder)
    assert run(folder, f"/bin/sh {PROOF}/check.sh").returncode != 0


def test_what_is_left_of_an_entry_that_was_disposed_of_is_its_events(embedded: Path, tmp_path: Path) -> None:
    after = replace(archive(embedded), clock=lambda: NOW.replace(year=2031, month=3, day=1))
    after.dispose(ONE, "示例理由")
    folder = export(ArchiveService(after, open_context(None), AFTER), tmp_path)
    assert [path.name for path in folder.iterdir()] == [PROOF]
    assert sorted(path.name for path in (folder / PROOF / "events").iterdir())[-1] == "000007.json"
    assert "SHA-256" in (folder / PROOF / PAGES[0]).read_text("utf-8").partition("保存期满")[2]
