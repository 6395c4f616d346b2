"""What every service works with: the configuration of the body and the available specifications."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from cts_docs.archive.register.actors import Clock, own_account, system_clock
from cts_docs.assessment.readings import Readings, choose
from cts_docs.errors import CannotRunError, Problem
from cts_docs.settings import Settings, load_settings
from cts_docs.specification.loader import available, find, load_specification
from cts_docs.specification.model import Specification
from cts_docs.version import VERSION


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """The configuration in force, and through it the specifications and readings in force."""

    settings: Settings

    def delivered(self) -> tuple[Specification, ...]:
        """The specifications that come with the program."""
        return available()

    def specifications(self) -> tuple[Specification, ...]:
        """Every available specification: the delivered ones and those of the configuration."""
        return available(self.settings.specifications)

    def specification(self, identifier: str | None = None) -> Specification:
        """One specification by `ID` or `ID@VERSION`, the delivered one where none is named.

        An id alone means the version with the latest effective date; one whose date is not
        settled yet is taken only where its version is named. Raises CannotRunError naming those
        available where there is none of that id.
        """
        if identifier is None:
            return load_specification()
        known = {f"{one.id}@{one.control.version}": one for one in self.specifications()}
        if identifier in known:
            return known[identifier]
        versions = [one for one in known.values() if one.id == identifier]
        if versions:
            return max(versions, key=_effective)
        expected = " / ".join(known)
        raise CannotRunError(
            Problem("SPEC_ID_UNKNOWN", field="specification", found=identifier, values={"expected": expected})
        )

    def find(self, identifier: str, edition: str) -> Specification | None:
        """The specification that a workbook is stamped with, None where it is not available.

        Where only another version of it is available that one is returned, so that the fault can name it.
        """
        stamped = find(identifier, edition, self.settings.specifications)
        if stamped is not None:
            return stamped
        return next((one for one in self.specifications() if one.id == identifier), None)

    def readings(self, specification: Specification) -> Readings:
        """The readings in force for a specification; raises RefusedError for impossible choices."""
        return choose(specification, self.settings.readings)


def _effective(specification: Specification) -> tuple[str, str]:
    """The sort key of the versions of one specification; a pending date sorts first."""
    control = specification.control
    settled = control.effective_date if control.effective_date[:1].isdigit() else ""
    return settled, control.version


def open_context(config: Path | None) -> ServiceContext:
    """The context under a configuration file, or under the defaults where there is none.

    Raises CannotRunError where the file is missing, RefusedError where it is wrong.
    """
    return ServiceContext(load_settings(config, load_specification()))


def toolkit_version() -> str:
    """The version of this program."""
    return VERSION


def today(clock: Clock = system_clock) -> datetime.date:
    """The date of the clock."""
    return clock().date()


def this_account() -> str:
    """The account of the operating system that runs this process."""
    return own_account()
