"""The seam through which everything that reaches the disk passes.

In use nothing happens here. The tests hand in a `Steps` of their own that ends the process,
fills the disk or takes the folder away at one named point, and then look at what is left.
"""

from __future__ import annotations

POINTS = (
    "folder.make",
    "file.create",
    "file.write",
    "file.flush",
    "file.done",
    "folder.flush",
    "folder.rename",
    "folder.renamed",
    "folder.remove",
    "seal.replace",
    "seal.replaced",
    "register.begin",
    "register.append",
    "register.commit",
    "register.committed",
    "shelf.done",
)


class Steps:
    """Told of each step before it is taken; inert unless a test says otherwise."""

    def at(self, point: str) -> None:
        """One of POINTS is reached. May raise OSError, as the disk would."""
