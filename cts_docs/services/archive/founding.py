"""The use case `archive init`, and whose configuration decides in an archive."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cts_docs.archive.lifecycle.founding import is_archive
from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.actors import Clock, system_clock
from cts_docs.archive.register.faults import coded_errors
from cts_docs.archive.verification.foreign_files import is_system_file
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.writing import write_file
from cts_docs.services.archive.issue import open_archive
from cts_docs.services.context import ServiceContext, open_context
from cts_docs.settings import Settings, load_settings

_EMPTY = "# 本归档的配置（cts-docs.toml）；没有填写的项采用默认值。\n"
_DECISIVE = (
    ("body", "code"),
    ("body", "sample"),
    ("issuing", "second_person"),
    ("issuing", "second_person_changes"),
    ("issuing", "account_domains"),
    ("issuing", "grant_days_ahead"),
    ("issuing", "signing_key"),
    ("issuing", "public_key"),
    ("issuing", "key_register"),
    ("pdf_signature", "certificate"),
    ("pdf_signature", "timestamp"),
    ("certificate", "number_pattern"),
    ("certificate", "validity_years"),
    ("certificate", "surveillance_months"),
    ("report", "number_pattern"),
    ("archive", "retention_years"),
)
"""The keys that the archive's own configuration alone decides, by table and name."""
_FILES = (
    ("issuing", "signing_key"),
    ("issuing", "public_key"),
    ("issuing", "key_register"),
    ("pdf_signature", "certificate"),
    ("pdf_signature", "passphrase_file"),
)
"""The keys that name a file, by table and name."""


@dataclass(frozen=True, slots=True)
class FoundedArchive:
    """A founded archive: its folder and the head of its log."""

    folder: Path
    head: str


def init_archive(
    place: Path, config: Path | None, person: str = "", clock: Clock = system_clock
) -> FoundedArchive:
    """Found an archive in a new or empty folder, or give an archive without one its own configuration.

    The configuration is copied byte by byte. Raises CannotRunError where the folder holds other files,
    RefusedError where it is an archive with a configuration already, where the configuration is wrong,
    or where it names a file by a path that does not lead there from the archive's folder.
    """
    paths = ArchivePaths(place)
    _refuse_occupied(paths, config)
    if config is not None and not _is_own(paths, config):
        content = config.read_bytes() if config.is_file() else b""
        _refuse_relative(load_settings(config), place)
        with coded_errors(place):
            place.mkdir(parents=True, exist_ok=True)
        write_file(paths.configuration, content)
    elif not paths.configuration.exists() and not is_archive(paths):
        with coded_errors(place):
            place.mkdir(parents=True, exist_ok=True)
        write_file(paths.configuration, _EMPTY.encode())
    context = open_context(paths.configuration if paths.configuration.is_file() else None)
    return FoundedArchive(place, open_archive(place, context, person, clock).found())


def writing_context(place: Path, config: Path | None) -> ServiceContext:
    """The context of a command that writes: the archive's own configuration decides the rules of issuing.

    Without one of its own, `config` or the defaults decide. Raises RefusedError naming each key in
    which `config` differs.
    """
    own = ArchivePaths(place).configuration
    if not own.is_file():
        return open_context(config)
    decisive = open_context(own)
    if config is None or _is_own(ArchivePaths(place), config):
        return decisive
    asked = open_context(config)
    if problems := tuple(_differences(decisive.settings, asked.settings)):
        raise RefusedError(problems)
    return asked


def configuration_warnings(place: Path) -> Iterator[Problem]:
    """A warning where an archive has no configuration of its own."""
    paths = ArchivePaths(place)
    if is_archive(paths) and not paths.configuration.is_file():
        yield Problem("ARCHIVE_WITHOUT_CONFIGURATION", severity="warning", file=str(place))


def _differences(own: Settings, asked: Settings) -> Iterator[Problem]:
    for table, key in _DECISIVE:
        decided, other = (_value(settings, table, key) for settings in (own, asked))
        if decided != other:
            name, values = f"{table}.{key}", {"expected": str(decided)}
            yield Problem("CONFIGURATION_DIFFERS", field=name, found=name, values=values)


def _value(settings: Settings, table: str, key: str) -> object:
    value: object = getattr(getattr(settings, table), key)
    if (table, key) in _FILES and value and settings.path is not None:
        return (settings.path.parent / str(value)).resolve()
    return value


def _refuse_occupied(paths: ArchivePaths, config: Path | None) -> None:
    if not paths.folder.exists():
        return
    if not paths.folder.is_dir():
        raise CannotRunError(Problem("ARCHIVE_NOT_EMPTY", file=str(paths.folder)))
    if is_archive(paths):
        founded = paths.register.exists() or paths.seal.exists()
        if paths.configuration.exists() and (founded or (config and not _is_own(paths, config))):
            raise RefusedError(Problem("ARCHIVE_EXISTS", file=str(paths.folder)))
    elif not all(map(is_system_file, paths.folder.iterdir())):
        raise CannotRunError(Problem("ARCHIVE_NOT_EMPTY", file=str(paths.folder)))


def _refuse_relative(settings: Settings, place: Path) -> None:
    """Raise RefusedError for a relative path in a configuration that leads nowhere from the archive."""
    named = {
        "specifications": settings.specifications,
        "templates": settings.templates,
        **{
            f"{table}.{key}": _named_file(settings, getattr(getattr(settings, table), key))
            for table, key in _FILES
        },
        **{f"certificate.{key}": path for key, path in settings.logos().items()},
    }
    problems = [
        Problem("ARCHIVE_INIT_PATH", found=key)
        for key, path in named.items()
        if path is not None and _leads_elsewhere(_as_written(settings, key), place)
    ]
    if problems:
        raise RefusedError(problems)


def _as_written(settings: Settings, key: str) -> Path:
    """A path as the configuration's file has it, before it was taken relative to that file."""
    value: object = tomllib.loads(settings.path.read_text("utf-8")) if settings.path else {}
    for name in key.split("."):
        value = value.get(name, "") if isinstance(value, dict) else ""
    return Path(str(value))


def _leads_elsewhere(path: Path, place: Path) -> bool:
    """Whether a written path is relative and names nothing in the folder `place`."""
    return not path.is_absolute() and not (place / path).exists()


def _named_file(settings: Settings, name: str) -> Path | None:
    return settings.path.parent / name if name and settings.path else None


def _is_own(paths: ArchivePaths, config: Path) -> bool:
    own = paths.configuration
    return own.exists() and config.exists() and own.samefile(config)
