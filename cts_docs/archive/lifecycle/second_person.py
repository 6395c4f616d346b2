"""The rule of the second person: what one account prepares, another account approves.

Accounts are compared folded, so that another spelling of the same account is no second person.
"""

from __future__ import annotations

from dataclasses import dataclass

from cts_docs.errors import Problem, RefusedError
from cts_docs.text import folded


@dataclass(frozen=True, slots=True)
class SecondPersonPolicy:
    """Which acts need a second person: `issuing`, and status `changes`.

    `account_domains`: accounts of the same name in different domains belong to different people.
    Otherwise `DOM\\alice`, `alice@dom` and `alice` are all one person.
    """

    issuing: bool = False
    changes: bool = False
    account_domains: bool = False

    def refuse_same(self, first: str, second: str, code: str) -> None:
        """Raise RefusedError with `code` where two accounts belong to one person."""
        if self.is_same(first, second):
            raise RefusedError(Problem(code, found=second))

    def is_same(self, first: str, second: str) -> bool:
        """Whether two accounts belong to one person.

        Names are compared without regard to case, width, white space and invisible characters. Where
        domains count, an account without a domain may be of any, and the first label of a domain counts.
        """
        (name, domain), (other, other_domain) = _parts(first), _parts(second)
        if name != other:
            return False
        unknown = not domain or not other_domain
        return not self.account_domains or unknown or _label(domain) == _label(other_domain)


def _parts(account: str) -> tuple[str, str]:
    """The folded name and domain of an account, which is written DOM\\name, name@dom or name."""
    text = folded(account)
    if "\\" in text:
        domain, _, name = text.rpartition("\\")
        return name, domain
    name, _, domain = text.rpartition("@")
    return (name, domain) if name else (text, "")


def _label(domain: str) -> str:
    return domain.split(".")[0]
