"""Use cases on an existing archive: list, search, show, verify, attach, status changes, due dates, repair."""

from __future__ import annotations

import datetime
import hashlib
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from cts_docs.archive.lifecycle.due_dates import Due, due
from cts_docs.archive.lifecycle.issuing import LARGEST_ATTACHMENT, Archive, Attached
from cts_docs.archive.lifecycle.listing import Digest, Listed, Shown, chain_digest, list_entries, show_entry
from cts_docs.archive.lifecycle.search import Found, search
from cts_docs.archive.lifecycle.statuses import Deed
from cts_docs.archive.lifecycle.transitions import Happening, Lived, Terms
from cts_docs.archive.packages.recovery import Repaired
from cts_docs.archive.packages.zipped_bags import packed_bag
from cts_docs.archive.paths import SHELVED, Place
from cts_docs.archive.register.actors import Clock, system_clock
from cts_docs.archive.register.backend_migration import Moved
from cts_docs.archive.verification.verdicts import Question, Verdict, Verified, verify
from cts_docs.documents import read_embedded_data
from cts_docs.errors import CannotRunError, CtsDocsError, Problem, RefusedError
from cts_docs.services.archive.configuration import name_database
from cts_docs.services.archive.issue import named_files, open_archive, trusted_keys
from cts_docs.services.archive.rerender import rerender
from cts_docs.services.context import ServiceContext

_CHUNK = 1024 * 1024
_SEPARATORS = ("/", "\\")
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


@dataclass(frozen=True, slots=True)
class ArchiveService:
    """An existing archive under the configuration of the body; statuses are those of the day `as_of`."""

    archive: Archive
    context: ServiceContext
    as_of: datetime.date

    def entries(self) -> tuple[Listed, ...]:
        """Every entry, ordered by number."""
        return list_entries(self.archive.register, self.as_of)

    def search(self, words: str) -> tuple[Found, ...]:
        """The entries that contain all the words; raises RefusedError where no word is given."""
        return search(self.archive.register, words, self.as_of)

    def show(self, number: str) -> Shown:
        """One entry in full; raises RefusedError where the number is unknown."""
        return show_entry(self.archive.register, number, self.as_of)

    def digest(self) -> Digest:
        """The latest chain value of the event log, to be stored elsewhere."""
        return chain_digest(self.archive.register)

    def verify(
        self, asked: str | None = None, head: str | None = None, *, rerendered: bool = False
    ) -> Verified:
        """Verify the whole archive, one entry by number, or one file by path.

        Text that is both a number of the archive and a path counts as the number. With
        `rerendered` the documents of each intact entry are rendered again and compared.
        Raises RefusedError where `asked` is neither a number nor a file, CannotRunError where it
        can only be a path and no file exists there.
        """
        verified = verify(self.archive.register, self._question(asked, head))
        if not rerendered:
            return verified
        entries = tuple(self._rerendered(one) if one.intact else one for one in verified.entries)
        return replace(verified, entries=entries)

    def attach(self, number: str, file: Path, note: str = "") -> Attached:
        """Add a file to an issued entry; raises CannotRunError where the file cannot be read."""
        return self.archive.attach(number, file.name, _content(file), note)

    def change_status(
        self, number: str, deed: Deed, reason: str, date: datetime.date | None = None, by: str = ""
    ) -> Lived:
        """Record a status change of an entry; `by` is the number of its successor for `supersede`.

        Raises RefusedError where the current status forbids the change or an input is missing.
        """
        return self.archive.live(number, Happening(deed, reason, date, by), self._terms)

    def preview_status_change(
        self, number: str, deed: Deed, reason: str, date: datetime.date | None = None, by: str = ""
    ) -> Lived:
        """The effect of a status change without recording it; refuses what `change_status` refuses."""
        return self.archive.foresee(number, Happening(deed, reason, date, by), self._terms)

    def due(self, within: int) -> tuple[Due, ...]:
        """Surveillance, expiry and end of retention that fall due within a number of days."""
        return due(self.archive.register, self.as_of, within)

    def move(self, database: str) -> Moved:
        """Move the register to a PostgreSQL database, or back into the folder with an empty address.

        The configuration of the archive names the database from then on. Raises RefusedError where
        the target holds another archive or the configuration cannot be rewritten.
        """
        own = self.archive.place.configuration
        return self.archive.move(database, lambda: name_database(own, database))

    def repair(self) -> Repaired:
        """Complete or undo operations that a crash interrupted."""
        return self.archive.repair()

    @property
    def _terms(self) -> Terms:
        settings = self.context.settings
        return Terms(
            settings.certificate.validity_years,
            settings.certificate.surveillance_months,
            settings.archive.retention_years,
        )

    def _question(self, asked: str | None, head: str | None) -> Question:
        settings = self.context.settings
        question = Question(
            self.as_of, digest=head, trusted=trusted_keys(settings), familiar=named_files(settings)
        )
        if asked is None:
            return question
        if self._has_entry(asked) or not _looks_like_path(asked):
            return replace(question, number=asked)
        file = Path(asked)
        if not file.is_file():
            raise CannotRunError(Problem("VERIFY_FILE_MISSING", file=asked))
        digest = _file_hash(file)
        return replace(question, file=digest, carried=_embedded_hash(file), packed=packed_bag(file))

    def _rerendered(self, verdict: Verdict) -> Verdict:
        """The verdict with the differences between stored and re-rendered documents added as faults."""
        bags = {bag.kind: bag.folder for bag in self.show(verdict.number).bags}
        draft = "package" not in bags
        package = bags["draft" if draft else "package"]
        return replace(verdict, faults=(*verdict.faults, *rerender(package, draft=draft)))

    def _has_entry(self, number: str) -> bool:
        try:
            self.show(number)
        except RefusedError:
            return False
        return True


def today(clock: Clock = system_clock) -> datetime.date:
    """The date of the clock."""
    return clock().date()


def open_archive_service(
    place: Path, context: ServiceContext, person: str = "", clock: Clock = system_clock
) -> ArchiveService:
    """The archive in a folder; raises CannotRunError where the folder is missing or is not an archive."""
    if not place.is_dir():
        raise CannotRunError(Problem("ARCHIVE_MISSING", file=str(place)))
    if not _may_be_archive(Place(place)):
        raise CannotRunError(Problem("ARCHIVE_FOREIGN", file=str(place)))
    return ArchiveService(open_archive(place, context, person, clock), context, today(clock))


def _may_be_archive(place: Place) -> bool:
    """Whether a folder is empty or holds any part of an archive."""
    own = (place.register, place.seal, place.configuration, *(place.shelf(kind) for kind in SHELVED))
    return any(path.exists() for path in own) or not any(place.folder.iterdir())


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
    try:
        carried = read_embedded_data(file).get("content_hash")
    except CtsDocsError:
        return ""
    return carried if isinstance(carried, str) else ""


def _content(file: Path) -> bytes:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise CannotRunError(_unreadable(file, file.name))
        with file.open("rb") as stream:
            return stream.read(LARGEST_ATTACHMENT + 1)
    except OSError as error:
        raise CannotRunError(_unreadable(file, error.strerror or "")) from error


def _unreadable(file: Path, found: str) -> Problem:
    return Problem("ATTACHMENT_UNREADABLE", file=str(file), found=found)
