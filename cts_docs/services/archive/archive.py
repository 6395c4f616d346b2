"""Use cases on an existing archive: list, search, show, verify, attach, status changes, due dates, repair."""

from __future__ import annotations

import datetime
import hashlib
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.archive.lifecycle.case_history import CaseAudit, case_history, is_client
from cts_docs.archive.lifecycle.due_dates import DueDate, due_dates
from cts_docs.archive.lifecycle.issuing import Archive, AttachmentResult
from cts_docs.archive.lifecycle.listing import (
    EntryDetails,
    EntrySummary,
    LogHead,
    entry_details,
    list_entries,
    read_log_head,
)
from cts_docs.archive.lifecycle.notices import NoticeResult
from cts_docs.archive.lifecycle.search import SearchHit, search
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange, StatusChangeResult
from cts_docs.archive.lifecycle.transition_rules import Transition
from cts_docs.archive.packages.recovery import RecoveryResult
from cts_docs.archive.packages.requests import NoticeRequest
from cts_docs.archive.packages.zipped_bags import open_zipped_bag
from cts_docs.archive.register.actors import Clock, system_clock
from cts_docs.archive.register.backend_migration import MigrationResult
from cts_docs.archive.register.integrity import check_entry
from cts_docs.archive.register.signing import KeyRegister
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.archive.verification.verdicts import Verdict, VerifyRequest, VerifyResult, verify
from cts_docs.documents import read_embedded_data
from cts_docs.errors import CannotRunError, CtsDocsError, Problem, RefusedError
from cts_docs.progress import tracked
from cts_docs.services.archive.configuration import name_database
from cts_docs.services.archive.issue import open_archive
from cts_docs.services.archive.keys import named_files, trusted_keys
from cts_docs.services.archive.rerender import rerender
from cts_docs.services.context import ServiceContext, today

_CHUNK = 1024 * 1024
_HEAD = re.compile(r"[0-9A-Fa-f]{64}")
_LARGEST_HEAD = 1000
_CONTENT_TYPES = "[Content_Types].xml"
_SEPARATORS = ("/", "\\")
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


@dataclass(frozen=True, slots=True)
class ArchiveService:
    """An existing archive under the configuration of the body; statuses are those of the day `as_of`.

    With `historic` entries that were recorded after that day are left out.
    """

    archive: Archive
    context: ServiceContext
    as_of: datetime.date
    historic: bool = False

    def entries(self) -> tuple[EntrySummary, ...]:
        """Every entry, ordered by number."""
        return list_entries(self.archive.register, self.as_of, historic=self.historic)

    def search(self, words: str) -> tuple[SearchHit, ...]:
        """The entries that contain all the words; raises RefusedError where no word is given."""
        return search(self.archive.register, words, self.as_of, historic=self.historic)

    def show(self, number: str) -> EntryDetails:
        """One entry in full; raises RefusedError where the number is unknown."""
        return entry_details(self.archive.register, number, self.as_of, historic=self.historic)

    def signature_faults(self, numbers: Iterable[str]) -> Mapping[str, tuple[Problem, ...]]:
        """The faults of the signatures of the events of some entries, by number."""
        trusted = trusted_keys(self.context.settings)
        with self.archive.register.reading() as snapshot:
            found = {number: tuple(_signature_faults(snapshot, number, trusted)) for number in numbers}
        return {number: faults for number, faults in found.items() if faults}

    def history(self, asked: str) -> tuple[CaseAudit, ...]:
        """The audits of a client, by its name, credit code or a number; see `case_history`."""
        return case_history(self.archive.register, asked, self.as_of, historic=self.historic)

    def is_client(self, asked: str) -> bool:
        """Whether a text names a client, and no entry."""
        return is_client(self.archive.register, asked, self.as_of)

    def digest(self) -> LogHead:
        """The latest chain value of the event log, to be stored elsewhere."""
        return read_log_head(self.archive.register)

    def verify(
        self,
        asked: str | None = None,
        head: str | None = None,
        *,
        since: str | None = None,
        rerendered: bool = False,
    ) -> VerifyResult:
        """Verify the whole archive, one entry by number, one file by path, or what came `since` a head.

        Text that is both a number of the archive and a path counts as the number. `since` is a head, or a
        file that holds one. With `rerendered` the documents of each intact entry are rendered again and
        compared. Raises RefusedError where `asked` is neither a number nor a file, CannotRunError where it
        can only be a path and no file exists there, or `since` is not a head.
        """
        if since is not None and asked is not None:
            raise CannotRunError(Problem("VERIFY_SINCE_ALONE", found=asked))
        question = self._question(asked, head)
        if since is not None:
            question = replace(question, since=_kept_head(since))
        verified = verify(self.archive.register, question)
        if verified.file is not None and verified.file.number:
            notes = (*verified.notes, *self._voided(asked or "", verified.file.number, question))
            verified = replace(verified, notes=notes)
        if not rerendered:
            return verified
        every = tracked(verified.entries, "PROGRESS_RERENDER")
        entries = tuple(self._rerendered(one) if one.intact else one for one in every)
        return replace(verified, entries=entries)

    def attach(self, number: str, file: Path, note: str = "", preserves: str = "") -> AttachmentResult:
        """Add a file to an issued entry; raises CannotRunError where the file cannot be read.

        `preserves` names the stored file of the entry of which it is another format.
        """
        return self.archive.attach(number, file.name, _regular(file), note, preserves)

    def change_status(
        self,
        number: str,
        transition: Transition,
        reason: str,
        date: datetime.date | None = None,
        by: str = "",
    ) -> StatusChangeResult:
        """Record a status change of an entry; `by` is the number of its successor for `supersede`.

        The notice to the client is archived together with a suspension, restoration, withdrawal or
        cancellation of a certificate.

        Raises RefusedError where the current status forbids the change or an input is missing.
        """
        warnings: list[Problem] = []
        change = StatusChange(transition, reason, date, by)
        changed = self.archive.apply(number, change, self._terms, self._notices(warnings.append))
        return replace(changed, warnings=(*changed.warnings, *warnings))

    def approve_status_change(self, number: str) -> StatusChangeResult:
        """Apply the status change of an entry that another account proposed."""
        warnings: list[Problem] = []
        changed = self.archive.approve_change(number, self._terms, self._notices(warnings.append))
        return replace(changed, warnings=(*changed.warnings, *warnings))

    def preview_status_change(
        self,
        number: str,
        transition: Transition,
        reason: str,
        date: datetime.date | None = None,
        by: str = "",
    ) -> StatusChangeResult:
        """The effect of a status change without recording it; refuses what `change_status` refuses."""
        return self.archive.preview(number, StatusChange(transition, reason, date, by), self._terms)

    def due(self, within: int) -> tuple[DueDate, ...]:
        """Surveillance, expiry and end of retention that fall due within a number of days."""
        return due_dates(self.archive.register, self.as_of, within)

    def announce_surveillance(self, within: int) -> tuple[tuple[NoticeResult, ...], tuple[Problem, ...]]:
        """Archive a notice of each surveillance that falls due within a number of days, and the warnings.

        One that was announced for the same date before is left out.
        """
        warnings: list[Problem] = []
        notices = self._notices(warnings.append)
        numbers = [one.number for one in self.due(within) if one.what == "surveillance"]
        made = (self.archive.announce_surveillance(number, notices) for number in numbers)
        return tuple(one for one in made if one is not None), tuple(dict.fromkeys(warnings))

    def _notices(self, warn: Callable[[Problem], None]) -> NoticeRequest:
        # Loaded here: what only reads an archive needs nothing of making documents.
        from cts_docs.services.archive.notices import notice_request

        return notice_request(self.context, self.archive.paths, warn)

    def move(self, database: str) -> MigrationResult:
        """Move the register to a PostgreSQL database, or back into the folder with an empty address.

        The configuration of the archive names the database from then on. Raises RefusedError where
        the target holds another archive or the configuration cannot be rewritten.
        """
        own = self.archive.paths.configuration
        return self.archive.migrate_register(database, lambda: name_database(own, database))

    def repair(self) -> RecoveryResult:
        """Complete or undo operations that a crash interrupted."""
        return self.archive.repair()

    @property
    def _terms(self) -> Periods:
        settings = self.context.settings
        return Periods(
            settings.certificate.validity_years,
            settings.certificate.surveillance_months,
            settings.archive.retention_years,
        )

    def _question(self, asked: str | None, head: str | None) -> VerifyRequest:
        settings = self.context.settings
        question = VerifyRequest(
            self.as_of,
            digest=head,
            trusted=trusted_keys(settings),
            own_files=named_files(settings),
            historic=self.historic,
        )
        if asked is None:
            return question
        if self._has_entry(asked) or not _looks_like_path(asked):
            return replace(question, number=asked)
        file = Path(asked)
        if not file.is_file():
            raise CannotRunError(Problem("VERIFY_FILE_MISSING", file=asked))
        digest = _file_hash(file)
        embedded, zipped = _embedded_hash(file), open_zipped_bag(file)
        return replace(question, file=digest, content_hash=embedded, zipped=zipped)

    def _rerendered(self, verdict: Verdict) -> Verdict:
        """The verdict with the differences between stored and re-rendered documents added as faults."""
        from cts_docs.services.archive.notices import rerender_notices

        shown = self.show(verdict.number)
        bags = {bag.kind: bag.folder for bag in shown.bags}
        draft = "package" not in bags
        package = bags["draft" if draft else "package"]
        notices = () if draft else rerender_notices(shown)
        return replace(verdict, faults=(*verdict.faults, *rerender(package, draft=draft), *notices))

    def _voided(self, name: str, number: str, question: VerifyRequest) -> Iterator[Problem]:
        """A warning where a file is an attachment that was struck out, and no other of the entry."""
        zipped = question.zipped.listed if question.zipped else frozenset()
        holding = []
        for bag in self.show(number).bags:
            hashes = {str(file["sha256"]) for file in bag.files}
            if question.file in hashes or hashes <= zipped:
                holding.append(bag)
        if holding and all(bag.voided for bag in holding):
            values = {"number": number, "reason": holding[0].void_reason}
            yield Problem("FILE_VOIDED", "warning", file=name, found=holding[0].voided or "", values=values)

    def _has_entry(self, number: str) -> bool:
        try:
            self.show(number)
        except RefusedError:
            return False
        return True


def open_archive_service(
    place: Path, context: ServiceContext, person: str = "", clock: Clock = system_clock
) -> ArchiveService:
    """The archive in a folder; raises CannotRunError where the folder is missing or is not an archive."""
    return ArchiveService(open_archive(place, context, person, clock), context, today(clock))


def _kept_head(since: str) -> str:
    """The head that is given, or that stands in a file, as a shell wrote it there."""
    if _HEAD.fullmatch(since.strip()):
        return since
    try:
        with Path(since).open("rb") as file:
            content = file.read(_LARGEST_HEAD)
    except (OSError, ValueError):
        content = b""
    # PowerShell writes UTF-16.
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    if not _HEAD.fullmatch(text.strip()):
        raise CannotRunError(Problem("VERIFY_SINCE_UNUSABLE", found=since))
    return text


def _signature_faults(snapshot: Snapshot, number: str, trusted: KeyRegister) -> Iterator[Problem]:
    check = check_entry(snapshot, number)
    yield from (fault for fault in check.log_problems if fault.code.startswith("SIGNATURE_"))
    yield from (problem for _, problem in check.issuers(trusted) if problem is not None)


def _looks_like_path(asked: str) -> bool:
    """Whether a text is an existing path, or looks like one."""
    return Path(asked).exists() or any(sign in asked for sign in _SEPARATORS) or bool(_SUFFIX.search(asked))


def _file_hash(file: Path) -> str:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
    except OSError as error:
        raise CannotRunError(_unreadable(file, error.strerror or "")) from error
    return digest.hexdigest()


def _embedded_hash(file: Path) -> str:
    """The content hash embedded in a Word document of this program; empty for any other file."""
    if not _is_document(file):
        return ""
    try:
        carried = read_embedded_data(file).get("content_hash")
    except CtsDocsError:
        return ""
    return carried if isinstance(carried, str) else ""


def _is_document(file: Path) -> bool:
    """Whether a file is a package of Office, which is read whole; other files may be of any size."""
    try:
        with zipfile.ZipFile(file) as package:
            return _CONTENT_TYPES in package.NameToInfo
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return False


def _regular(file: Path) -> Path:
    """A file that can be read; raises CannotRunError for any other."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise CannotRunError(_unreadable(file, file.name))
        with file.open("rb"):
            return file
    except OSError as error:
        raise CannotRunError(_unreadable(file, error.strerror or "")) from error


def _unreadable(file: Path, found: str) -> Problem:
    return Problem("ATTACHMENT_UNREADABLE", file=str(file), found=found)
